"""Aggregates that fall due: claimed as cases are, the most urgent first, each tried again after a pause if it fails."""

from __future__ import annotations

from datetime import datetime

from stepladder.service.ports import Aggregate, AggregateChange, DueReport, TickAggregate
from stepladder.store import aggregates, writing
from stepladder.store.due import URGENCIES, pause_after
from stepladder.store.moments import stored
from stepladder.store.sql import Database

Claimed = list[tuple[str, int, Aggregate]]
Failed = tuple[str, int, Aggregate, Exception]
"""Workspace, how often in a row its wake-up had failed before, what failed, and how."""


def tick_due(database: Database, now: datetime, limit: int, tick: TickAggregate) -> DueReport:
    """Tick up to `limit` due aggregates and store what that changes, all in one transaction."""
    if database.is_postgresql:
        with database.transaction():
            # The rows stay locked until the commit; another worker passes them over.
            return _write(database, now, *_tick(aggregates.due(database, now, limit, URGENCIES, locked=True), tick))
    # The one writer of SQLite holds its lock only to write: what changed meanwhile fails the version check.
    changes, failed = _tick(aggregates.due(database, now, limit, URGENCIES, locked=False), tick)
    if not changes and not failed:
        return DueReport()
    with database.transaction():
        return _write(database, now, changes, failed)


def _tick(found: Claimed, tick: TickAggregate) -> tuple[list[AggregateChange], list[Failed]]:
    changes: list[AggregateChange] = []
    failed: list[Failed] = []
    for workspace, faults, one in found:
        try:
            change = tick(workspace, one)
            if change is None:
                raise RuntimeError(f"the {one.kind} asked to be woken and then did nothing")
            changes.append(change)
        # One that cannot be ticked must not hold up the others; it is reported and tried again later.
        except Exception as fault:
            failed.append((workspace, faults, one, fault))
    return changes, failed


def _write(database: Database, now: datetime, changes: list[AggregateChange], failed: list[Failed]) -> DueReport:
    rows, ticked = writing.Rows(), 0
    for change in changes:
        if aggregates.write(database, change):
            rows.add(change)
            ticked += 1
    rows.insert(database)
    for workspace, faults, one, _ in failed:
        database.change(
            'UPDATE "store_aggregate" SET "wake_at" = %s, "faults" = "faults" + 1 '
            'WHERE "workspace_id" = %s AND "kind" = %s AND "id" = %s AND "version" = %s',
            (stored(now + pause_after(faults)), workspace, one.kind, one.id, one.version),
        )
    return DueReport(
        ticked=ticked,
        passed_over=len(changes) - ticked,
        failed=tuple((workspace, one.stream, fault) for workspace, _, one, fault in failed),
    )
