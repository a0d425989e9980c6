"""The calendars of a policy in words: who is there when, and on which days not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import groupby

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.spans import DAY, parse_span
from stepladder.core.policy.model import CUSTOMER, CalendarSpec, Holidays, HolidaysInFile, HolidaysListed, PackText
from stepladder.core.policy.shown.blocks import Block, Heading, Strip, StripRow
from stepladder.core.policy.shown.conditions import joined
from stepladder.core.policy.shown.words import cited

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_DAYS = {
    "mon": "Monday", "tue": "Tuesday", "wed": "Wednesday", "thu": "Thursday", "fri": "Friday", "sat": "Saturday",
    "sun": "Sunday",
}  # fmt: skip


def hours(text: PackText, compiled: Mapping[str, Calendar]) -> Iterator[Block]:
    """Every calendar as a strip: its week, its exceptions, and every holiday that its compiled form keeps."""
    if text.calendars:
        yield Heading(2, "Hours")
        for one in text.calendars:
            yield _calendar(one, compiled.get(one.id))


def _calendar(one: CalendarSpec, compiled: Calendar | None) -> Strip:
    zone = "in the customer's own zone" if one.zone == CUSTOMER else f"in {one.zone}" if one.zone else ""
    week = "at any hour" if one.always else week_in_words(one.hours)
    below = [one.because or "", f"closed on {holidays}" if (holidays := _lists(one.holidays)) else ""]
    below += _years(compiled) if compiled is not None else []
    below += [f"{day}: {_spans(spans)}" for day, spans in sorted(one.exceptions.items())]
    below += [f"{day}: open besides, {_spans(spans)}" for day, spans in sorted(one.openings.items())]
    below += [f"from {change.since} on: {_changed(change.hours)}" for change in one.changes]
    title = cited(f"{one.id}: {', '.join(filter(None, (week, zone)))}", one)
    return Strip(title, () if one.always else tuple(_rows(one.hours)), tuple(filter(None, below)))


def _rows(week: Mapping[str, tuple[str, ...]]) -> Iterator[StripRow]:
    """The seven days; a shift past midnight goes on in the row of the next one, and from Sunday in that of Monday."""
    days = list(_DAYS)
    drawn: dict[str, list[tuple[int, int]]] = {day: [] for day in days}
    for place, day in enumerate(days):
        for text in week.get(day, ()):
            span = parse_span(text)
            drawn[day].append((span.opens // 60, min(span.closes, DAY) // 60))
            if span.closes > DAY:
                drawn[days[(place + 1) % 7]].append((0, (span.closes - DAY) // 60))
    for day, spans in drawn.items():
        yield StripRow(day.capitalize(), tuple(_merged(sorted(spans))))


def _merged(spans: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The spans in order, those that touch or overlap as one."""
    held: tuple[int, int] | None = None
    for opens, closes in spans:
        if held is not None and opens <= held[1]:
            held = (held[0], max(held[1], closes))
        else:
            if held is not None:
                yield held
            held = (opens, closes)
    if held is not None:
        yield held


def week_in_words(week: Mapping[str, tuple[str, ...]]) -> str:
    """Days with the same hours together.

    >>> week_in_words({"mon": ("09:00-17:00",), "tue": ("09:00-17:00",), "sat": ("10:00-12:00", "13:00-15:00")})
    'Monday to Tuesday 09:00-17:00; Saturday 10:00-12:00 and 13:00-15:00'
    """
    told = []
    for spans, days in groupby(_DAYS, key=lambda day: week.get(day, ())):
        named = [_DAYS[day] for day in days]
        if spans:
            ends = named[0] if len(named) == 1 else f"{named[0]} to {named[-1]}"
            told.append(f"{ends} {_spans(spans)}")
    return "; ".join(told)


def _spans(spans: tuple[str, ...]) -> str:
    return joined(spans) or "closed"


def _changed(week: Mapping[str, tuple[str, ...]] | None) -> str:
    return week_in_words(week) if week else "other days"


def _years(compiled: Calendar) -> list[str]:
    """`closed in 2026: 1 January, 25 December`, a line for each year that has holidays."""
    days = sorted(compiled.hours.on(date(1970, 1, 1)).holidays)
    return [
        f"closed in {year}: {', '.join(f'{day.day} {_MONTHS[day.month - 1]}' for day in found)}"
        for year, found in groupby(days, key=lambda day: day.year)
    ]


def _lists(found: tuple[Holidays, ...]) -> str:
    """The lists that the holidays come from; dates that are written out stand with their years."""
    told = [f"the days of {one.name}, {one.version}" for one in found if isinstance(one, HolidaysListed)]
    told += [f"the days of {one.name or one.file}" for one in found if isinstance(one, HolidaysInFile)]
    return joined(told)
