"""A person, a page or a peer asks something of a case."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from stepladder.core.case.answer import handle
from stepladder.core.case.commands import AnyCommand, Assign, Begin, PersonCommand, Recalculate, RetirePolicy, Send
from stepladder.core.case.events import Happened
from stepladder.core.case.hand_over_commands import HandOver, Merge, MovePolicy
from stepladder.core.case.knowledge import VerdictFor
from stepladder.core.case.moving import move_policy
from stepladder.core.case.recalculate import recalculate
from stepladder.core.case.refused import Refused
from stepladder.core.case.retire import retire_policy
from stepladder.core.case.sending import drafted
from stepladder.core.case.standing import AGENT
from stepladder.core.case.state import Case
from stepladder.core.case.view import trace_case, trace_event
from stepladder.core.case.words import words_of
from stepladder.core.clock.zones import zone
from stepladder.core.duty.training import Trainee
from stepladder.core.policy.pack import Pack
from stepladder.core.values import DeskError
from stepladder.service import asking
from stepladder.service.changes import change_of
from stepladder.service.desk import Desk
from stepladder.service.ports import Change, StaleCase, Store, Text
from stepladder.service.problems import BadInput, Busy, NotAllowed, NotFound, NotReadable, Stale
from stepladder.service.requests import CONTROL, as_bad_input, refuse_half_pairs

_TRIES = 8
_COMMAND: msgspec.json.Decoder[PersonCommand] = msgspec.json.Decoder(PersonCommand)


@dataclass(frozen=True, slots=True, kw_only=True)
class CommandResult:
    """The case after the command, and what it added; no events where it changed nothing."""

    case: Case
    events: tuple[Happened, ...]
    pack: Pack

    def document(self) -> dict[str, Any]:
        """`{events[], case}` in the shape of the trace."""
        home = zone(self.pack.zone)
        return {
            "events": [trace_event(self.case.id, one, home) for one in self.events],
            "case": trace_case(self.case, home),
        }


def read_command(body: bytes) -> tuple[PersonCommand, int | None]:
    """A scenario entry without `at` and `by`, and the `expected_version` beside it.

    Raises: NotReadable - no JSON object; BadInput - an unknown command, key or type.
    """
    try:
        raw = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as fault:
        refuse_half_pairs(body)
        raise NotReadable(f"it is not JSON ({fault})", where="body", mend='Send {"do": "acknowledge"}.') from fault
    if not isinstance(raw, dict):
        raise NotReadable("it is not a JSON object", where="body", mend='Send {"do": "acknowledge"}.')
    expected = raw.pop("expected_version", None)
    if expected is not None and (not isinstance(expected, int) or isinstance(expected, bool) or expected < 0):
        raise BadInput("it is not a whole number", where="expected_version", mend="Send the version you have seen.")
    try:
        return _COMMAND.decode(msgspec.json.encode(raw)), expected
    except msgspec.ValidationError as fault:
        what, _, where = str(fault).partition(" - at `")
        place = where.rstrip("`").removeprefix("$.") or "command"
        raise BadInput(what, where=place, mend="The reference lists every command.") from fault


def handle_command(
    desk: Desk, workspace: str, case: str, command: PersonCommand, by: str, expected_version: int | None = None
) -> CommandResult:
    """Carry out a command.

    Takes: by - the person's id; expected_version - what the caller has seen, None for the case as it is.
    Raises: NotFound; Stale - it is at another version; NotAllowed - it refuses; BadInput - a value it cannot read.
    """
    _check_words(command)
    for _ in range(_TRIES):
        result, change = _decide(desk, workspace, case, command, by, expected_version)
        if change is None:
            return result
        try:
            desk.store.commit([change])
        except StaleCase:
            continue  # With an expected version the next look says so; without one it is simply done again.
        return result
    raise Busy("it changes faster than it can be read", where=f"case {case}", mend="Send it again.")


def ask_of_case(desk: Desk, workspace: str, case: str, command: AnyCommand, by: str) -> Change | None:
    """What a command of the desk itself changes, not stored yet; None for nothing. Raises: NotFound, Refused."""
    found = desk.store.load_case(workspace, case)
    if found is None:
        raise NotFound("there is no such case", where=f"case {case[:80]}", mend="Look it up on the board.")
    pack = desk.packs.by_digest(workspace, found.digest)
    now = desk.time.now()
    assert not isinstance(command, MovePolicy | Begin)
    if isinstance(command, Recalculate):
        events = recalculate(found, pack, now=now, by=by)
    elif isinstance(command, RetirePolicy):
        events = retire_policy(found, command.because, now=now, by=by)
    else:
        verdict_for = asking.verdict_for(desk.store, workspace, found, pack, now)
        events = handle(found, command, by=by, now=now, verdict_for=verdict_for)
    return change_of(workspace, found, events, now) if events else None


def _decide(
    desk: Desk, workspace: str, case: str, command: PersonCommand, by: str, expected_version: int | None
) -> tuple[CommandResult, Change | None]:
    found = desk.store.load_case(workspace, case)
    if found is None:
        raise NotFound("there is no such case", where=f"case {case[:80]}", mend="Look it up on the board.")
    if expected_version is not None and expected_version != found.version:
        raise Stale(
            f"it is at version {found.version}, and you have seen {expected_version}",
            where=f"case {case}",
            mend="Read it again.",
            more={"version": found.version},
        )
    pack = desk.packs.by_digest(workspace, found.digest)
    if isinstance(command, Assign | HandOver):
        _must_be_known(desk, workspace, pack, command.to.strip())
    now = desk.time.now()
    verdict_for = asking.verdict_for(desk.store, workspace, found, pack, now)
    try:
        if isinstance(command, Send):
            command = drafted(command, found, verdict_for)
        events = _answer(desk, workspace, found, command, by, now, verdict_for)
    except Refused as fault:
        more = {"reason": fault.what, "source": list(fault.source), "opens_with": fault.opens_with}
        raise NotAllowed(fault.what, where=fault.where, mend=fault.mend, more=more) from fault
    except DeskError as fault:
        raise as_bad_input(fault) from fault
    if not events:
        return CommandResult(case=found, events=(), pack=pack), None
    texts = [
        Text(id=one.id, person=one.person, kind=one.kind, body=one.body) for one in words_of(found, command, events)
    ]
    change = change_of(workspace, found, events, now, texts=texts)
    assert change.case is not None
    return CommandResult(case=change.case, events=events, pack=pack), change


def _answer(
    desk: Desk, workspace: str, case: Case, command: PersonCommand, by: str, now: datetime, verdict_for: VerdictFor
) -> tuple[Happened, ...]:
    def roles() -> frozenset[str]:
        return roles_of(desk.store, workspace, by)

    if isinstance(command, MovePolicy):
        other = _version(desk, workspace, case, command.to)
        anew = asking.verdict_for(desk.store, workspace, case, other, now)
        return move_policy(case, by=by, now=now, verdict_for=anew, roles=roles)
    if isinstance(command, Merge):
        _must_go_on(desk, workspace, case, command.into)

    def trainee() -> Trainee:
        return Trainee(stage=next((one.stage for one in desk.store.people(workspace) if one.id == by), None))

    return handle(case, command, by=by, now=now, verdict_for=verdict_for, roles=roles, trainee=trainee)


def roles_of(store: Store, workspace: str, person: str) -> frozenset[str]:
    """The roles of somebody who works here; a peer with a token, and whoever is not on file, is an agent."""
    found = next((one for one in store.people(workspace) if one.id == person), None)
    return frozenset({found.role}) if found is not None else frozenset({AGENT})


def _version(desk: Desk, workspace: str, case: Case, name: str) -> Pack:
    """The published version of a policy that is called so: by its version, with or without its digest."""
    versions = [one for one in desk.store.pack_versions(workspace) if one.pack == case.pack]
    found = next((one for one in versions if name in (one.digest, one.version, one.version.partition("+")[0])), None)
    if found is None:
        known = ", ".join(one.version for one in versions[:12])
        raise BadInput(f"no version of {case.pack} is called '{name[:40]}'", where="to", mend=f"Use one of: {known}.")
    return desk.packs.by_digest(workspace, found.digest)


def _must_go_on(desk: Desk, workspace: str, case: Case, into: str) -> None:
    """What a case is merged into must be there, open, and of the same customer."""
    other = desk.store.load_case(workspace, into)
    if other is None:
        raise BadInput(f"no case is called '{into[:40]}'", where="into", mend="Look it up on the board.")
    if not other.is_open:
        raise Refused(f"the case {into} is closed", where=f"case {case.id}: into", mend="Name one that is open.")
    if case.customer is not None and other.customer not in (None, case.customer):
        raise Refused(
            f"the case {into} is another customer's",
            where=f"case {case.id}: into",
            mend="Cases of several customers belong to one incident instead.",
        )


def _must_be_known(desk: Desk, workspace: str, pack: Pack, owner: str) -> None:
    """An owner is a person of the workspace, or a role that the policy of the case has in its directory."""
    people, roles = desk.store.people(workspace), pack.text.directory
    known = dict.fromkeys([*(one.id for one in people), *(one.id for one in roles)])
    if owner not in known:
        raise BadInput(
            f"no person and no role is called '{owner[:40]}'", where="to", mend=f"Use one of: {', '.join(known)}."
        )


def _check_words(command: PersonCommand) -> None:
    for name, value in _words_in(command):
        if len(value) > 200_000:
            raise BadInput("it is too long", where=name, mend="Send at most 200000 characters.")
        if CONTROL.search(value):
            raise BadInput("it holds a control character", where=name, mend="Take it out.")


def _words_in(part: msgspec.Struct, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a command, with its place."""
    for name in part.__struct_fields__:
        value, where = getattr(part, name), f"{place}{name.rstrip('_')}"
        if isinstance(value, str):
            yield where, value
        elif isinstance(value, dict):
            yield from ((f"{where}.{key}", text) for key, text in value.items() if isinstance(text, str))
        elif isinstance(value, msgspec.Struct):
            yield from _words_in(value, f"{where}.")
