"""Aggregates that fall due: claimed as cases are, the most urgent first, each tried again after a pause if it fails."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

import msgspec

from stepladder.service.ports import Aggregate, AggregateChange, DueReport, TickAggregate
from stepladder.store import aggregates, writing
from stepladder.store.due import UNFIT, in_turn, pause_after
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, Row

Failed = tuple[str, Aggregate, Exception]
"""Workspace, what failed, and how."""


@dataclass(slots=True)
class _Batch:
    """What the wake-ups of a batch came to. `faults`: how often in a row each had failed before; `wakes`: of all."""

    changes: list[AggregateChange]
    failed: list[Failed]
    faults: dict[tuple[str, str], int]
    wakes: list[int]


def tick_due(database: Database, now: datetime, limit: int, tick: TickAggregate) -> DueReport:
    """Tick about `limit` due aggregates and store what that changes, all in one transaction, as `due.tick_due` does."""
    try:
        if database.is_postgresql:
            with database.transaction():
                # The rows stay locked until the commit; another worker passes them over.
                return _write(database, now, _tick(_due(database, now, limit, locked=True), tick))
        # The one writer of SQLite holds its lock only to write: what changed meanwhile fails the version check.
        return _stored(database, now, _tick(_due(database, now, limit, locked=False), tick))
    except UNFIT:
        return _apart(database, now, _tick(_due(database, now, limit, locked=False), tick))


def _due(database: Database, now: datetime, limit: int, *, locked: bool) -> list[Row]:
    return in_turn(limit, lambda urgency, places: aggregates.due(database, now, urgency, places, locked=locked))


def _tick(found: list[Row], tick: TickAggregate) -> _Batch:
    batch = _Batch([], [], {}, [])
    for workspace, faults, wake_at, *rest in found:
        one = aggregates.restored(tuple(rest))
        batch.wakes.append(wake_at)
        batch.faults[workspace, one.stream] = faults
        try:
            change = tick(workspace, one)
            if change is None:
                raise RuntimeError(f"the {one.kind} asked to be woken and then did nothing")
            batch.changes.append(change)
        # One that cannot be ticked must not hold up the others; it is reported and tried again later.
        except Exception as fault:
            batch.failed.append((workspace, one, fault))
    return batch


def _stored(database: Database, now: datetime, batch: _Batch) -> DueReport:
    if not batch.changes and not batch.failed:
        return DueReport()
    with database.transaction():
        return _write(database, now, batch)


def _apart(database: Database, now: datetime, batch: _Batch) -> DueReport:
    """Each in a transaction of its own. Another worker may have been quicker with some, which the version shows."""
    ticked, failed = 0, list(batch.failed)
    for change in batch.changes:
        try:
            ticked += _stored(database, now, replace(batch, changes=[change], failed=[])).ticked
        except UNFIT as fault:
            before = msgspec.structs.replace(change.aggregate, version=change.expected_version)
            failed.append((change.workspace, before, fault))
    report = _stored(database, now, replace(batch, changes=[], failed=failed))
    return replace(report, ticked=ticked, passed_over=len(batch.wakes) - ticked - len(failed))


def _write(database: Database, now: datetime, batch: _Batch) -> DueReport:
    rows, ticked = writing.Rows(), 0
    for change in batch.changes:
        if aggregates.write(database, change):
            rows.add(change)
            ticked += 1
    rows.insert(database)
    for workspace, one, _ in batch.failed:
        pause = pause_after(batch.faults[workspace, one.stream])
        database.change(
            'UPDATE "store_aggregate" SET "wake_at" = %s, "faults" = "faults" + 1 '
            'WHERE "workspace_id" = %s AND "kind" = %s AND "id" = %s AND "version" = %s',
            (stored(now + pause), workspace, one.kind, one.id, one.version),
        )
    return DueReport(
        ticked=ticked,
        passed_over=len(batch.changes) - ticked,
        failed=tuple((workspace, one.stream, fault) for workspace, one, fault in batch.failed),
        late_by=tuple(now - read(wake_at) for wake_at in batch.wakes),
    )
