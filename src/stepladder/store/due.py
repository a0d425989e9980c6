"""What falls due, whatever it is: when the next of it is, in which turn it is taken, how long what failed rests."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from stepladder.service.ports import Lane
from stepladder.store.moments import read
from stepladder.store.sql import Database, Row, marks

URGENCIES = (3, 2, 1, 0)
_SHARE = 20
"""One place in so many of a batch is kept for each urgency, whatever more urgent there is."""
_FIRST_PAUSE, _LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)


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
