"""The same instant counted by both policies: by how much a deadline moves, shown where it moves most."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta

from stepladder.core.clock.calendar import Calendar
from stepladder.core.lint.timing import timed
from stepladder.core.lint.timing.nights import Counted
from stepladder.core.policy.model import CalendarSpec, HolidaysListed
from stepladder.core.values import DeskError

_MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
_HOUR = 3_600
_AROUND = 12
"""So many of the days on which two calendars differ are looked at."""


def starts(days: Iterable[date] = ()) -> list[int]:
    """Each hour of two weeks, and of the days before and on those named."""
    first = int(_MONDAY.timestamp())
    found = list(range(first, first + 14 * 24 * _HOUR, _HOUR))
    for day in sorted(days)[:_AROUND]:
        at = int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())
        found += range(at - 3 * 24 * _HOUR, at + 24 * _HOUR, _HOUR)
    return found


def days_of(one: CalendarSpec | None, compiled: Calendar | None) -> set[date]:
    """The days on which a calendar is not as in every week."""
    if one is None:
        return set()
    found = {*one.exceptions, *one.openings}
    found |= {day for listed in one.holidays if isinstance(listed, HolidaysListed) for day in listed.days}
    for change in one.changes:
        found |= {change.since, change.since + timedelta(days=1), *(change.exceptions or ()), *(change.openings or ())}
    if compiled is not None:
        found |= compiled.hours.on(_MONDAY.date()).holidays
    return {day for day in found if 1971 <= day.year <= 9000}


def by_both(old: Counted, new: Counted, tried: Iterable[int]) -> str | None:
    """One case that comes in at the same instant, due by both; None where no instant shows a difference."""
    most: tuple[int, int, int, int] | None = None
    for start in tried:
        was, now = _due(old, start), _due(new, start)
        if was is not None and now is not None and was != now and (most is None or abs(now - was) > most[0]):
            most = (abs(now - was), start, was, now)
    if most is None:
        return None
    _, start, was, now = most
    zone = new.calendar.zone if new.calendar.zone.key != "UTC" else old.calendar.zone
    return (
        f"what comes in on {timed.moment(start, zone)} ({zone.key}) was due {_on(was, start, new, old)}, "
        f"and is now due {_on(now, start, new, old)}."
    )


def _on(at: int, start: int, new: Counted, old: Counted) -> str:
    zone = new.calendar.zone if new.calendar.zone.key != "UTC" else old.calendar.zone
    told = timed.moment(at, zone, start)
    return f"at {told} the same day" if " " not in told else f"on {told}"


def _due(one: Counted, start: int) -> int | None:
    try:
        return one.due(start)
    except DeskError:
        return None  # No such instant within centuries: nothing to show.
