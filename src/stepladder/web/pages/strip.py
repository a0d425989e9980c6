"""The strip: counted time as a picture with a row for each day, or for each week where there are many.

Everything lies where the clock on the wall puts it. A time that the wall shows twice has two lanes, the first above.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.hours import wall_instant
from stepladder.core.clock.spans import DAY
from stepladder.core.clock.words import length_in_words
from stepladder.web.pages.changes import Change, changes, wall
from stepladder.web.pages.scale import Scale, percent, scale_of
from stepladder.web.pages.words import DAYS, MONTHS

Span = tuple[int, int]
"""From and to, in UTC epoch seconds."""

Kind = Literal["open", "counted", "paused", "gap", "twice"]

MOST_DAYS = 10
"""Up to so many dates have a row each; more than that, and each week has one."""
FIRST_WEEKS, LAST_WEEKS = 20, 6
"""How many weeks are drawn where there are more than both together; those between are told in words."""

_HEAD, _ROW, _BAR = 20, 22, 14


@dataclass(frozen=True, slots=True)
class Mark:
    """An instant that matters: where the count starts, where it is at risk, where it ends or is due."""

    kind: Literal["start", "risk", "due", "end"]
    at: int
    words: str


@dataclass(frozen=True, slots=True)
class Bar:
    """A piece of a row. `x` and `width` are per cent of it, `y` and `height` are pixels of the picture."""

    kind: Kind
    x: str
    width: str
    y: int
    height: int


@dataclass(frozen=True, slots=True)
class Point:
    """A mark where it stands in its row."""

    kind: str
    x: str
    y: int


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the picture; `words` where it stands for all the weeks that are not drawn."""

    label: str
    y: int
    bars: tuple[Bar, ...] = ()
    points: tuple[Point, ...] = ()
    words: str = ""

    @property
    def baseline(self) -> int:
        return self.y + 11


@dataclass(frozen=True, slots=True)
class Strip:
    """The whole picture. `lines` are per cent of a row, and so is the first part of `heads`: place, words, side."""

    height: int
    heads: tuple[tuple[str, str, str], ...]
    lines: tuple[str, ...]
    rows: tuple[Row, ...]
    changes: tuple[Change, ...]
    has_paused: bool


def strip(
    calendar: Calendar, counted: Sequence[Span], marks: Sequence[Mark], zone: ZoneInfo, *, pauses: Sequence[Span] = ()
) -> Strip:
    """Draw from the first of the marks to the last, whole days or weeks.

    Takes: counted - the spans that counted, in order; marks - at least one; pauses - in order, drawn over what is open.
    """
    pauses = [(stopped, resumed) for stopped, resumed in pauses if stopped < resumed]
    dates = [_date(mark, zone) for mark in marks]
    first, last = min(dates), max(dates)
    per = 1 if (last - first).days < MOST_DAYS else 7
    if per == 7:
        first -= timedelta(days=first.weekday())
    begins = [first + timedelta(days=n) for n in range(0, (last - first).days + 1, per)]
    folded = begins[FIRST_WEEKS:-LAST_WEEKS] if len(begins) > FIRST_WEEKS + LAST_WEEKS else []
    shown = begins[:FIRST_WEEKS] + begins[-LAST_WEEKS:] if folded else begins
    drawn = changes(zone, [begin + timedelta(days=n) for begin in shown for n in range(per)])
    scale = scale_of([_seconds(mark.at, first, zone) for mark in marks] if first == last and not drawn else [], per)
    painter = _Painter(calendar, counted, marks, zone, pauses, per, drawn, scale)
    rows: list[Row] = []
    for place, begin in enumerate(shown):
        if folded and place == FIRST_WEEKS:
            rows.append(painter.fold(folded, _HEAD + len(rows) * _ROW))
        row = painter.row(begin, shown[place - 1] if place else None, _HEAD + len(rows) * _ROW)
        if row is not None:
            rows.append(row)
    return Strip(
        height=_HEAD + len(rows) * _ROW,
        heads=scale.heads(),
        lines=tuple(percent(scale.share(at)) for at in range(scale.low, scale.high + 1, scale.step)),
        rows=tuple(rows),
        changes=tuple(drawn),
        has_paused=bool(pauses),
    )


