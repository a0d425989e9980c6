"""Work time, one at a time and a million at once, beside floors and beside what others install for it.

The floors do the least that gives the answer: a bisect over sorted intervals in a closure, and a numpy table from each
quarter of an hour to its interval. All count an office of New York with the holidays of five years.
"""

from __future__ import annotations

import random
import time
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from datetime import time as wall_time
from statistics import median
from typing import Any

import businesstimedelta
import holidays
import numpy as np
import pandas as pd
import pytz

from bench.side_by_side import Promise, Timed, in_turn, ratio
from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.zones import zone

ZONE = "America/New_York"
HOURS = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}
YEARS = range(2024, 2029)
WORK = timedelta(hours=4)
ONES, FEW, MANY, SOME = 20_000, 300, 1_000_000, 20_000
QUARTER = 900

AddOne = Callable[[datetime, int], datetime]
BetweenOne = Callable[[datetime, datetime], int]
AddMany = Callable[[Any, int], Any]
BetweenMany = Callable[[Any, Any], Any]


def measure() -> list[Promise]:
    """The ratios of one at a time, of a million at once, and the time that five years take to build."""
    days = sorted(holidays.country_holidays("US", years=YEARS))
    calendar = Calendar(ZONE, HOURS, days)
    spans = calendar.working(_epoch(2024), _epoch(2029))
    return [*_one_at_a_time(calendar, spans), *_many_at_once(calendar, spans, days), *_building(spans, days)]


