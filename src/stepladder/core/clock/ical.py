"""Reads the holidays of an iCalendar text (RFC 5545): whole days and nothing else, strictly and in bounded time."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from hashlib import sha256

from stepladder.core.clock.holidays import HolidayList
from stepladder.core.values import DeskError

LONGEST_TEXT = 1 << 20
MOST_DATES = 20_000
_LONGEST_EVENT = 366

_LINE = re.compile(
    r'([A-Za-z0-9-]{1,60})((?:;[A-Za-z0-9-]{1,60}=(?:"[^"]*"|[^";:,]*)(?:,(?:"[^"]*"|[^";:,]*))*)*):(.*)'
)
_DATE = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")
_DAYS = re.compile(r"P([0-9]{1,3})([DW])")
_REPEATING = ("RRULE", "RDATE", "EXRULE")


@dataclass(slots=True)
class _Event:
    """A VEVENT while it is read, with the number of the line where it begins."""

    line: int
    found: dict[str, tuple[int, str]] = field(default_factory=dict)


def holidays_from_ical(text: str, *, name: str | None = None, version: str | None = None) -> HolidayList:
    """The days of all events: from DTSTART to before DTEND, or for as long as DURATION says, else one day.

    Left out: cancelled events, and whatever is no event. Takes: name - else the calendar's own (X-WR-CALNAME); version
    - else the first 12 hexadecimal digits of the text's SHA-256, so that the same text is the same version.
    Raises: DeskError - a line that cannot be read, by its number; an event that repeats itself, has a time of day, no
    or a second start, or lasts over a year; no event at all; over 1 MB of text or 20,000 days.
    """
    if len(text) > LONGEST_TEXT:
        raise DeskError(f"{len(text):,} characters are too many", where="iCalendar", mend="Export holidays alone.")
    dates: list[date] = []
    own_name = ""
    open_: list[str] = []
    event: _Event | None = None
    number, is_calendar = 0, False
    for number, line in _unfolded(text):
        key, value = _split(line, number)
        if key == "BEGIN":
            open_.append(value.upper())
            if open_ == ["VCALENDAR", "VEVENT"]:
                event = _Event(number)
        elif key == "END":
            if not open_ or open_.pop() != value.upper():
                raise _fault(number, f"END:{value[:40]} ends nothing that is open", "Export the calendar anew.")
            if event is not None and len(open_) == 1:
                dates.extend(_dates(event))
                event = None
        elif not open_:
            raise _fault(number, "it stands outside of a calendar", "Begin the text with BEGIN:VCALENDAR.")
        elif event is not None and len(open_) == 2:
            _keep(event, key, value, number)
        elif key == "X-WR-CALNAME" and len(open_) == 1:
            own_name = _plain(value)
        if open_ and open_[0] != "VCALENDAR":
            raise _fault(number, f"'{open_[0][:40]}' is no calendar", "Begin the text with BEGIN:VCALENDAR.")
        is_calendar = True
        if len(dates) > MOST_DATES:
            raise _fault(number, f"it makes more than {MOST_DATES:,} holidays", "Export the years you need.")
    if open_ or not is_calendar:
        what = f"END:{open_[-1][:40]} is missing" if open_ else "the text is empty"
        raise _fault(number, what, "Export the calendar anew; this text is cut short.")
    if not dates:
        raise _fault(number, "it holds no event", "Export a calendar that lists its holidays.")
    digest = sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    return HolidayList(name or own_name or "iCalendar", version or f"sha256:{digest}", dates)


def _unfolded(text: str) -> Iterator[tuple[int, str]]:
    """Each logical line with the number of its first; a line that begins with a space or a tab goes on from before."""
    first, parts = 0, list[str]()
    for number, line in enumerate(text.removeprefix("\ufeff").replace("\r\n", "\n").split("\n"), 1):
        if parts and line[:1] in (" ", "\t"):
            parts.append(line[1:])
            continue
        if parts:
            yield first, "".join(parts)
        first, parts = number, [line] if line else []
    if parts:
        yield first, "".join(parts)


def _split(line: str, number: int) -> tuple[str, str]:
    found = _LINE.fullmatch(line)
    if found is None:
        raise _fault(number, f"'{line[:40]}' is no line of a calendar", "Write NAME:value, as in DTSTART:20251225.")
    return found[1].upper(), found[3].strip()


def _keep(event: _Event, key: str, value: str, number: int) -> None:
    if key in _REPEATING:
        mend = "Export each day as an event of its own, for the years you need."
        raise _fault(number, f"{key} makes the event repeat itself", mend)
    if key in ("DTSTART", "DTEND", "DURATION", "STATUS"):
        if key in event.found:
            raise _fault(number, f"a second {key} in one event", "Keep one of them.")
        event.found[key] = (number, value)


def _dates(event: _Event) -> Iterator[date]:
    if event.found.get("STATUS", (0, ""))[1].upper() == "CANCELLED":
        return
    if "DTSTART" not in event.found:
        raise _fault(event.line, "the event has no DTSTART", "Add its day, as in DTSTART;VALUE=DATE:20251225.")
    first = _date(*event.found["DTSTART"])
    days = 1
    if "DTEND" in event.found:
        line, _ = event.found["DTEND"]
        days = (_date(*event.found["DTEND"]) - first).days
        if "DURATION" in event.found:
            raise _fault(line, "the event has a DTEND and a DURATION", "Keep one of them.")
    elif "DURATION" in event.found:
        line, value = event.found["DURATION"]
        lasts = _DAYS.fullmatch(value)
        if lasts is None:
            raise _fault(line, f"'{value[:40]}' is no number of whole days", "Write it as P1D.")
        days = int(lasts[1]) * (7 if lasts[2] == "W" else 1)
    if not 1 <= days <= _LONGEST_EVENT:
        raise _fault(line, f"the event lasts {days} days", "DTEND is the day after the last holiday, within a year.")
    if first > date.max - timedelta(days=days):
        raise _fault(event.line, "the event ends after the year 9999", "Use an earlier year.")
    yield from (first + timedelta(days=n) for n in range(days))


def _date(number: int, value: str) -> date:
    found = _DATE.fullmatch(value)
    if found is None:
        mend = "A holiday is a whole day: write it as DTSTART;VALUE=DATE:20251225."
        raise _fault(number, f"'{value[:40]}' is not a date without a time of day", mend)
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as fault:
        raise _fault(number, f"'{value}' is no day of the calendar", "Use a day that exists.") from fault


def _plain(value: str) -> str:
    return re.sub(r"\\([\\;,])", r"\1", value)[:100].strip()


def _fault(number: int, what: str, mend: str) -> DeskError:
    return DeskError(what, where=f"iCalendar line {number}", mend=mend)
