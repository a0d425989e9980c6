"""Watches and incidents on the desk: loaded, asked and changed, each change one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import cache
from typing import Any

import msgspec

from stepladder.core.incident import events as e
from stepladder.core.incident.asked import INCIDENT, WATCH, asked_by_incident, asked_by_watch
from stepladder.core.incident.commands import AnyIncidentCommand, AnyWatchCommand, Report
from stepladder.core.incident.incident import Incident, handle
from stepladder.core.incident.incident import evolve as evolve_incident
from stepladder.core.incident.incident import fold as fold_incident
from stepladder.core.incident.watch import Watch, hear, settle
from stepladder.core.incident.watch import evolve as evolve_watch
from stepladder.core.incident.watch import fold as fold_watch
from stepladder.core.streams import Told, stream_of
from stepladder.service.aggregate_rows import Aggregate, AggregateChange, EventRow
from stepladder.service.desk import Desk
from stepladder.service.ports import Store

_ENCODER = msgspec.json.Encoder()
_WATCH = msgspec.json.Decoder(Watch)
_INCIDENT = msgspec.json.Decoder(Incident)
_ALL = 1_000_000
_AT_ONCE = 100


@cache
def _shape(state: type[Watch | Incident]) -> str:
    """The form of today's snapshots: it changes whenever a state gets another field or type."""
    schema = msgspec.json.encode(msgspec.json.schema(state), order="sorted")
    return hashlib.sha256(schema).hexdigest()[:12]


def watch_of(store: Store, workspace: str, tag: str) -> Watch:
    """The watch over an issue; one that nothing was ever reported to has version 0."""
    row = store.load_aggregate(workspace, WATCH, tag)
    if row is None:
        return Watch(tag)
    if row.shape == _shape(Watch):
        return _WATCH.decode(row.state)
    found: Iterator[e.Watched] = (
        Told(
            at=one.at,
            noticed_at=one.noticed_at,
            by=one.by,
            cause=one.cause,
            event=e.decode_watch(one.type, one.v, one.data),
        )
        for one in store.events(workspace, stream_of(WATCH, tag), limit=_ALL)
    )
    return fold_watch(tag, found)


def incident_of(store: Store, workspace: str, incident: str) -> Incident | None:
    """An incident as it stands; None where there is none of that id."""
    row = store.load_aggregate(workspace, INCIDENT, incident)
    return None if row is None else _read(store, workspace, row)


def incidents(store: Store, workspace: str) -> list[Incident]:
    """Every incident of a workspace, the newest first."""
    found, after = list[Incident](), ""
    while rows := store.aggregates(workspace, INCIDENT, after=after, limit=_AT_ONCE):
        found += [_read(store, workspace, row) for row in rows]
        after = rows[-1].id
    # Instants are whole seconds: of two in the same second, the later id is the newer.
    return sorted(found, key=lambda one: (one.suspected_at or one.declared_at or _never(one), one.id), reverse=True)


def _never(one: Incident) -> datetime:
    raise RuntimeError(f"incident {one.id} has neither been suspected nor declared")


def _read(store: Store, workspace: str, row: Aggregate) -> Incident:
    if row.shape == _shape(Incident):
        return _INCIDENT.decode(row.state)
    found: Iterator[e.Incidental] = (
        Told(
            at=one.at,
            noticed_at=one.noticed_at,
            by=one.by,
            cause=one.cause,
            event=e.decode_incident(one.type, one.v, one.data),
        )
        for one in store.events(workspace, stream_of(INCIDENT, row.id), limit=_ALL)
    )
    return fold_incident(row.id, found)


def ask_of_watch(desk: Desk, workspace: str, tag: str, command: AnyWatchCommand) -> AggregateChange | None:
    """What a report, or the end of an incident, changes on a watch, not stored yet; None for nothing."""
    before, now = watch_of(desk.store, workspace, tag), desk.time.now()
    events = hear(before, command, now=now) if isinstance(command, Report) else settle(before, command, now=now)
    if not events:
        return None
    after = evolve_watch(before, *events)
    orders = asked_by_watch(before.id, events, first_version=before.version + 1, due=now)
    return msgspec.structs.replace(_change(workspace, WATCH, after, before.version, events, now), reactions=orders)


def ask_of_incident(
    desk: Desk, workspace: str, incident: str, command: AnyIncidentCommand, by: str
) -> AggregateChange | None:
    """What a command changes on an incident, not stored yet; None for nothing. Raises: Refused."""
    before, now = incident_of(desk.store, workspace, incident) or Incident(incident), desk.time.now()
    events = handle(before, command, by=by, now=now)
    if not events:
        return None
    after = evolve_incident(before, *events)
    orders = asked_by_incident(after, events, first_version=before.version + 1, due=now)
    return msgspec.structs.replace(_change(workspace, INCIDENT, after, before.version, events, now), reactions=orders)


def _change(
    workspace: str, kind: str, after: Watch | Incident, version: int, events: Sequence[Told[Any]], now: datetime
) -> AggregateChange:
    row = Aggregate(
        kind=kind,
        id=after.id,
        version=after.version,
        shape=_shape(Watch if isinstance(after, Watch) else Incident),
        state=_ENCODER.encode(after),
    )
    return AggregateChange(
        workspace=workspace,
        recorded_at=now,
        aggregate=row,
        urgency=after.urgency,
        expected_version=version,
        events=tuple(
            EventRow(
                type=str(one.event.__struct_config__.tag),
                v=e.VERSION,
                at=one.at,
                noticed_at=one.noticed_at,
                by=one.by,
                cause=one.cause,
                data=_ENCODER.encode(one.event),
            )
            for one in events
        ),
    )