def _one_at_a_time(calendar: Calendar, spans: list[tuple[int, int]]) -> list[Promise]:
    chosen = random.Random(1)
    first, last = (int(datetime(*day, tzinfo=UTC).timestamp()) // 60 for day in ((2025, 1, 6), (2026, 12, 1)))
    starts = [chosen.randrange(first, last) * 60 for _ in range(ONES)]
    begins = [datetime.fromtimestamp(start, UTC) for start in starts]
    ends = [datetime.fromtimestamp(start + chosen.randrange(14_400) * 60, UTC) for start in starts]
    adds, floor_adds = [(begin, WORK) for begin in begins], [(begin, 4 * 3600) for begin in begins]
    pairs = list(zip(begins, ends, strict=True))
    add, between = _bisect_floor(spans)
    rules = _businesstimedelta()
    four = businesstimedelta.BusinessTimeDelta(rules, hours=4)

    # The answers are compared before anything is timed.
    for begin, end in pairs:
        _same(calendar.deadline(begin, WORK), add(begin, 4 * 3600))
        _same(calendar.worked(begin, end) // timedelta(seconds=1), between(begin, end))
    for begin, end in pairs[:FEW]:
        _same(calendar.deadline(begin, WORK), begin + four)
        _same(calendar.worked(begin, end), rules.difference(begin, end).timedelta)

    ours, floor = in_turn([_each(calendar.deadline, adds), _each(add, floor_adds)], ONES)
    few, peer = in_turn([_each(calendar.deadline, adds[:FEW]), lambda: [b + four for b in begins[:FEW]]], FEW)
    said = f"ours {ours}; floor {floor}; businesstimedelta {peer}"
    promises = [
        Promise("add 4 hours of work to an instant, beside the bisect floor", 0.5, ratio(ours, floor), said),
        Promise("add 4 hours of work to an instant, beside businesstimedelta", 25, ratio(few, peer), said),
    ]
    ours, floor = in_turn([_each(calendar.worked, pairs), _each(between, pairs)], ONES)
    few, peer = in_turn([_each(calendar.worked, pairs[:FEW]), _each(rules.difference, pairs[:FEW])], FEW)
    said = f"ours {ours}; floor {floor}; businesstimedelta {peer}"
    return [
        *promises,
        Promise("work between two instants, beside the bisect floor", 0.5, ratio(ours, floor), said),
        Promise("work between two instants, beside businesstimedelta", 100, ratio(few, peer), said),
    ]


def _many_at_once(calendar: Calendar, spans: list[tuple[int, int]], days: list[date]) -> list[Promise]:
    chosen = np.random.default_rng(1)
    starts = chosen.integers(_epoch(2025), _epoch(2026, 12), MANY)
    ends = starts + chosen.integers(0, 864_001, MANY)
    work = 4 * 3600
    add, between = _bucket_floor(spans)
    hours = pd.offsets.CustomBusinessHour(
        n=4, start=wall_time(9), end=wall_time(18), weekmask="Mon Tue Wed Thu Fri", holidays=days
    )
    some = starts[:SOME]
    instants = pd.to_datetime(some, unit="s", utc=True).tz_convert(ZONE)

    if not np.array_equal(calendar.deadlines(starts, work), add(starts, work)):
        raise AssertionError("the floor has other deadlines")
    if not np.array_equal(calendar.worked_many(starts, ends), between(starts, ends)):
        raise AssertionError("the floor counts other work")
    # It moves a deadline that lands on closing time to the next opening; all others are the same.
    theirs = (_theirs(instants, hours) - pd.Timestamp(0, tz="UTC")) // pd.Timedelta(seconds=1)
    mine = calendar.deadlines(some, work)
    if not np.array_equal(calendar.deadlines(mine, 1) - 1, np.asarray(theirs)):
        raise AssertionError("pandas has other deadlines")

    ours, floor = in_turn([lambda: calendar.deadlines(starts, work), lambda: add(starts, work)], MANY)
    (peer,) = in_turn([lambda: _theirs(instants, hours)], SOME, rounds=3)
    said = f"ours {ours}; floor {floor}; pandas CustomBusinessHour {peer} on {SOME:,}"
    promises = [
        Promise("a million deadlines, beside the numpy table floor", 0.5, ratio(ours, floor), said),
        Promise("a million deadlines, beside pandas CustomBusinessHour", 1000, ours.rate / peer.rate, said),
    ]
    ours, floor = in_turn([lambda: calendar.worked_many(starts, ends), lambda: between(starts, ends)], MANY)
    said = f"ours {ours}; floor {floor}"
    return [*promises, Promise("a million work times, beside the numpy table floor", 0.5, ratio(ours, floor), said)]


def _building(spans: list[tuple[int, int]], days: list[date]) -> list[Promise]:
    """Spans and sums of five years, from hours as written, and the same question of the calendar that has them.

    The first as a share of the 20 ms of CPU time that it may take. Tables for batches are built by the first batch.
    """
    first, last = _epoch(2024), _epoch(2029)
    kept = Calendar(ZONE, HOURS, days)
    _same(kept.worked_seconds(first, last), sum(closes - opens for opens, closes in spans))
    if kept.table is not None:
        raise AssertionError("tables were built though nothing was asked in a batch")
    kept.deadlines([first], WORK.seconds)
    table = kept.table
    kept.deadlines([first + WORK.seconds], WORK.seconds)
    if table is None or kept.table is not table:
        raise AssertionError("tables were not kept from one batch to the next")

    took, again = in_turn(
        [lambda: Calendar(ZONE, HOURS, days).worked_seconds(first, last), lambda: kept.worked_seconds(first, last)],
        1,
        clock=time.process_time,
    )
    goal = "five years of a calendar built, as a share of 20 ms of CPU time"
    said = f"{_milliseconds(took)} built, {_milliseconds(again)} asked again; {len(spans):,} spans"
    return [
        Promise(goal, 1, median(took.seconds) / 0.020, said, at_least=False),
        Promise("five years asked again, beside building them", 0.05, ratio(took, again), said, at_least=False),
    ]


def _bisect_floor(spans: list[tuple[int, int]]) -> tuple[AddOne, BetweenOne]:
    starts, ends = [opens for opens, _ in spans], [closes for _, closes in spans]
    before, through, counted = [], [], 0
    for opens, closes in spans:
        before.append(counted)
        counted += closes - opens
        through.append(counted)
    local = zone(ZONE)

    def count(at: int) -> int:
        i = bisect_right(starts, at) - 1
        return through[i] if at >= ends[i] else at - starts[i] + before[i]

    def add(start: datetime, work: int) -> datetime:
        wanted = count(int(start.timestamp())) + work
        i = bisect_left(through, wanted)
        return datetime.fromtimestamp(starts[i] + wanted - before[i], local)

    def between(start: datetime, end: datetime) -> int:
        return count(int(end.timestamp())) - count(int(start.timestamp()))

    return add, between


def _bucket_floor(spans: list[tuple[int, int]]) -> tuple[AddMany, BetweenMany]:
    starts, ends = np.array(spans).T.copy()
    through = np.cumsum(ends - starts)
    before = through - (ends - starts)
    low = starts[0]
    steps = np.arange((ends[-1] - low) // QUARTER + 1)
    of_time = (np.searchsorted(starts, low + steps * QUARTER, "right") - 1).astype(np.int16)
    steps = np.arange(through[-1] // QUARTER)
    of_work = np.searchsorted(through, steps * QUARTER + 1, "left").astype(np.int16)

    def count(at: Any) -> Any:
        i = of_time[(at - low) // QUARTER]
        return np.minimum(at, ends[i]) - starts[i] + before[i]

    def add(at: Any, work: int) -> Any:
        wanted = count(at) + work
        i = of_work[(wanted - 1) // QUARTER]
        return starts[i] + wanted - before[i]

    def between(first: Any, last: Any) -> Any:
        return count(last) - count(first)

    return add, between


def _businesstimedelta() -> Any:
    local = pytz.timezone(ZONE)  # It knows no other zones.
    office = businesstimedelta.WorkDayRule(
        start_time=wall_time(9), end_time=wall_time(18), working_days=[0, 1, 2, 3, 4], tz=local
    )
    off = businesstimedelta.HolidayRule(holidays.country_holidays("US", years=YEARS), tz=local)
    return businesstimedelta.Rules([office, off], tz=local)


def _theirs(instants: Any, hours: Any) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", pd.errors.PerformanceWarning)  # That it has no way for many is what we measure.
        return instants + hours


def _each(call: Callable[..., Any], arguments: list[tuple[Any, ...]]) -> Callable[[], None]:
    def each() -> None:
        for one, other in arguments:
            call(one, other)

    return each


def _same(ours: Any, theirs: Any) -> None:
    if ours != theirs:
        raise AssertionError(f"{ours} is not {theirs}")


def _epoch(year: int, month: int = 1) -> int:
    return int(datetime(year, month, 1, tzinfo=UTC).timestamp())


def _milliseconds(timed: Timed) -> str:
    low, middle, high = min(timed.seconds), median(timed.seconds), max(timed.seconds)
    return f"{middle * 1000:.2f} ms [{low * 1000:.2f} to {high * 1000:.2f}]"
