"""What falls due: claimed in batches, the most urgent first. Written twice: only one database can skip locked rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from stepladder.core.case.state import Case
from stepladder.service.ports import Change, DueReport, Lane, TickCase
from stepladder.store import writing
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, Row, marks

URGENCIES = (3, 2, 1, 0)
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)

LoadCase = Callable[[str, str, str, str], Case]
"""(workspace, id, snapshot, its shape) -> the case."""
Failed = tuple[str, str, int, int, Exception]
"""Workspace, case, its version, how often in a row its wake-up had failed before, and how it failed now."""


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


def of_lane(lane: Lane) -> tuple[str, tuple[str, ...]]:
    """The lane as a condition on deliveries, with its values."""
    where = ""
    if lane.only:
        where += f' AND "channel" IN ({marks(lane.only)})'
    if lane.besides:
        where += f' AND "channel" NOT IN ({marks(lane.besides)})'
    return where, (*lane.only, *lane.besides)


def tick_due(database: Database, now: datetime, limit: int, tick: TickCase, load: LoadCase) -> DueReport:
    """Tick up to `limit` due cases and store what that changes, all in one transaction."""
    if database.is_postgresql:
        with database.transaction():
            # The rows stay locked until the commit; another worker passes them over.
            return _write(database, now, *_tick(_due(database, now, limit, locked=True), tick, load))
    # The one writer of SQLite holds its lock only to write: what changed meanwhile fails the version check.
    changes, failed = _tick(_due(database, now, limit, locked=False), tick, load)
    if not changes and not failed:
        return DueReport()
    with database.transaction():
        return _write(database, now, changes, failed)


def _due(database: Database, now: datetime, limit: int, *, locked: bool) -> list[Row]:
    """(workspace, id, snapshot, its shape, version, faults in a row) of due cases."""
    lock = " FOR UPDATE SKIP LOCKED" if locked else ""
    statement = (
        'SELECT "workspace_id", "id", "state", "shape", "version", "faults" FROM "store_case" '
        f'WHERE "urgency" = %s AND "wake_at" <= %s ORDER BY "wake_at" LIMIT %s{lock}'
    )
    found: list[Row] = []
    for urgency in URGENCIES:
        if len(found) < limit:
            found += database.rows(statement, (urgency, stored(now), limit - len(found)))
    return found


def _tick(found: list[Row], tick: TickCase, load: LoadCase) -> tuple[list[Change], list[Failed]]:
    changes: list[Change] = []
    failed: list[Failed] = []
    for workspace, id_, state, shape, version, faults in found:
        try:
            change = tick(workspace, load(workspace, id_, state, shape))
            if change is None:
                raise RuntimeError("the case asked to be woken and then did nothing")
            changes.append(change)
        # One case that cannot be ticked must not hold up the others; it is reported and tried again later.
        except Exception as fault:
            failed.append((workspace, id_, version, faults, fault))
    return changes, failed


def _write(database: Database, now: datetime, changes: list[Change], failed: list[Failed]) -> DueReport:
    rows, ticked = writing.Rows(), 0
    for change in changes:
        if writing.write_case(database, change):
            rows.add(change)
            ticked += 1
    rows.insert(database)
    for workspace, id_, version, faults, _ in failed:
        database.change(
            'UPDATE "store_case" SET "wake_at" = %s, "faults" = "faults" + 1 '
            'WHERE "workspace_id" = %s AND "id" = %s AND "version" = %s',
            (stored(now + pause_after(faults)), workspace, id_, version),
        )
    return DueReport(
        ticked=ticked,
        passed_over=len(changes) - ticked,
        failed=tuple((workspace, id_, fault) for workspace, id_, _, _, fault in failed),
    )
