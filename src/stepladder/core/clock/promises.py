"""Promises that are no plain duration: the same day, calendar months, a stated moment, a window.

Each names an instant by itself; the calendar says when a business day closes and which time counts towards the marks.
Pure arithmetic on UTC epoch seconds. In words: docs/reference/pack.md.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple, TypeAlias

import msgspec

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due
from stepladder.core.clock.hours import SECOND, wall_instant
from stepladder.core.clock.marks import marks
from stepladder.core.clock.zones import zone
from stepladder.core.values import DeskError, format_duration, format_instant, parse_duration, parse_instant

_HOUR = 3_600
_MONTHS = re.compile(r"^([1-9]\d{0,2}) months?(?: in ([A-Za-z0-9_+/-]+))?$")
_TO_MIDNIGHT, _ONE_DAY = "same_day to midnight", timedelta(days=1)
_DATE = re.compile(r"^\d{4}-\d{2}-\d{2}$")


class SameDay(msgspec.Struct, frozen=True):
    """By the close of the business day on which it starts, or of the next one after closing. Source: Q-21.

    `midnight`: by the midnight that ends the date on which it starts, in the zone of the calendar.
    """

    midnight: bool = False


class Months(msgspec.Struct, frozen=True):
    """By the same wall time so many calendar months on; a day that the month lacks becomes its last one.

    Fields: count - 1 or more; zone - the IANA key in which the date is told, that of the calendar where it is empty.
    """

    count: int
    zone: str = ""


class Until(msgspec.Struct, frozen=True):
    """By a stated moment: an instant (epoch seconds), or the close of the business day on a date, that day included.

    A date on which the calendar does not open runs to the close of the next day on which it does.
    """

    moment: int | date


class Window(msgspec.Struct, frozen=True):
    """Not before `earliest` and by `latest`, elapsed seconds from the start. Source: Q-17, CP-065, CP-131.

    A window that holds no working time is due at the end of the first working hour after it.
    """

    earliest: int
    latest: int


Term: TypeAlias = SameDay | Months | Until | Window


class Timing(NamedTuple):
    """When a promise falls due, when it is at risk, and the seconds that count from its start to its due."""

    due: int
    marks: tuple[int, ...]
    counts: int


def due_of(term: Term, calendar: Calendar, start: int) -> int:
    """The instant by which the promise is to be kept; a stated one may lie before the start.

    Raises: DeskError - out of the years that calendars cover.
    """
    match term:
        case SameDay(midnight=True):
            return wall_instant(calendar.zone, datetime.fromtimestamp(start, calendar.zone).date() + _ONE_DAY, 0)
        case SameDay():
            return calendar.close_of_day(start)
        case Months():
            return _months_on(calendar, start, term)
        case Until(moment=moment):
            return moment if isinstance(moment, int) else calendar.close_of_day(wall_instant(calendar.zone, moment, 0))
        case Window():
            latest = start + term.latest
            has_work = calendar.worked_seconds(start + term.earliest, latest) > 0
            return latest if has_work else calendar.due(latest, _HOUR)


def opens_of(term: Term | None, start: int) -> int:
    """From when the promise may be kept: its start, unless it is a window."""
    return start + term.earliest if isinstance(term, Window) else start


def timing(
    calendar: Calendar,
    start: int,
    seconds: int,
    counting: Counting,
    shares: Sequence[int],
    term: Term | None = None,
) -> Timing:
    """Due, marks and counted time of a promise: `seconds` counted from the start, or what the term says.

    Raises: DeskError - whatever counting refuses.
    """
    if term is None:
        return Timing(
            due(calendar, start, seconds, counting), marks(calendar, start, seconds, shares, counting), seconds
        )
    end = due_of(term, calendar, start)
    counts = max(end - start, 0) if counting == "elapsed" else calendar.worked_seconds(start, end)
    return Timing(end, marks_between(calendar, opens_of(term, start), end, shares, counting), counts)


def marks_between(
    calendar: Calendar, start: int, end: int, shares: Sequence[int], counting: Counting = "open_hours"
) -> tuple[int, ...]:
    """The instants at which each share (1 to 99 per cent) of the time that counts between two instants is used up.

    Of elapsed time where none counts in between: a promise for a Sunday is warned of too.
    """
    whole = 0 if counting == "elapsed" else calendar.worked_seconds(start, end)
    if whole == 0:
        return tuple(start + max(end - start, 0) * share // 100 for share in shares)
    return tuple(calendar.due(start, whole * share // 100) for share in shares)


def months_later(day: date, count: int) -> date:
    """The same day of the month, `count` months on (below 0: before); the last of a month that lacks it.

    Raises: OverflowError - outside the years 1 to 9999.

    >>> months_later(date(2025, 1, 31), 1).isoformat(), months_later(date(2024, 2, 29), 12).isoformat()
    ('2025-02-28', '2025-02-28')
    """
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise OverflowError(year)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def written(term: Term) -> str:
    """The term as events keep it.

    `same_day`, `same_day to midnight`, `3 months in Europe/Lisbon`, a date, an instant, `PT24H..PT48H`.
    """
    match term:
        case SameDay(midnight=midnight):
            return _TO_MIDNIGHT if midnight else "same_day"
        case Months(count=count, zone=where):
            return f"{count} month{'' if count == 1 else 's'}{f' in {where}' if where else ''}"
        case Until(moment=moment):
            if isinstance(moment, int):
                return format_instant(datetime.fromtimestamp(moment, UTC), UTC)
            return moment.isoformat()
        case Window(earliest=earliest, latest=latest):
            return f"{format_duration(earliest)}..{format_duration(latest)}"


def read_term(text: str, *, where: str = "term") -> Term:
    """A term as `written` gives it. Raises: DeskError - another form."""
    if text in ("same_day", _TO_MIDNIGHT):
        return SameDay(midnight=text == _TO_MIDNIGHT)
    if (months := _MONTHS.match(text)) is not None:
        return Months(int(months[1]), months[2] or "")
    if ".." in text:
        return window_of(text, where=where)
    if _DATE.match(text):
        try:
            return Until(date.fromisoformat(text))
        except ValueError as fault:
            raise DeskError(f"'{text}' is no day", where=where, mend="Use a day that exists.") from fault
    return Until(int(parse_instant(text, where=where).timestamp()))


def window_of(text: str, *, where: str = "window") -> Window:
    """Read "24h..48h". Raises: DeskError - another form, or one that does not end after it begins."""
    first, dots, last = text.partition("..")
    if not dots:
        raise DeskError(f"'{text[:40]}' has no two ends", where=where, mend="Write it as 24h..48h.")
    found = Window(parse_duration(first, where=where), parse_duration(last, where=where))
    if found.latest <= found.earliest:
        raise DeskError(f"'{text[:40]}' ends before it begins", where=where, mend="Write the nearer end first.")
    return found


def _months_on(calendar: Calendar, start: int, term: Months) -> int:
    where = zone(term.zone) if term.zone else calendar.zone
    wall = datetime.fromtimestamp(start, where)
    midnight = datetime(wall.year, wall.month, wall.day, tzinfo=where)
    try:
        day = months_later(wall.date(), term.count)
    except OverflowError as fault:
        raise DeskError("the promise ends out of range", where="months", mend="Ask for fewer months.") from fault
    # Two datetimes of one zone subtract as their wall clocks read: the time of day is kept.
    return wall_instant(where, day, (wall - midnight) // SECOND)
