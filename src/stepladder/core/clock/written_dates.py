"""Dates as people paste them, one a line: `2026-12-25`, `2026-12-24 09:00-12:00`, `2026-12-27 +10:00-14:00`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date

from stepladder.core.clock.holidays import HolidayList
from stepladder.core.clock.ical import LONGEST_TEXT, MOST_DATES
from stepladder.core.clock.revision import CalendarChange, spans_of
from stepladder.core.values import DeskError

_LINE = re.compile(r"(\S+)(?:\s+(\+)?\s*(\S.*))?")
_DAY = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_BETWEEN_SPANS = re.compile(r"\s*[,;]\s*|\s+")
_MOST_FAULTS = 20


@dataclass(frozen=True, slots=True)
class LineFault:
    """What is wrong with a line, counted from 1, and how to mend it."""

    line: int
    what: str
    mend: str


@dataclass(slots=True)
class _Found:
    holidays: dict[date, int] = field(default_factory=dict)
    exceptions: dict[date, tuple[str, ...]] = field(default_factory=dict)
    openings: dict[date, tuple[str, ...]] = field(default_factory=dict)
    """By date the line, or the spans, that name it."""


def read_dates(text: str, lists: tuple[HolidayList, ...] = ()) -> tuple[CalendarChange, tuple[LineFault, ...]]:
    """The dates of a text, and every line that cannot be read, the first twenty of them.

    A date alone is a holiday; with spans, the hours of that date in place of all else; with `+` before the spans, hours
    on top of all else. What follows a `#` says nothing. Takes: lists - holidays that go with them.
    """
    if len(text) > LONGEST_TEXT:
        return CalendarChange(lists=lists), (
            LineFault(1, f"{len(text):,} characters are too many", "Paste the dates alone."),
        )
    found, faults = _Found(), list[LineFault]()
    for named, (number, line) in enumerate(_lines(text), 1):
        if named > MOST_DATES:
            faults.append(LineFault(number, f"there are more than {MOST_DATES:,} dates", "Give the years you need."))
            break
        try:
            _read(line, found, number)
        except DeskError as fault:
            faults.append(LineFault(number, fault.what, fault.mend))
            if len(faults) == _MOST_FAULTS:
                break
    change = CalendarChange(
        holidays=tuple(found.holidays), lists=lists, exceptions=found.exceptions, openings=found.openings
    )
    return change, tuple(faults)


def write_dates(change: CalendarChange) -> str:
    """The dates of a change in order, a line each, as `read_dates` reads them; without those of its lists."""
    lines = [(day, "") for day in change.holidays]
    lines += [(day, ", ".join(spans)) for day, spans in change.exceptions.items()]
    lines += [(day, f"+{', '.join(spans)}") for day, spans in change.openings.items()]
    return "".join(f"{day} {spans}".rstrip() + "\n" for day, spans in sorted(lines))


def _lines(text: str) -> Iterator[tuple[int, str]]:
    for number, line in enumerate(text.splitlines(), 1):
        said = line.partition("#")[0].strip()
        if said:
            yield number, said


def _read(line: str, found: _Found, number: int) -> None:
    match = _LINE.fullmatch(line)
    assert match is not None
    day, plus, hours = _day(match[1]), match[2], match[3]
    if hours is None:
        _once(day, day in found.holidays or day in found.exceptions)
        found.holidays[day] = number
        return
    where = str(day)
    spans = tuple(map(str, spans_of((one for one in _BETWEEN_SPANS.split(hours.strip()) if one), where=where)))
    if plus:
        _once(day, day in found.openings)
        found.openings[day] = spans
    else:
        _once(day, day in found.holidays or day in found.exceptions)
        found.exceptions[day] = spans


def _once(day: date, is_known: bool) -> None:
    if is_known:
        raise DeskError(f"{day} stands here twice", where="dates", mend="Keep the line that holds.")


def _day(text: str) -> date:
    found = _DAY.fullmatch(text)
    if found is None:
        raise DeskError(f"'{text[:40]}' is not a date", where="dates", mend="Write it as 2026-12-24.")
    try:
        return date(int(found[1]), int(found[2]), int(found[3]))
    except ValueError as fault:
        raise DeskError(f"'{text}' is no day of the calendar", where="dates", mend="Use a day that exists.") from fault
