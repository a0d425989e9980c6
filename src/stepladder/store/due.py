"""What falls due: claimed in batches, the most urgent first. Written twice: only one database can skip locked rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import DataError, IntegrityError

from stepladder.core.case.state import Case
from stepladder.service.ports import Change, DueReport, Lane, TickCase
from stepladder.store import writing
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, Row, marks

URGENCIES = (3, 2, 1, 0)
_SHARE = 20
"""One place in so many of a batch is kept for each urgency, whatever more urgent there is."""
UNFIT = (DataError, IntegrityError)
"""What the database will not take, however often it is asked."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)

LoadCase = Callable[[str, str, str, str], Case]
"""(workspace, id, snapshot, its shape) -> the case."""
Failed = tuple[str, str, int, Exception]
"""Workspace, case, its version, and how its wake-up failed."""


def next_of_cases(database: Database) -> datetime | None:
    """When the first case, aggregate or reaction is due. A handful of index look-ups, however many are open."""
    parts = [
        f'SELECT * FROM (SELECT "wake_at" AS at FROM "{table}" WHERE "urgency" = {urgency} '
        'AND "wake_at" IS NOT NULL ORDER BY "wake_at" LIMIT 1) AS u'
        for table in ("store_case", "store_aggregate")
        for urgency in URGENCIES
    ]
    parts.append(
        'SELECT * FROM (SELECT "due_at" AS at FROM "store_reaction" WHERE "due_at" IS NOT NULL '
        'ORDER BY "due_at" LIMIT 1) AS r'
    )
    row = database.row(f"SELECT min(at) FROM ({' UNION ALL '.join(parts)}) AS all_of_them")
    return read(row[0]) if row else None


def pause_after(faults: int) -> timedelta:
    """How long to leave alone what failed so often in a row before."""
    return min(_FIRST_PAUSE * 2 ** min(faults, 10), _LONGEST_PAUSE)


def next_of_deliveries(database: Database, lane: Lane) -> datetime | None:
    """When the first delivery of a lane is due."""
    where, values = of_lane(lane)
    row = database.row(
        f'SELECT "due_at" FROM "store_delivery" WHERE "due_at" IS NOT NULL{where} ORDER BY "due_at" LIMIT 1', values
    )
    return read(row[0]) if row else None


def of_lane(lane: Lane) -> tuple[str, tuple[str | int, ...]]:
    """The lane as a condition on deliveries, with its values."""
    where = ""
    if lane.only:
        where += f' AND "channel" IN ({marks(lane.only)})'
    if lane.besides:
        where += f' AND "channel" NOT IN ({marks(lane.besides)})'
    if lane.from_urgency:
        where += ' AND "urgency" >= %s'
        return where, (*lane.only, *lane.besides, lane.from_urgency)
    return where, (*lane.only, *lane.besides)


def tick_due(database: Database, now: datetime, limit: int, tick: TickCase, load: LoadCase) -> DueReport:
    """Tick about `limit` due cases and store what that changes, all in one transaction.

    Where the database takes the batch as a whole for unfit, each is stored by itself, so that only the culprit fails.
    """
    try:
        if database.is_postgresql:
            with database.transaction():
                # The rows stay locked until the commit; another worker passes them over.
                return _write(database, now, _tick(_due(database, now, limit, locked=True), tick, load))
        # The one writer of SQLite holds its lock only to write: what changed meanwhile fails the version check.
        return _stored(database, now, _tick(_due(database, now, limit, locked=False), tick, load))
    except UNFIT:
        return _apart(database, now, _tick(_due(database, now, limit, locked=False), tick, load))


def in_turn(limit: int, ask: Callable[[int, int], list[Row]]) -> list[Row]:
    """Due rows, the most urgent first; a few of each urgency come along, so that none waits for a flood to end.

    Takes: ask - gives so many of an urgency, the earliest first.
    """
    found: list[Row] = []
    for urgency in URGENCIES:
        places = max(limit - len(found), limit // _SHARE)
        if places:
            found += ask(urgency, places)
    return found


def _due(database: Database, now: datetime, limit: int, *, locked: bool) -> list[Row]:
    """(workspace, id, snapshot, its shape, version, faults in a row, when to wake it) of due cases."""
    lock = " FOR UPDATE SKIP LOCKED" if locked else ""
    statement = (
        'SELECT "workspace_id", "id", "state", "shape", "version", "faults", "wake_at" FROM "store_case" '
        f'WHERE "urgency" = %s AND "wake_at" <= %s ORDER BY "wake_at" LIMIT %s{lock}'
    )
    return in_turn(limit, lambda urgency, places: database.rows(statement, (urgency, stored(now), places)))


@dataclass(slots=True)
class _Batch:
    """What the wake-ups of a batch came to. `faults`: how often in a row each had failed before; `wakes`: of all."""

    changes: list[Change]
    failed: list[Failed]
    faults: dict[tuple[str, str], int]
    wakes: list[int]


def _tick(found: list[Row], tick: TickCase, load: LoadCase) -> _Batch:
    batch = _Batch([], [], {}, [])
    for workspace, id_, state, shape, version, faults, wake_at in found:
        batch.wakes.append(wake_at)
        batch.faults[workspace, id_] = faults
        try:
            change = tick(workspace, load(workspace, id_, state, shape))
            if change is None:
                raise RuntimeError("the case asked to be woken and then did nothing")
            batch.changes.append(change)
        # One case that cannot be ticked must not hold up the others; it is reported and tried again later.
        except Exception as fault:
            batch.failed.append((workspace, id_, version, fault))
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
        assert change.case is not None
        try:
            ticked += _stored(database, now, replace(batch, changes=[change], failed=[])).ticked
        except UNFIT as fault:
            failed.append((change.workspace, change.case.id, change.expected_version, fault))
    report = _stored(database, now, replace(batch, changes=[], failed=failed))
    return replace(report, ticked=ticked, passed_over=len(batch.wakes) - ticked - len(failed))


def _write(database: Database, now: datetime, batch: _Batch) -> DueReport:
    rows, ticked = writing.Rows(), 0
    for change in batch.changes:
        if writing.write_case(database, change):
            rows.add(change)
            ticked += 1
    rows.insert(database)
    for workspace, id_, version, _ in batch.failed:
        pause = pause_after(batch.faults[workspace, id_])
        database.change(
            'UPDATE "store_case" SET "wake_at" = %s, "faults" = "faults" + 1 '
            'WHERE "workspace_id" = %s AND "id" = %s AND "version" = %s',
            (stored(now + pause), workspace, id_, version),
        )
    return DueReport(
        ticked=ticked,
        passed_over=len(batch.changes) - ticked,
        failed=tuple((workspace, id_, fault) for workspace, id_, _, fault in batch.failed),
        late_by=tuple(now - read(wake_at) for wake_at in batch.wakes),
    )
