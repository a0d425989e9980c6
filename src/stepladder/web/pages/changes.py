"""The nights on which the clocks of a zone change, and where on the wall they do."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from stepladder.core.clock.hours import wall_instant

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_DAY = 86_400


@dataclass(frozen=True, slots=True)
class Change:
    """One change of the clocks. `at`: its instant in UTC epoch seconds; `before`, `after`: offsets in seconds."""

    at: int
    before: int
    after: int

    @property
    def is_gap(self) -> bool:
        """True where the clocks go forward, so that a stretch of the wall clock does not exist."""
        return self.after > self.before

    @property
    def length(self) -> int:
        return abs(self.after - self.before)

    @property
    def day(self) -> date:
        """The date on the wall on which the missing or the repeated stretch begins."""
        return date.fromordinal(_EPOCH_DAY + self._first // _DAY)

    @property
    def wall(self) -> int:
        """Seconds from midnight of `day` at which the missing or the repeated stretch begins."""
        return self._first % _DAY

    @property
    def _first(self) -> int:
        return self.at + min(self.before, self.after)


def offset_at(zone: ZoneInfo, at: int) -> int:
    """Seconds that the wall clock of the zone is ahead of UTC at an instant."""
    offset = datetime.fromtimestamp(at, zone).utcoffset()
    assert offset is not None
    return int(offset.total_seconds())


def changes(zone: ZoneInfo, days: Iterable[date]) -> list[Change]:
    """The changes whose missing or repeated stretch begins on one of the dates, in order."""
    wanted = sorted(days)
    found = []
    # A change at midnight ends the date before; so each date is looked at with the one before it.
    for day in sorted({*wanted, *(one - timedelta(days=1) for one in wanted)}):
        begin, end = wall_instant(zone, day, 0), wall_instant(zone, day, _DAY)
        if begin < end and offset_at(zone, begin) != offset_at(zone, end):
            change = _between(zone, begin, end)
            if change.day in wanted:
                found.append(change)
    return found


def comes_twice(zone: ZoneInfo, at: int) -> bool:
    """True where the wall clock shows the time of this instant twice."""
    local = datetime.fromtimestamp(at, zone)
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def wall(at: int, zone: ZoneInfo) -> datetime:
    """What calendar and clock on the wall show at an instant, without the zone."""
    return datetime.fromtimestamp(at, UTC).replace(tzinfo=None) + timedelta(seconds=offset_at(zone, at))


def _between(zone: ZoneInfo, begin: int, end: int) -> Change:
    """The first change after `begin` and not after `end`. Offsets differ at the two."""
    before = offset_at(zone, begin)
    low, high = begin, end
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if offset_at(zone, middle) == before else (low, middle)
    return Change(at=high, before=before, after=offset_at(zone, high))
