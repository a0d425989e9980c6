"""A workspace with its policy, and the small world that a demonstration shows."""

from __future__ import annotations

from stepladder.core.triage.request import Customer
from stepladder.service.desk import Desk
from stepladder.service.publishing import publish
from stepladder.service.rows import PersonRow, WorkspaceRow

DEFAULT = "main"
"""The workspace of a desk that has only one."""

PEOPLE = (
    PersonRow(id="ana", name="Ana Ferreira", role="admin", email="ana@desk.example"),
    PersonRow(id="lee", name="Lee Okafor", role="agent", email="lee@desk.example"),
)
CUSTOMERS = (
    Customer(id="harbor", name="Harbor & Pine", plan="pro", zone="America/New_York"),
    Customer(id="ludlow", name="Ludlow Supply", plan="pro", zone="America/Chicago"),
    Customer(id="vale", name="Vale Robotics", plan="enterprise", csm="lee", zone="Europe/Amsterdam", arr="180000 USD"),
    Customer(id="tern", name="Tern Coffee", plan="starter", zone="Europe/Lisbon"),
    Customer(id="osprey", name="Osprey Health", plan="enterprise", vip=True, csm="ana", zone="America/Los_Angeles"),
    Customer(id="quill", name="Quill Books", plan="free", zone="Asia/Tokyo"),
)


def create_workspace(desk: Desk, workspace: str, *, name: str, pack: str, by: str = "desk") -> WorkspaceRow:
    """Make a workspace that works by a pack, or give the one there is.

    Raises: PackFaults - the pack has faults; then there is a workspace without a policy.
    """
    row = desk.store.workspace(workspace)
    if row is None:
        row = WorkspaceRow(id=workspace, name=name, zone="UTC", pack=pack)
        desk.store.save_workspace(row)
    # Where all there were are retired, only a person puts one in force again.
    if not desk.store.pack_versions(workspace):
        published = publish(desk, workspace, pack, by)
        row = WorkspaceRow(id=workspace, name=row.name, zone=published.zone, pack=published.id)
        desk.store.save_workspace(row)
    return row


def fill_demo(desk: Desk, workspace: str) -> None:
    """People and customers of several plans. What is there already stays as it is."""
    people = {one.id for one in desk.store.people(workspace)}
    for person in PEOPLE:
        if person.id not in people:
            desk.store.save_person(workspace, person)
    known = {one.id for one in desk.store.customers(workspace)}
    for customer in CUSTOMERS:
        if customer.id not in known:
            desk.store.save_customer(workspace, customer)
