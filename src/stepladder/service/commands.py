"""A person, a page or a peer asks something of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from stepladder.core.account.answer import handle as handle_account
from stepladder.core.account.commands import ClearSign
from stepladder.core.account.events import Happening
from stepladder.core.account.hearing import customer_at
from stepladder.core.account.view import trace_account_event
from stepladder.core.case.answer import handle
from stepladder.core.case.commands import AnyCommand, Assign, Begin, PersonCommand, Recalculate, RetirePolicy, Send
from stepladder.core.case.drafting import drafted
from stepladder.core.case.events import Happened
from stepladder.core.case.hand_over_commands import HandOver, MovePolicy
from stepladder.core.case.handing import unknown_owner
from stepladder.core.case.recalculate import recalculate
from stepladder.core.case.refused import Refused
from stepladder.core.case.retire import retire_policy
from stepladder.core.case.state import Case
from stepladder.core.case.view import trace_case, trace_event
from stepladder.core.case.words import words_of
from stepladder.core.clock.zones import zone
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.pack import Pack
from stepladder.core.values import DeskError
from stepladder.service import asking
from stepladder.service.accounts import ACCOUNTS, account_of
from stepladder.service.answering import answer
from stepladder.service.archived import no_case
from stepladder.service.changes import change_of
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.passing import by_now
from stepladder.service.ports import AggregateChange, AnyChange, Change, StaleCase, Text
from stepladder.service.problems import BadInput, Busy, NotReadable, Stale, not_allowed
from stepladder.service.requests import CONTROL, as_bad_input, refuse_half_pairs

_TRIES = 8
Asked = PersonCommand | ClearSign
"""What may be asked at a case: of the case itself, or of the account of its customer."""
_COMMAND: msgspec.json.Decoder[Asked] = msgspec.json.Decoder(Asked)


class CommandResult(Made, frozen=True, kw_only=True):
    """The case after the command, and what it added; no events where it changed nothing."""

    case: Case
    events: tuple[Happened, ...]
    pack: Pack
    of_account: tuple[Happening, ...] = ()
    """What it added to the account of the case's customer."""

    def document(self) -> dict[str, Any]:
        """`{events[], case}` in the shape of the trace."""
        home = zone(self.pack.zone)
        return {
            "events": [
                *(trace_event(self.case.id, one, home) for one in self.events),
                *(
                    trace_account_event(self.case.customer or "", one, home, case=self.case.id)
                    for one in self.of_account
                ),
            ],
            "case": trace_case(self.case, home),
        }


Look = Callable[[CommandResult, Change], None]
"""Sees what a command would change before it is stored, and raises to have it left undone."""


def read_command(body: bytes) -> tuple[Asked, int | None]:
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
    desk: Desk,
    workspace: str,
    case: str,
    command: Asked,
    by: str,
    expected_version: int | None = None,
    look: Look | None = None,
) -> CommandResult:
    """Carry out a command.

    Takes: by - the person's id; expected_version - what the caller has seen, None for the case as it is; look - sees
    what it would change before that is stored.
    Raises: NotFound; Stale - it is at another version; NotAllowed - it refuses; BadInput - a value it cannot read.
    """
    _check_words(command)
    for _ in range(_TRIES):
        result: CommandResult
        change: AnyChange | None
        if isinstance(command, ClearSign):
            result, change = _decide_on_account(desk, workspace, case, command, by, expected_version)
        else:
            result, change = _decide(desk, workspace, case, command, by, expected_version)
        if change is None:
            return result
        if look is not None and isinstance(change, Change):
            look(result, change)
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
        raise no_case(desk.store, workspace, case)
    pack = desk.packs.by_digest(workspace, found.digest)
    now = desk.time.now()
    past, case_now = by_now(desk, workspace, found, now)
    assert not isinstance(command, MovePolicy | Begin)
    if isinstance(command, Recalculate):
        events = recalculate(case_now, pack, now=now, by=by)
    elif isinstance(command, RetirePolicy):
        events = retire_policy(case_now, command.because, now=now, by=by)
    else:
        verdict_for = asking.verdict_for(desk.store, workspace, case_now, pack, now)
        events = handle(case_now, command, by=by, now=now, verdict_for=verdict_for)
    # What fell due alone is left to the worker.
    return change_of(workspace, found, (*past, *events), now) if events else None


