"""The hours of a team, day by day on the wall clock, and the instants at which they open and close."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from operator import itemgetter
from typing import Protocol, cast
from zoneinfo import ZoneInfo

from stepladder.core.clock.holidays import HolidayList
from stepladder.core.clock.spans import DAY, Span

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND = timedelta(seconds=1)
_EPOCH_DAY = EPOCH.toordinal()
_ONE_DAY = timedelta(days=1)


def wall_instant(zone: ZoneInfo, day: date, seconds: int) -> int:
    """UTC seconds at which a wall clock stands `seconds` after the midnight that begins `day`.

    A time that does not exist moves forward by the length of the gap; one that exists twice is the first (PEP 495,
    `fold=0`: the offset before the change rules in both).
    """
    return _instant(zone, datetime.combine(day, time.min), seconds)


def _instant(zone: ZoneInfo, midnight: datetime, seconds: int) -> int:
    # A calendar asks this thousands of times: datetimes without a zone and whole numbers take a quarter of the time.
    offset = _offset(zone, midnight + _delta(seconds))
    return (midnight.toordinal() - _EPOCH_DAY) * DAY + seconds - offset.days * DAY - offset.seconds


def _offset(zone: ZoneInfo, wall: datetime) -> timedelta:
    return cast(timedelta, zone.utcoffset(wall))


@lru_cache(maxsize=4096)  # Minutes of two days: all that spans are made of.
def _delta(seconds: int) -> timedelta:
    return timedelta(seconds=seconds)


class Timetable(Protocol):
    """What can be compiled: shifts by the local date on which they start."""

    @property
    def zone(self) -> ZoneInfo: ...

    @property
    def never_closes(self) -> bool:
        """True for 24x7 without a day off, whose intervals need no reckoning."""

    def shifts(self, day: date) -> tuple[tuple[int, int], ...]: ...

    def on(self, day: date) -> Hours:
        """The hours that hold for the shifts of this date."""


@dataclass(frozen=True, slots=True)
class Hours:
    """When a team is open, as written. An exception stands for its date, whatever week and holidays say.

    Fields: weekly - spans of Monday to Sunday; lists - the holiday lists by name, whose dates are in `holidays` too;
    openings - spans on top of all else, which no holiday closes; holiday_closes_shift - true: the holiday of the day
    on which a shift starts closes it whole, and none other does; false: a holiday closes its own date, from midnight
    to midnight.
    """

    zone: ZoneInfo
    weekly: tuple[tuple[Span, ...], ...]
    holidays: frozenset[date]
    lists: tuple[HolidayList, ...]
    exceptions: Mapping[date, tuple[Span, ...]]
    openings: Mapping[date, tuple[Span, ...]]
    holiday_closes_shift: bool

    def on(self, day: date) -> Hours:
        return self

    @property
    def never_closes(self) -> bool:
        return not self.holidays and not self.exceptions and all(Span(0, DAY) in spans for spans in self.weekly)

    def shifts(self, day: date) -> tuple[tuple[int, int], ...]:
        """What opens on this local date: (opens, closes) in UTC seconds, by opening; shifts may overlap.

        A span that a clock change turns inside out has no length and is left out; so is every span of a date that
        does not exist in the zone.
        """
        extra = self.openings.get(day, ())
        spans = self.exceptions.get(day)
        if spans is None:
            spans = () if self.holiday_closes_shift and day in self.holidays else self.weekly[day.weekday()]
        if not spans and not extra:
            return ()
        midnight = datetime.combine(day, time.min)
        before, after = _offset(self.zone, midnight), _offset(self.zone, midnight + _ONE_DAY)
        if before is not after and after - before >= _ONE_DAY:
            return ()
        found = [(_instant(self.zone, midnight, s.opens), _instant(self.zone, midnight, s.closes)) for s in spans]
        if not self.holiday_closes_shift:
            found = self._without_holidays(day, found)
        found += [(_instant(self.zone, midnight, s.opens), _instant(self.zone, midnight, s.closes)) for s in extra]
        return tuple(sorted(shift for shift in found if shift[0] < shift[1]))

    def _without_holidays(self, day: date, shifts: list[tuple[int, int]]) -> list[tuple[int, int]]:
        # A night reaches into the next date, and into the one after where the next does not exist.
        for closed in (day, day + _ONE_DAY, day + 2 * _ONE_DAY):
            if closed in self.holidays and closed not in self.exceptions:
                first, last = wall_instant(self.zone, closed, 0), wall_instant(self.zone, closed, DAY)
                before = [(opens, min(closes, first)) for opens, closes in shifts]
                after = [(max(opens, last), closes) for opens, closes in shifts]
                shifts = [shift for shift in before + after if shift[0] < shift[1]]
        return shifts


@dataclass(frozen=True, slots=True)
class Changing:
    """Hours that give way to others on a date. A night that began the evening before runs to its end.

    Fields: later - by date, ascending; all of one zone.
    """

    first: Timetable
    later: tuple[tuple[date, Timetable], ...]

    @property
    def zone(self) -> ZoneInfo:
        return self.first.zone

    @property
    def never_closes(self) -> bool:
        return self.first.never_closes and all(hours.never_closes for _, hours in self.later)

    def on(self, day: date) -> Hours:
        place = bisect_right(self.later, day, key=itemgetter(0))
        return (self.later[place - 1][1] if place else self.first).on(day)

    def shifts(self, day: date) -> tuple[tuple[int, int], ...]:
        return self.on(day).shifts(day)
