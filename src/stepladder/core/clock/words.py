"""Counted spans in words for people: "Fri 16:15 to 18:00, 1 h 45 min; Mon 09:00 to 11:15, 2 h 15 min"."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def in_words(spans: Sequence[tuple[int, int]], zone: ZoneInfo, *, most: int = 20) -> str:
    """Each span by the wall clock of the zone, with its length; "no time" where there is none.

    A weekday stands alone where all spans lie within seven dates; else the date goes with it, and over a new year the
    year too. A time that the clocks show twice has its offset with it.
    Takes: spans - UTC epoch seconds, in order; most - how many to tell one by one, at least 1; the rest are summed up.
    """
    if not spans:
        return "no time"
    first, last = _local(spans[0][0], zone).date(), _local(spans[-1][1], zone).date()
    parts = [_span(span, zone, first, last) for span in spans[:most]]
    rest = spans[most:]
    if rest:
        until = f"{_day(last, first, last)} {_time(_local(rest[-1][1], zone))}"
        many = "1 more span" if len(rest) == 1 else f"{len(rest):,} more spans"
        parts.append(f"{many} until {until}, {length_in_words(sum(closes - opens for opens, closes in rest))}")
    return "; ".join(parts)


def length_in_words(seconds: int) -> str:
    """Hours and minutes, and seconds only where there are some.

    >>> length_in_words(6_300), length_in_words(7_200), length_in_words(900), length_in_words(3_630)
    ('1 h 45 min', '2 h', '15 min', '1 h 30 s')
    """
    hours, minutes, left = seconds // 3600, seconds // 60 % 60, seconds % 60
    units = ((f"{hours:,}", "h"), (str(minutes), "min"), (str(left), "s"))
    return " ".join(f"{number} {unit}" for number, unit in units if number != "0") or "0 s"


def _span(span: tuple[int, int], zone: ZoneInfo, first: date, last: date) -> str:
    opens, closes = _local(span[0], zone), _local(span[1], zone)
    until = _time(closes)
    if closes.date() != opens.date():
        is_midnight = until == "00:00" and closes.date() - opens.date() == timedelta(days=1)
        until = "24:00" if is_midnight else f"{_day(closes.date(), first, last)} {until}"
    return f"{_day(opens.date(), first, last)} {_time(opens)} to {until}, {length_in_words(span[1] - span[0])}"


def _day(day: date, first: date, last: date) -> str:
    name = _DAYS[day.weekday()]
    if (last - first).days < 7:
        return name
    year = "" if first.year == last.year else f" {day.year}"
    return f"{name} {day.day} {_MONTHS[day.month - 1]}{year}"


def _time(moment: datetime) -> str:
    wall = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    # No instant lies in a gap, so two offsets for one wall time mean that it comes twice.
    other = moment.replace(fold=1 - moment.fold)
    return wall if other.utcoffset() == moment.utcoffset() else f"{wall} (UTC{moment.isoformat()[19:]})"


def _local(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, zone)
