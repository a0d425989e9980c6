"""Calendars that several tables ask, and a short way to write instants."""

from datetime import datetime, timedelta

from stepladder.core.clock.calendar import Calendar
from stepladder.core.values import parse_duration

NEW_YORK = "America/New_York"
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
EVERY_DAY = (*WEEKDAYS, "sat", "sun")


def weekly(*spans: str, days: tuple[str, ...] = WEEKDAYS) -> dict[str, list[str]]:
    return {day: list(spans) for day in days}


OFFICE = Calendar(NEW_YORK, weekly("09:00-18:00"), id="office")
ALWAYS = Calendar.always(NEW_YORK, id="always")
SPLIT = Calendar(NEW_YORK, weekly("09:00-12:00", "13:00-18:00"), id="split")
NIGHTS = Calendar(NEW_YORK, weekly("22:00-06:00", days=EVERY_DAY), id="nights")
FULL_WEEKDAYS = Calendar(NEW_YORK, weekly("00:00-24:00"), id="full-weekdays")
SUNDAYS = Calendar(NEW_YORK, {"sun": ["09:00-10:00"]}, id="sundays")


def deadline(calendar: Calendar, start: str, within: str) -> str:
    return calendar.deadline(datetime.fromisoformat(start), timedelta(seconds=parse_duration(within))).isoformat()


def worked(calendar: Calendar, start: str, end: str) -> str:
    return str(calendar.worked(datetime.fromisoformat(start), datetime.fromisoformat(end)))


def epoch(text: str) -> int:
    return int(datetime.fromisoformat(text).timestamp())


def on_the_wall(calendar: Calendar, at: int) -> str:
    return datetime.fromtimestamp(at, calendar.zone).isoformat()
