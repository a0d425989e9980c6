"""Watches and incidents on the desk: loaded, asked and changed, each change one transaction."""

from __future__ import annotations

from datetime import datetime

import msgspec

from stepladder.core.incident.asked import INCIDENT, WATCH, asked_by_incident, asked_by_watch
from stepladder.core.incident.commands import AnyIncidentCommand, AnyWatchCommand, Report
from stepladder.core.incident.events import VERSION, decode_incident, decode_watch
from stepladder.core.incident.incident import Incident, handle
from stepladder.core.incident.incident import evolve as evolve_incident
from stepladder.core.incident.incident import fold as fold_incident
from stepladder.core.incident.watch import Watch, hear, settle
from stepladder.core.incident.watch import evolve as evolve_watch
from stepladder.core.incident.watch import fold as fold_watch
from stepladder.service.aggregate_rows import AggregateChange
from stepladder.service.aggregates import Kind
from stepladder.service.desk import Desk
from stepladder.service.ports import Store

WATCHES = Kind(WATCH, Watch, decode_watch, VERSION, evolve_watch, fold_watch)
INCIDENTS = Kind(INCIDENT, Incident, decode_incident, VERSION, evolve_incident, fold_incident)


def watch_of(store: Store, workspace: str, tag: str) -> Watch:
    """The watch over an issue; one that nothing was ever reported to has version 0."""
    return WATCHES.load(store, workspace, tag) or Watch(tag)


def incident_of(store: Store, workspace: str, incident: str) -> Incident | None:
    """An incident as it stands; None where there is none of that id."""
    return INCIDENTS.load(store, workspace, incident)


def incidents(store: Store, workspace: str) -> list[Incident]:
    """Every incident of a workspace, the newest first."""
    # Instants are whole seconds: of two in the same second, the later id is the newer.
    return sorted(INCIDENTS.all(store, workspace), key=lambda one: (_began_at(one), one.id), reverse=True)


def _began_at(one: Incident) -> datetime:
    began = one.suspected_at or one.declared_at
    if began is None:
        raise RuntimeError(f"incident {one.id} has neither been suspected nor declared")
    return began


def ask_of_watch(desk: Desk, workspace: str, tag: str, command: AnyWatchCommand) -> AggregateChange | None:
    """What a report, or the end of an incident, changes on a watch, not stored yet; None for nothing."""
    before, now = watch_of(desk.store, workspace, tag), desk.time.now()
    events = hear(before, command, now=now) if isinstance(command, Report) else settle(before, command, now=now)
    if not events:
        return None
    _, change = WATCHES.change(workspace, before, events, now)
    orders = asked_by_watch(before.id, events, first_version=before.version + 1, due=now)
    return msgspec.structs.replace(change, reactions=orders)


def ask_of_incident(
    desk: Desk, workspace: str, incident: str, command: AnyIncidentCommand, by: str
) -> AggregateChange | None:
    """What a command changes on an incident, not stored yet; None for nothing. Raises: Refused."""
    before, now = incident_of(desk.store, workspace, incident) or Incident(incident), desk.time.now()
    events = handle(before, command, by=by, now=now)
    if not events:
        return None
    after, change = INCIDENTS.change(workspace, before, events, now)
    orders = asked_by_incident(after, events, first_version=before.version + 1, due=now)
    return msgspec.structs.replace(change, reactions=orders)