@dataclass(frozen=True, slots=True)
class _Painter:
    calendar: Calendar
    counted: Sequence[Span]
    marks: Sequence[Mark]
    zone: ZoneInfo
    pauses: Sequence[Span]
    per: int
    changes: Sequence[Change]
    scale: Scale

    def row(self, begin: date, before: date | None, y: int) -> Row | None:
        """The row that begins on a date; None where its zone left that date out."""
        bars: list[Bar] = []
        points: list[Point] = []
        exists = False
        for place in range(self.per):
            day = begin + timedelta(days=place)
            opens, closes = wall_instant(self.zone, day, 0), wall_instant(self.zone, day, DAY)
            if opens >= closes:
                continue
            exists = True
            bars += self._of_day(day, place, opens, closes, y)
            points += [self._point(mark, day, place, y) for mark in self.marks if _date(mark, self.zone) == day]
        return Row(_label(begin, before, self.per), y, tuple(bars), tuple(points)) if exists else None

    def fold(self, begins: Sequence[date], y: int) -> Row:
        """The row that stands for the weeks that are not drawn."""
        opens = wall_instant(self.zone, begins[0], 0)
        closes = wall_instant(self.zone, begins[-1] + timedelta(days=self.per), 0)
        seconds = sum(end - start for start, end in _within(self.counted, opens, closes))
        words = _("%(weeks)d more weeks, %(counted)s counted")
        return Row("", y, words=words % {"weeks": len(begins), "counted": length_in_words(seconds)})

    def _of_day(self, day: date, place: int, opens: int, closes: int, y: int) -> Iterator[Bar]:
        own = [change for change in self.changes if change.day == day]
        layers: tuple[tuple[Kind, Iterable[Span]], ...] = (
            ("open", self.calendar.working(opens, closes)),
            ("counted", _within(self.counted, opens, closes)),
            ("paused", _within(self.pauses, opens, closes)),
        )
        for kind, spans in layers:
            for span in spans:
                for start, end in _cut(span, own):
                    at = place * DAY + _seconds(start, day, self.zone)
                    yield from self._bar(kind, at, end - start, *self._lane(start, y))
        for change in own:
            at = place * DAY + change.wall
            length = min(change.length, DAY - change.wall)
            yield from self._bar("gap" if change.is_gap else "twice", at, length, y - 1, _BAR + 2)

    def _bar(self, kind: Kind, at: int, length: int, y: int, height: int) -> Iterator[Bar]:
        """At most one bar: what of it is drawn at all."""
        scale = self.scale
        start, end = max(at, scale.low), min(at + length, scale.high)
        if start < end:
            # What is very short is still seen, and a change of the clocks in a row of a week even better.
            least = 0.02 if kind in ("gap", "twice") else 0.003
            width = max(scale.share(end) - scale.share(start), least)
            yield Bar(kind, percent(scale.share(start)), percent(width), y, height)

    def _point(self, mark: Mark, day: date, place: int, y: int) -> Point:
        top, height = self._lane(mark.at, y)
        at = place * DAY + min(_seconds(mark.at, day, self.zone), DAY)
        return Point(mark.kind, percent(self.scale.share(at)), top + height // 2)

    def _lane(self, at: int, y: int) -> tuple[int, int]:
        """Where an instant lies in its row: the upper or the lower half of a time that comes twice, else all of it."""
        for change in self.changes:
            if not change.is_gap:
                if change.at - change.length <= at < change.at:
                    return y, _BAR // 2
                if change.at <= at < change.at + change.length:
                    return y + _BAR // 2, _BAR // 2
        return y, _BAR


def _seconds(at: int, day: date, zone: ZoneInfo) -> int:
    """Seconds on the wall from the midnight that begins a date."""
    local = wall(at, zone)
    return (local.date() - day).days * DAY + local.hour * 3600 + local.minute * 60 + local.second


def _date(mark: Mark, zone: ZoneInfo) -> date:
    """The date in whose row a mark stands. A midnight starts a count on its date, and ends one on the day before."""
    local = wall(mark.at, zone)
    ends = mark.kind != "start" and local.time() == time.min
    return wall(mark.at - 1, zone).date() if ends else local.date()


def _within(spans: Sequence[Span], opens: int, closes: int) -> Iterator[Span]:
    """The parts of ordered spans that lie between two instants."""
    place = max(bisect_right(spans, (opens, 0)) - 1, 0)
    for start, end in spans[place:]:
        if start >= closes:
            return
        if end > opens:
            yield max(start, opens), min(end, closes)


def _cut(span: Span, own: Sequence[Change]) -> Iterator[Span]:
    """The pieces of a span in which the wall clock runs on without a jump, and in one lane."""
    start, end = span
    edges = {one.at for one in own} | {
        edge for one in own if not one.is_gap for edge in (one.at - one.length, one.at + one.length)
    }
    for edge in sorted(edges):
        if start < edge < end:
            yield start, edge
            start = edge
    yield start, end


def _label(begin: date, before: date | None, per: int) -> str:
    month = _(MONTHS[begin.month - 1])
    if per == 1:
        return f"{_(DAYS[begin.weekday()])} {begin.day} {month}"
    # The year stands where it is news: on the first row, and on the first of another year.
    return f"{begin.day} {month}" if before and before.year == begin.year else f"{begin.day} {month} {begin.year}"
