"""A person says that what was suspected is no incident: its cases are taken out of it, each with that reason."""

from __future__ import annotations

from stepladder.core.case.incident_commands import UnlinkIncident
from stepladder.service.commands import handle_command
from stepladder.service.desk import Desk
from stepladder.service.incidents import incident_of
from stepladder.service.problems import Archived, BadInput, NotAllowed, NotFound

AT_ONCE = 200
"""Cases that are taken out in one go."""


def say_it_is_none(desk: Desk, workspace: str, incident: str, because: str, by: str) -> int:
    """Take every open case out of a suspected incident; answers how many are left for another go.

    A case is a commit of its own: where one refuses, those before it stay taken out.
    Raises: NotFound - no such incident; NotAllowed - it is more than suspected, or no open case has heard of it;
    BadInput - no reason.
    """
    found = incident_of(desk.store, workspace, incident)
    where = f"incident {incident[:80]}"
    if found is None:
        raise NotFound("there is no such incident", where=where, mend="Look it up under Incidents.")
    if found.state != "suspected":
        raise NotAllowed("it is not only suspected", where=where, mend="End it: everybody it touches is told.")
    if not because.strip():
        raise BadInput("`because` is empty", where=where, mend="Say what it is instead.")
    # A case that has not heard of it yet is no part of it; it shows itself once it has.
    cases = desk.store.load_cases(workspace, found.cases).values()
    ours = [one.id for one in cases if one.is_open and one.incident == incident]
    if not ours:
        raise NotAllowed(
            "none of its open cases has heard of it yet", where=where, mend="Try again in a moment.",
        )  # fmt: skip
    for case in ours[:AT_ONCE]:
        try:
            handle_command(desk, workspace, case, UnlinkIncident(because=because), by)
        except (Archived, NotAllowed):
            # Closed, or taken out by somebody else meanwhile: it holds the suspicion up no more.
            continue
    return len(ours[AT_ONCE:])
