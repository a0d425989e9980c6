"""A person's command is answered by the case: with their roles, their training, and what else it needs of the desk."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.answer import handle
from stepladder.core.case.commands import PersonCommand
from stepladder.core.case.events import Happened
from stepladder.core.case.hand_over_commands import Merge, MovePolicy
from stepladder.core.case.incident_commands import DeclareIncident, LinkIncident
from stepladder.core.case.joining import must_take_over
from stepladder.core.case.knowledge import VerdictFor
from stepladder.core.case.moving import move_policy
from stepladder.core.case.standing import AGENT, Standing
from stepladder.core.case.state import Case
from stepladder.core.duty.training import Trainee
from stepladder.core.incident.incident import must_go_on
from stepladder.core.policy.pack import Pack
from stepladder.service import asking
from stepladder.service.desk import Desk
from stepladder.service.incidents import incident_of
from stepladder.service.ports import Store
from stepladder.service.problems import BadInput


def answer(
    desk: Desk, workspace: str, case: Case, command: PersonCommand, by: str, now: datetime, verdict_for: VerdictFor
) -> tuple[Happened, ...]:
    standing = standing_of(desk.store, workspace, by)
    if isinstance(command, MovePolicy):
        other = _version(desk, workspace, case, command.to)
        anew = asking.verdict_for(desk.store, workspace, case, other, now)
        return move_policy(case, by=by, now=now, verdict_for=anew, standing=standing)
    if isinstance(command, Merge):
        _must_go_on(desk, workspace, case, command.into)

    if isinstance(command, LinkIncident):
        must_go_on(case, command.incident, incident_of(desk.store, workspace, command.incident))
    if isinstance(command, DeclareIncident) and command.suspicion is not None:
        must_go_on(case, command.suspicion, incident_of(desk.store, workspace, command.suspicion))

    def trainee() -> Trainee:
        return Trainee(stage=next((one.stage for one in desk.store.people(workspace) if one.id == by), None))

    return handle(case, command, by=by, now=now, verdict_for=verdict_for, standing=standing, trainee=trainee)


def standing_of(store: Store, workspace: str, person: str) -> Standing:
    """Where somebody stands among those who work here; a peer with a token, and whoever is not on file, is an agent."""

    def roles() -> frozenset[str]:
        found = next((one for one in store.people(workspace) if one.id == person), None)
        return frozenset({found.role}) if found is not None else frozenset({AGENT})

    return Standing(roles=roles, is_held=lambda role: any(one.role == role for one in store.people(workspace)))


def _version(desk: Desk, workspace: str, case: Case, name: str) -> Pack:
    """The published version of a policy that is called so: by its version, with or without its digest."""
    versions = [one for one in desk.store.pack_versions(workspace) if one.pack == case.pack]
    found = next((one for one in versions if name in (one.digest, one.version, one.version.partition("+")[0])), None)
    if found is None:
        known = ", ".join(one.version for one in versions[:12])
        raise BadInput(f"no version of {case.pack} is called '{name[:40]}'", where="to", mend=f"Use one of: {known}.")
    return desk.packs.by_digest(workspace, found.digest)


def _must_go_on(desk: Desk, workspace: str, case: Case, into: str) -> None:
    """What a case is merged into must be there, and able to go on for both."""
    other = desk.store.load_case(workspace, into)
    if other is None:
        is_archived = desk.store.archived_case(workspace, into) is not None
        what = f"the case {into} is archived" if is_archived else f"no case is called '{into[:40]}'"
        raise BadInput(what, where="into", mend="Look one up on the board.")
    must_take_over(case, other)
