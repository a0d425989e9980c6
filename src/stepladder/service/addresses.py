"""Who is reached and where, by what is stored today."""

from __future__ import annotations

from stepladder.core.case.reach import CUSTOMER, Directory, Reached, reach, reach_customer
from stepladder.core.case.reach import Unreachable as Unreachable
from stepladder.core.case.state import Case
from stepladder.core.policy.pack import Pack
from stepladder.service import asking
from stepladder.service.ports import Store


def resolve(store: Store, workspace: str, pack: Pack, case: Case, to: str, channel: str) -> Reached:
    """Where a message to a role, a person, an address or the customer goes today. Raises: Unreachable."""
    if to == CUSTOMER:
        signals = reversed(list(store.signals(workspace, case.signals).values()))
        mails = [str(mail) for one in signals if (mail := (one.contact or {}).get("email"))]
        return reach_customer(case, channel, mails)
    return reach(
        pack,
        case,
        to,
        channel,
        directory=_directory(store, workspace),
        customer=lambda: asking.customer_of(store, workspace, case),
    )


def _directory(store: Store, workspace: str) -> Directory:
    ways: dict[str, list[Reached]] = {}
    for one in store.addresses(workspace):
        ways.setdefault(one.role, []).append(Reached(channel=one.channel, address=one.address))
    return Directory(ways=ways, mail={person.id: person.email for person in store.people(workspace)})
