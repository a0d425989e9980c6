"""Agendas on the desk: they follow the policy in force, come up by themselves, and are settled by people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

import msgspec

from stepladder.core.agenda.answer import KIND, handle
from stepladder.core.agenda.apply import evolve, fold
from stepladder.core.agenda.commands import AnyAgendaCommand, CompleteItem, PersonOfAgenda, Plan
from stepladder.core.agenda.events import VERSION, Happening, ItemCompleted, decode
from stepladder.core.agenda.notices import deliveries
from stepladder.core.agenda.state import Agenda
from stepladder.core.agenda.tick import tick, wake_at
from stepladder.core.agenda.written import OfficeOf, plan_of
from stepladder.core.case.refused import Refused
from stepladder.core.policy.pack import Pack
from stepladder.core.values import DeskError, parse_instant
from stepladder.service.aggregate_rows import Aggregate, AggregateChange
from stepladder.service.aggregates import Kind
from stepladder.service.desk import Desk
from stepladder.service.ports import StaleCase, Store
from stepladder.service.problems import BadInput, Busy, NotAllowed
from stepladder.service.requests import CONTROL, as_bad_input, read_tagged
from stepladder.service.texts import Text

AGENDAS = Kind(KIND, Agenda, decode, VERSION, evolve, fold, wake_at)
_TRIES = 8
_COMMAND: msgspec.json.Decoder[PersonOfAgenda] = msgspec.json.Decoder(PersonOfAgenda)


def agenda_of(store: Store, workspace: str, policy: str) -> Agenda:
    """The agenda under a policy, by the policy's id; one that was never planned has version 0."""
    return AGENDAS.load(store, workspace, policy) or Agenda(id=policy)


def follow_policy(desk: Desk, workspace: str) -> None:
    """Let the agenda ask for what the policy in force asks for, and those of other policies for nothing any more.

    Asked again it changes nothing. Raises: Busy - others were quicker every time.
    """
    digest = desk.store.pack_in_force(workspace)
    pack = desk.packs.by_digest(workspace, digest) if digest is not None else None
    known = [row.id for row in desk.store.aggregates(workspace, KIND)]
    for policy in dict.fromkeys(([pack.id] if pack is not None else []) + known):
        if pack is not None and policy == pack.id:
            _commit(desk, workspace, policy, plan_of(pack), "desk", pack)
            continue
        before = agenda_of(desk.store, workspace, policy)
        _commit(desk, workspace, policy, Plan(digest=before.digest, fallback=before.fallback), "desk")


def read_agenda_command(body: bytes) -> PersonOfAgenda:
    """Raises: NotReadable - no JSON; BadInput - an unknown command, key or type, or no instant."""
    example = '{"do": "complete_item", "item": "agenda/team-sync", "due_at": "2026-03-09T13:00:00Z"}'
    return read_tagged(_with_seconds(body), _COMMAND, example=example, listed_in="the agenda")


def _with_seconds(body: bytes) -> bytes:
    """The body with its instant written in full: instants are read here as everywhere, and need no seconds."""
    try:
        given = msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return body  # Said by the reader of commands, with how to mend it.
    due_at = given.get("due_at") if isinstance(given, dict) else None
    if not isinstance(due_at, str):
        return body
    try:
        return msgspec.json.encode({**given, "due_at": parse_instant(due_at, where="due_at")})
    except DeskError as fault:
        raise as_bad_input(fault) from fault


def settle(desk: Desk, workspace: str, policy: str, command: PersonOfAgenda, by: str) -> None:
    """A person took an item as done, or left it out.

    Raises: NotAllowed - the agenda refuses it; BadInput - the words are no plain text; Busy.
    """
    words, where = (command.note, "note") if isinstance(command, CompleteItem) else (command.because, "because")
    if CONTROL.search(words):
        raise BadInput("it holds a control character", where=where, mend="Take it out.")
    try:
        _commit(desk, workspace, policy, command, by)
    except Refused as fault:
        raise NotAllowed(fault.what, where=fault.where, mend=fault.mend, more={"reason": fault.what}) from fault


def tick_agenda(desk: Desk, workspace: str, row: Aggregate, now: datetime) -> AggregateChange | None:
    """What the passing of time changes; None where it asked to be woken for nothing, which is a defect."""
    agenda = AGENDAS.read(desk.store, workspace, row)
    events = tick(agenda, _office(desk, workspace, agenda), now)
    wakes = wake_at(agenda)
    if not events and wakes is not None and wakes <= now:
        return None
    # Without events it was woken too early, after a pause that followed a fault: only the wake-up moves.
    return _change(workspace, agenda, events, now)


def _office(desk: Desk, workspace: str, agenda: Agenda) -> OfficeOf:
    """The hours of the policy that planned it, with the workspace's own holidays."""
    return OfficeOf(desk.packs.by_digest(workspace, agenda.digest))


def _commit(
    desk: Desk, workspace: str, policy: str, command: AnyAgendaCommand, by: str, pack: Pack | None = None
) -> None:
    """Ask and store. Takes: pack - in whose office hours, where it is not the one that planned the agenda."""
    for _ in range(_TRIES):
        agenda, now = agenda_of(desk.store, workspace, policy), desk.time.now()
        if pack is None and agenda.version == 0:
            raise Refused("nothing was planned yet", where=f"agenda {policy[:60]}", mend="Publish a policy first.")
        office = OfficeOf(pack) if pack is not None else _office(desk, workspace, agenda)
        events = handle(agenda, command, office, by=by, now=now)
        if not events:
            return
        change = _change(workspace, agenda, events, now, note=command.note if isinstance(command, CompleteItem) else "")
        try:
            desk.store.commit([change])
        except StaleCase:
            continue  # Somebody was quicker: look again at what is stored now.
        return
    raise Busy("it changes faster than it can be read", where=f"agenda {policy[:60]}", mend="Send it again.")


def _change(
    workspace: str, before: Agenda, events: tuple[Happening, ...], now: datetime, *, note: str = ""
) -> AggregateChange:
    """The change that stores what these events do to an agenda, with the notices that they order."""
    after, change = AGENDAS.change(workspace, before, events, now)
    return msgspec.structs.replace(
        change,
        texts=tuple(_texts(events, note)),
        deliveries=deliveries(after, events, first_version=before.version + 1),
    )


def _texts(events: tuple[Happening, ...], note: str) -> Iterator[Text]:
    for one in events:
        if isinstance(one.event, ItemCompleted) and one.event.text is not None:
            yield Text(id=one.event.text, person=one.by, kind="note", body=note.strip())
