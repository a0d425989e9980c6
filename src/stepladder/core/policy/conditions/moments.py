"""Instants and dates as conditions use them: moving them, and placing a bare date in a zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from stepladder.core.clock.promises import months_later

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND = timedelta(seconds=1)

Moment = date | datetime


def second_of(moment: Moment, zone: tzinfo) -> int:
    """Epoch seconds of the moment; a bare date begins at 00:00 in the zone (DESIGN 8.5).

    A midnight that a clock change skips moves forward by the gap; one that comes twice is the first.
    """
    if not isinstance(moment, datetime):
        moment = datetime.combine(moment, time(), zone)
    return (moment - _EPOCH) // _SECOND


def moved(how: str, base: Moment | None, by: int, zone: tzinfo) -> Moment | None:
    """The moment after `plus` seconds, `plus_days` or `plus_months`; None outside the years 1 to 9999.

    Seconds are elapsed seconds. Days and months keep the time on the wall in the zone; a day that the month lacks
    becomes its last one (31 January and one month is 28 or 29 February). A date stays a date, except under `plus`.
    """
    if base is None:
        return None
    try:
        if how == "plus":
            start = base if isinstance(base, datetime) else datetime.combine(base, time(), zone)
            return start.astimezone(UTC) + timedelta(seconds=by)
        if not isinstance(base, datetime):
            return _day_moved(how, base, by)
        wall = base.astimezone(zone)
        # fold=0: of a time that comes twice the first is meant, whichever the start was.
        return datetime.combine(_day_moved(how, wall.date(), by), wall.time(), zone).astimezone(UTC)
    except (OverflowError, ValueError):
        return None


def _day_moved(how: str, day: date, by: int) -> date:
    if how == "plus_days":
        return day + timedelta(days=by)
    return months_later(day, by)
