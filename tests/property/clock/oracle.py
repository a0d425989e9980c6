"""A second way to count work time: ask the wall clock of every minute whether the team is open, and add up.

Nothing is shared with the calendar but the zone data. Where a boundary falls into a gap or a repeated hour this oracle
has another convention (the wall clock alone decides), so `is_clean` says for which stretches the two must agree.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

NAMES = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True)
class Rules:
    """Hours as written, before anything has read them."""

    hours: dict[str, list[str]]
    holidays: frozenset[date]
    exceptions: dict[date, list[str]]
    holiday_closes_shift: bool
    openings: dict[date, list[str]] = field(default_factory=dict)

    def minutes(self, day: date) -> Iterator[tuple[int, int]]:
        """From and to in minutes of the day on which the span starts, without the openings on top."""
        if day in self.exceptions:
            texts = self.exceptions[day]
        elif day in self.holidays and self.holiday_closes_shift:
            texts = []
        else:
            texts = self.hours.get(NAMES[day.weekday()], [])
        yield from _read(texts)

    def extra(self, day: date) -> Iterator[tuple[int, int]]:
        """The same of the openings, which no holiday closes."""
        yield from _read(self.openings.get(day, []))

    def is_open(self, wall: datetime) -> bool:
        day, minute = wall.date(), wall.hour * 60 + wall.minute
        if any(first <= minute < last for first, last in self.extra(day)) or any(
            first <= minute + 1440 < last for first, last in self.extra(day - timedelta(days=1))
        ):
            return True
        if not self.holiday_closes_shift and day in self.holidays and day not in self.exceptions:
            return False
        return any(first <= minute < last for first, last in self.minutes(day)) or any(
            first <= minute + 1440 < last for first, last in self.minutes(day - timedelta(days=1))
        )


def _read(texts: list[str]) -> Iterator[tuple[int, int]]:
    for text in texts:
        first, last = (int(part[:2]) * 60 + int(part[3:]) for part in text.split("-"))
        yield first, last if last > first else last + 1440


class MinuteCount:
    """Work time of a stretch of whole minutes. All instants are UTC epoch seconds within it."""

    def __init__(self, zone: ZoneInfo, rules: Rules, first: int, last: int) -> None:
        self.first = first
        self.open = [rules.is_open(datetime.fromtimestamp(at, zone)) for at in range(first, last, 60)]
        self.before = [0, *accumulate(60 if is_open else 0 for is_open in self.open)]

    def counted(self, at: int) -> int:
        """Seconds counted from the start of the stretch."""
        minute, second = divmod(at - self.first, 60)
        return self.before[minute] + (second if second and self.open[minute] else 0)

    def worked(self, start: int, end: int) -> int:
        return self.counted(end) - self.counted(start)

    def due(self, start: int, seconds: int) -> int | None:
        """None where the stretch ends too soon."""
        if seconds == 0:
            return start
        wanted = self.counted(start) + seconds
        minute = bisect_left(self.before, wanted)
        if minute == len(self.before):
            return None
        return self.first + minute * 60 - (self.before[minute] - wanted)


def is_clean(zone: ZoneInfo, rules: Rules, first: int, last: int) -> bool:
    """True where no boundary of hours, and no midnight, falls into a gap or a repeated hour of the stretch."""
    day = datetime.fromtimestamp(first, zone).date() - timedelta(days=2)
    while day <= datetime.fromtimestamp(last, zone).date():
        midnight = datetime(day.year, day.month, day.day, tzinfo=zone)
        for minute in {0, *(minute for span in (*rules.minutes(day), *rules.extra(day)) for minute in span)}:
            wall = midnight + timedelta(minutes=minute)
            if wall.utcoffset() != wall.replace(fold=1).utcoffset():
                return False
        day += timedelta(days=1)
    return True
