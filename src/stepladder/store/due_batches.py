"""Cases and aggregates that fall due, woken batch by batch. Claimed twice: only one database can skip locked rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import DataError, IntegrityError
from msgspec.structs import replace

from stepladder.core.streams import stream_of
from stepladder.core.values import DeskError
from stepladder.service.auditing import CASE
from stepladder.service.ports import AggregateChange, Change, DueReport
from stepladder.store import aggregates, writing
from stepladder.store.due import in_turn, pause_after
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database

UNFIT = (DataError, IntegrityError)
"""What the database will not take, however often it is asked."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """A case or an aggregate that is due, as its row has it. `faults`: how often in a row its wake-up failed."""

    workspace: str
    kind: str
    id: str
    version: int
    faults: int
    wake_at: int
    shape: str
    state: str

    @property
    def stream(self) -> str:
        return self.id if self.kind == CASE else stream_of(self.kind, self.id)


Tick = Callable[[DueRow], Change | AggregateChange | None]
"""What the passing of time changes on one; None where it asked to be woken for nothing, which is a defect."""


@dataclass(frozen=True, slots=True)
class Table:
    """Where such rows are kept.

    Fields: kind - their kind in SQL: cases are all of one, and have no column for it; write - puts a changed state in
    place, and answers False where the row is no longer at the version the change was decided on.
    """

    name: str
    kind: str
    write: Callable[[Database, Any], bool]


CASES = Table("store_case", f"'{CASE}'", writing.write_case)
AGGREGATES = Table("store_aggregate", '"kind"', aggregates.write)


@dataclass(slots=True)
class _Batch:
    """What the wake-ups of a batch came to."""

    changed: list[tuple[DueRow, Change | AggregateChange]] = field(default_factory=list)
    failed: list[tuple[DueRow, Exception]] = field(default_factory=list)


def tick_due(database: Database, table: Table, now: datetime, limit: int, tick: Tick) -> DueReport:
    """Tick about `limit` of those that are due and store what that changes, all in one transaction.

    Where the database takes the batch as a whole for unfit, each is stored by itself, so that only the culprit fails.
    """
    try:
        if database.is_postgresql:
            with database.transaction():
                # The rows stay locked until the commit; another worker passes them over.
                found = _due(database, table, now, limit, locked=True)
                report = _write(database, table, now, _ticked(found, tick))
        else:
            # The one writer of SQLite holds its lock only to write: what changed meanwhile fails the version check.
            found = _due(database, table, now, limit, locked=False)
            report = _stored(database, table, now, _ticked(found, tick))
    except UNFIT:
        found = _due(database, table, now, limit, locked=False)
        report = _apart(database, table, now, _ticked(found, tick))
    return replace(report, late_by=tuple(now - read(row.wake_at) for row in found))


def _due(database: Database, table: Table, now: datetime, limit: int, *, locked: bool) -> list[DueRow]:
    lock = " FOR UPDATE SKIP LOCKED" if locked else ""
    statement = (
        f'SELECT "workspace_id", {table.kind}, "id", "version", "faults", "wake_at", "shape", "state" '
        f'FROM "{table.name}" WHERE "urgency" = %s AND "wake_at" <= %s ORDER BY "wake_at" LIMIT %s{lock}'
    )
    rows = in_turn(limit, lambda urgency, places: database.rows(statement, (urgency, stored(now), places)))
    return [DueRow(*row) for row in rows]


def _ticked(found: list[DueRow], tick: Tick) -> _Batch:
    batch = _Batch()
    for row in found:
        try:
            change = tick(row)
            if change is None:
                raise RuntimeError(f"the {row.kind} asked to be woken and then did nothing")
            _refuse_stray(row, change)
            batch.changed.append((row, change))
        # One that cannot be ticked must not hold up the others; it is reported and tried again later.
        except Exception as fault:
            batch.failed.append((row, fault))
    return batch


def _refuse_stray(row: DueRow, change: Change | AggregateChange) -> None:
    """A state that is not of its own row would change another one, and leave its own due for ever."""
    one = change.aggregate if isinstance(change, AggregateChange) else change.case
    kind = one.kind if isinstance(change, AggregateChange) else CASE
    assert one is not None
    if (kind, one.id, change.expected_version) != (row.kind, row.id, row.version):
        raise DeskError(
            f"its row is at version {row.version}, and holds the state of {kind} {one.id} "
            f"at version {change.expected_version}",
            where=f"{row.kind} {row.id}",
            mend="The auditor sets the row right by its events; 'stepladder doctor' shows what it found.",
        )


def _stored(database: Database, table: Table, now: datetime, batch: _Batch) -> DueReport:
    if not batch.changed and not batch.failed:
        return DueReport()
    with database.transaction():
        return _write(database, table, now, batch)


def _apart(database: Database, table: Table, now: datetime, batch: _Batch) -> DueReport:
    """Each in a transaction of its own. Another worker may have been quicker with some, which the version shows."""
    ticked, failed = 0, list(batch.failed)
    for row, change in batch.changed:
        try:
            ticked += _stored(database, table, now, _Batch(changed=[(row, change)])).ticked
        except UNFIT as fault:
            failed.append((row, fault))
    report = _stored(database, table, now, _Batch(failed=failed))
    seen = len(batch.changed) + len(batch.failed)
    return replace(report, ticked=ticked, passed_over=seen - ticked - len(report.failed))


def _write(database: Database, table: Table, now: datetime, batch: _Batch) -> DueReport:
    rows, ticked = writing.Rows(), 0
    for _, change in batch.changed:
        if table.write(database, change):
            rows.add(change)
            ticked += 1
    rows.insert(database)
    failed = [(row, fault) for row, fault in batch.failed if _set_aside(database, table, now, row)]
    return DueReport(
        ticked=ticked,
        passed_over=len(batch.changed) + len(batch.failed) - ticked - len(failed),
        failed=tuple((row.workspace, row.stream, fault) for row, fault in failed),
    )


def _set_aside(database: Database, table: Table, now: datetime, row: DueRow) -> bool:
    """Leave it alone for a while, longer each time. False: it changed meanwhile, so that its fault is of the past."""
    changed = database.change(
        f'UPDATE "{table.name}" SET "wake_at" = %s, "faults" = "faults" + 1 '
        f'WHERE "workspace_id" = %s AND {table.kind} = %s AND "id" = %s AND "version" = %s',
        (stored(now + pause_after(row.faults)), row.workspace, row.kind, row.id, row.version),
    )
    return changed == 1
