"""Hours compiled to sorted open intervals with running sums, a bounded stretch of time at once."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from stepladder.core.clock.hours import EPOCH, SECOND, Timetable
from stepladder.core.values import DeskError

# A chunk is 2**26 seconds, a little over two years: a millisecond or two to compile, and a shift finds its chunk.
CHUNK_BITS = 26
# No question walks further than this many chunks, which is 400 years: whatever the calendar, an answer or a refusal.
REACH = 188
# The chunks that hold the years 1900 to 9000.
EARLIEST = (datetime(1900, 1, 1, tzinfo=EPOCH.tzinfo) - EPOCH) // SECOND >> CHUNK_BITS
LATEST = (datetime(9000, 1, 1, tzinfo=EPOCH.tzinfo) - EPOCH) // SECOND >> CHUNK_BITS

Chunk = tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...], tuple[int, ...]]
"""Four rows, one column per interval: starts, ends, through (open seconds of the chunk up to that end) and shift (ends
less through, so that the open seconds before an instant inside are the instant less shift). The first column is an
interval of no length at the start of the chunk, so that every instant has one at or before it."""


def compile_chunk(hours: Timetable, number: int) -> Chunk:
    """The open intervals of chunk `number`, merged, half-open and cut at its borders.

    Raises: DeskError - the chunk lies outside the years 1900 to 9000.
    """
    if not EARLIEST <= number <= LATEST:
        raise out_of_range()
    first, last = number << CHUNK_BITS, (number + 1) << CHUNK_BITS
    starts, ends, through = [first], [first], [0]
    for opens, closes in [(first, last)] if hours.never_closes else merge(_between(hours, first, last)):
        opens, closes = max(opens, first), min(closes, last)
        if opens < closes:
            starts.append(opens)
            ends.append(closes)
            through.append(through[-1] + closes - opens)
    shift = tuple(end - sum_ for end, sum_ in zip(ends, through, strict=True))
    return tuple(starts), tuple(ends), tuple(through), shift


def merge(intervals: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Sorted intervals in which no two overlap or touch."""
    merged: list[tuple[int, int]] = []
    for opens, closes in sorted(intervals):
        if merged and opens <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(closes, merged[-1][1]))
        else:
            merged.append((opens, closes))
    return merged


def local_date(hours: Timetable, at: int) -> date:
    """The date on the wall at an instant. Raises: DeskError - outside the years that a calendar covers."""
    if not EARLIEST <= at >> CHUNK_BITS <= LATEST:
        raise out_of_range()
    return datetime.fromtimestamp(at, hours.zone).date()


def _between(hours: Timetable, first: int, last: int) -> Iterable[tuple[int, int]]:
    # Three days earlier: a night may cross midnight and then a date that does not exist.
    begin = local_date(hours, first) - timedelta(days=3)
    for days in range((local_date(hours, last - 1) - begin).days + 1):
        yield from hours.shifts(begin + timedelta(days=days))


def out_of_range(where: str = "instant") -> DeskError:
    return DeskError("the instant is out of range", where=where, mend="Use a year from 1970 to 9000.")
