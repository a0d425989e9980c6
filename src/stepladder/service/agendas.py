"""Agendas on the desk: they follow the policy in force, come up by themselves, and are settled by people."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import cache

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
from stepladder.core.streams import Told, stream_of
from stepladder.service.aggregate_rows import Aggregate, AggregateChange, EventRow
from stepladder.service.desk import Desk
from stepladder.service.ports import StaleCase, Store
from stepladder.service.problems import BadInput, Busy, NotAllowed
from stepladder.service.requests import CONTROL
from stepladder.service.texts import Text

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Agenda)
_ALL = 1_000_000
_TRIES = 8


@cache
def shape() -> str:
    """The form of today's snapshots: it changes whenever the state of an agenda gets another field or type."""
    schema = msgspec.json.encode(msgspec.json.schema(Agenda), order="sorted")
    return hashlib.sha256(schema).hexdigest()[:12]


def agenda_of(store: Store, workspace: str, policy: str) -> Agenda:
    """The agenda under a policy, by the policy's id; one that was never planned has version 0."""
    row = store.load_aggregate(workspace, KIND, policy)
    return Agenda(id=policy) if row is None else _read(store, workspace, row)


def history(store: Store, workspace: str, policy: str, *, after: int = 0) -> Iterator[Happening]:
    """The events of an agenda in order, those beyond version `after`."""
    for one in store.events(workspace, stream_of(KIND, policy), after=after, limit=_ALL):
        event = decode(one.type, one.v, one.data)
        yield Told(at=one.at, noticed_at=one.noticed_at, by=one.by, cause=one.cause, event=event)


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
    agenda = _read(desk.store, workspace, row)
    events = tick(agenda, _office(desk, workspace, agenda), now)
    wakes = wake_at(agenda)
    if not events and wakes is not None and wakes <= now:
        return None
    # Without events it was woken too early, after a pause that followed a fault: only the wake-up moves.
    return _change(workspace, agenda, events, now)


def _read(store: Store, workspace: str, row: Aggregate) -> Agenda:
    if row.shape == shape():
        return _DECODER.decode(row.state)
    return fold(row.id, history(store, workspace, row.id))


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
    after = evolve(before, *events)
    row = Aggregate(kind=KIND, id=after.id, version=after.version, shape=shape(), state=_ENCODER.encode(after))
    return AggregateChange(
        workspace=workspace,
        recorded_at=now,
        aggregate=row,
        wake_at=wake_at(after),
        urgency=after.urgency,
        expected_version=before.version,
        events=tuple(_row(one) for one in events),
        texts=tuple(_texts(events, note)),
        deliveries=deliveries(after, events, first_version=before.version + 1),
    )


def _row(one: Happening) -> EventRow:
    return EventRow(
        type=str(one.event.__struct_config__.tag), v=VERSION, at=one.at, noticed_at=one.noticed_at, by=one.by,
        cause=one.cause, data=_ENCODER.encode(one.event),
    )  # fmt: skip


def _texts(events: tuple[Happening, ...], note: str) -> Iterator[Text]:
    for one in events:
        if isinstance(one.event, ItemCompleted) and one.event.text is not None:
            yield Text(id=one.event.text, person=one.by, kind="note", body=note.strip())
