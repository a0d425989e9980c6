"""Three ways to count a promise of "24 hours": open hours, working days, elapsed time. Source: Q-03."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Literal, get_args

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.hours import SECOND, wall_instant
from stepladder.core.clock.spans import DAY
from stepladder.core.values import DeskError

Counting = Literal["open_hours", "working_days", "elapsed"]
_LONGEST_DAYS = 400 * 366


def due(calendar: Calendar, start: int, seconds: int, counting: Counting) -> int:
    """The instant, in UTC epoch seconds, by which `seconds` have been counted from `start`; `start` itself for 0.

    open_hours: only time in the calendar counts. elapsed: every second counts.
    working_days: each whole 24 h is one working day, a date on which the calendar opens, and the due time is the same
    time of day. A start outside the hours is taken as the next opening. Where the day reached is closed at that time,
    its next opening counts, and after its last close the close. A night belongs to the date on which it began. What
    is over after the whole days counts as open hours from there.
    Raises: DeskError - negative seconds, an unknown counting, or no such instant within 400 years.
    """
    if counting == "open_hours":
        return calendar.due(start, seconds)
    if seconds < 0:
        raise DeskError(f"{seconds} seconds are below zero", where="work time", mend="Use 0 or more.")
    if counting == "elapsed":
        if seconds > _LONGEST_DAYS * DAY:
            raise _too_long(calendar)
        return start + seconds
    if counting == "working_days":
        days, rest = divmod(seconds, DAY)
        return calendar.due(_after_days(calendar, start, days) if days else start, rest)
    raise _unknown(counting)


def working(calendar: Calendar, start: int, end: int, counting: Counting) -> list[tuple[int, int]]:
    """The spans between two instants whose length counts as work time, in order.

    Under `working_days` these are the open spans too: they show the work in between, not the count of days.
    """
    if counting == "elapsed":
        return [(start, end)] if start < end else []
    if counting in ("open_hours", "working_days"):
        return calendar.working(start, end)
    raise _unknown(counting)


def _after_days(calendar: Calendar, start: int, days: int) -> int:
    begin = calendar.next_open(start)
    day = _business_day(calendar, begin)
    # Two datetimes of one zone subtract as their wall clocks read, which is what "same time of day" means.
    midnight = datetime(day.year, day.month, day.day, tzinfo=calendar.zone)
    time_of_day = (datetime.fromtimestamp(begin, calendar.zone) - midnight) // SECOND
    target = _working_day(calendar, day, days, begin)
    shifts = calendar.shifts(target)
    moment = wall_instant(calendar.zone, target, time_of_day)
    for opens, closes in shifts:
        if moment <= closes:
            return max(moment, opens)
    return max(closes for _, closes in shifts)


def _business_day(calendar: Calendar, at: int) -> date:
    """The date on which the shift that is open at `at` began."""
    day = datetime.fromtimestamp(at, calendar.zone).date()
    for earlier in range(3):
        candidate = day - timedelta(days=earlier)
        if any(opens <= at < closes for opens, closes in calendar.shifts(candidate)):
            return candidate
    return day


def _working_day(calendar: Calendar, day: date, count: int, begin: int) -> date:
    for ahead in range(1, _LONGEST_DAYS if count < _LONGEST_DAYS else 0):
        candidate = day + timedelta(days=ahead)
        # Hours that are over before a long night before them ends are no day on which anything could be done.
        if any(closes > begin for _, closes in calendar.shifts(candidate)):
            count -= 1
            if count == 0:
                return candidate
    raise _too_long(calendar)


def _too_long(calendar: Calendar) -> DeskError:
    name = f"calendar {calendar.id}" if calendar.id else "calendar"
    return DeskError("the promise ends in over 400 years", where=name, mend="Give it more hours, or ask for less time.")


def _unknown(counting: str) -> DeskError:
    names = ", ".join(get_args(Counting))
    return DeskError(f"no counting is called '{str(counting)[:40]}'", where="counting", mend=f"Use one of {names}.")
