"""The working of a promise as pages show it: the strip, what its marks mean, and a table of the same spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.words import length_in_words
from stepladder.web.pages.changes import Change
from stepladder.web.pages.strip import Mark, Span, Strip, strip
from stepladder.web.pages.words import DAYS, MONTHS, on_the_wall, wall_time

_FIRST_LINES, _LAST_LINES = 20, 2
"""A longer table tells the lines between as one."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the legend: the shape as it stands in the strip, and what it is there."""

    kind: str
    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: one span, or in `words` all those that are not listed."""

    start: datetime
    end: datetime
    from_words: str
    to_words: str
    counts: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Working:
    """`total` is all the time counted, in words."""

    strip: Strip
    legend: tuple[Entry, ...]
    lines: tuple[Line, ...]
    total: str


def working_of(
    calendar: Calendar, counted: Sequence[Span], marks: Sequence[Mark], zone: ZoneInfo, *, pauses: Sequence[Span] = ()
) -> Working:
    """Takes: as `strip`."""
    drawn = strip(calendar, counted, marks, zone, pauses=pauses)
    return Working(
        strip=drawn,
        legend=(
            *(Entry(mark.kind, f"{mark.words} {on_the_wall(_local(mark.at, zone))}") for mark in marks),
            *(Entry("gap" if change.is_gap else "twice", _change(change)) for change in drawn.changes),
            Entry("counted", _("Counted")),
            Entry("open", _("Open")),
            *((Entry("paused", _("Paused")),) if drawn.has_paused else ()),
        ),
        lines=tuple(_lines(counted, zone)),
        total=length_in_words(_sum(counted)),
    )


def _lines(spans: Sequence[Span], zone: ZoneInfo) -> list[Line]:
    if len(spans) <= _FIRST_LINES + _LAST_LINES:
        return [_line(span, zone) for span in spans]
    between = spans[_FIRST_LINES:-_LAST_LINES]
    said = _("%(number)s more spans") % {"number": f"{len(between):,}"}
    fold = _line((between[0][0], between[-1][1]), zone, counts=length_in_words(_sum(between)), words=said)
    return [
        *(_line(span, zone) for span in spans[:_FIRST_LINES]),
        fold,
        *(_line(span, zone) for span in spans[-_LAST_LINES:]),
    ]


def _line(span: Span, zone: ZoneInfo, *, counts: str = "", words: str = "") -> Line:
    start, end = (_local(at, zone) for at in span)
    return Line(
        start=start,
        end=end,
        from_words=_day_and_time(start),
        to_words=wall_time(end) if end.date() == start.date() else _day_and_time(end),
        counts=counts or length_in_words(span[1] - span[0]),
        words=words,
    )


def _day_and_time(moment: datetime) -> str:
    return f"{_(DAYS[moment.weekday()])} {moment.day} {_(MONTHS[moment.month - 1])} {wall_time(moment)}"


def _change(change: Change) -> str:
    """What happens to the wall clock, with the date on which it does."""
    said = (
        _("Does not exist: clocks go forward by %(length)s, %(day)s")
        if change.is_gap
        else _("Comes twice: clocks go back by %(length)s, %(day)s")
    )
    day = f"{_(DAYS[change.day.weekday()])} {change.day.day} {_(MONTHS[change.day.month - 1])} {change.day.year}"
    return said % {"length": length_in_words(change.length), "day": day}


def _sum(spans: Sequence[Span]) -> int:
    return sum(end - start for start, end in spans)


def _local(at: int, zone: ZoneInfo) -> datetime:
    return datetime.fromtimestamp(at, zone)