def _decide(
    desk: Desk, workspace: str, case: str, command: PersonCommand, by: str, expected_version: int | None
) -> tuple[CommandResult, Change | None]:
    found = _seen(desk, workspace, case, expected_version)
    pack = desk.packs.by_digest(workspace, found.digest)
    if isinstance(command, Assign | HandOver):
        _must_be_known(desk, workspace, pack, command.to)
    now = desk.time.now()
    past, case_now = by_now(desk, workspace, found, now)
    verdict_for = asking.verdict_for(desk.store, workspace, case_now, pack, now)
    try:
        if isinstance(command, Send):
            command = drafted(command, case_now, verdict_for)
        events = answer(desk, workspace, case_now, command, by, now, verdict_for)
    except Refused as fault:
        raise not_allowed(fault) from fault
    except DeskError as fault:
        raise as_bad_input(fault) from fault
    if not events:
        return CommandResult(case=found, events=(), pack=pack), None
    texts = [
        Text(id=one.id, person=one.person, kind=one.kind, subject=one.subject, body=one.body)
        for one in words_of(case_now, command, events)
    ]
    events = (*past, *events)
    change = change_of(workspace, found, events, now, texts=texts)
    assert change.case is not None
    return CommandResult(case=change.case, events=events, pack=pack), change


def _decide_on_account(
    desk: Desk, workspace: str, case: str, command: ClearSign, by: str, expected_version: int | None
) -> tuple[CommandResult, AggregateChange | None]:
    found = _seen(desk, workspace, case, expected_version)
    pack, now = desk.packs.by_digest(workspace, found.digest), desk.time.now()
    try:
        customer = customer_at(found)
        account = account_of(desk.store, workspace, customer)
        events = handle_account(account, command, by=by, now=now)
    except Refused as fault:
        raise not_allowed(fault) from fault
    result = CommandResult(case=found, events=(), pack=pack, of_account=events)
    return result, ACCOUNTS.change(workspace, account, events, now)[1] if events else None


def _seen(desk: Desk, workspace: str, case: str, expected_version: int | None) -> Case:
    """The case at the version that the caller has seen. Raises: NotFound, Stale."""
    found = desk.store.load_case(workspace, case)
    if found is None:
        raise no_case(desk.store, workspace, case)
    if expected_version is not None and expected_version != found.version:
        raise Stale(
            f"it is at version {found.version}, and you have seen {expected_version}",
            where=f"case {case}",
            mend="Read it again.",
            more={"version": found.version},
        )
    return found


def _must_be_known(desk: Desk, workspace: str, pack: Pack, owner: str) -> None:
    """An owner is a person of the workspace, or a role that the policy of the case has in its directory."""
    people = {one.id for one in desk.store.people(workspace)}
    what = unknown_owner(owner, people, pack)
    if what is not None:
        known = people.union(one.id for one in pack.text.directory)
        raise BadInput(what, where="to", mend=suggest(owner, known))


def _check_words(command: Asked) -> None:
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
            # A name goes into the place of what is wrong, too, which must be text that can be shown.
            yield from ((where, key) for key in value)
            yield from ((f"{where}.{key}", text) for key, text in value.items() if isinstance(text, str))
        elif isinstance(value, (list, tuple)):
            yield from ((f"{where}[{number}]", text) for number, text in enumerate(value) if isinstance(text, str))
        elif isinstance(value, msgspec.Struct):
            yield from _words_in(value, f"{where}.")
