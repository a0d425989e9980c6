"""What a workspace sets on top of the calendars that its policy writes: its own holidays, short days, extra hours."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from difflib import get_close_matches
from itertools import pairwise
from types import MappingProxyType

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.holidays import HolidayList, as_date
from stepladder.core.clock.hours import Changing, Hours, Timetable
from stepladder.core.clock.ical import MOST_DATES
from stepladder.core.clock.spans import DAY, Span, parse_span
from stepladder.core.values import DeskError

ALL = "*"
"""Stands for every calendar that closes at all."""
_LONGEST_CLOSED = timedelta(days=366)


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarChange:
    """What is different for one calendar, or for all of them. It stands over what the policy says of its dates.

    Fields: holidays - whole days off; lists - further ones, with the name and version of where they came from;
    exceptions - the spans of single dates in place of all else; openings - spans on top of all else.
    Raises: DeskError - a date or a span that cannot be read, spans of one date that overlap, more than 20,000 dates.
    """

    holidays: tuple[date, ...] = ()
    lists: tuple[HolidayList, ...] = ()
    exceptions: dict[date, tuple[str, ...]] = field(default_factory=dict)
    openings: dict[date, tuple[str, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        object.__setattr__(self, "holidays", tuple(sorted({as_date(day, "holidays") for day in self.holidays})))
        # A list that was read from JSON has not passed its own checks.
        lists = tuple(HolidayList(one.name, one.version, one.dates) for one in self.lists)
        object.__setattr__(self, "lists", lists)
        for name in ("exceptions", "openings"):
            by_date = {as_date(day, name): tuple(texts) for day, texts in sorted(getattr(self, name).items())}
            for day, texts in by_date.items():
                spans_of(texts, where=f"{day}")
            object.__setattr__(self, name, by_date)
        many = len(self.holidays) + len(self.exceptions) + len(self.openings) + sum(len(one.dates) for one in lists)
        if many > MOST_DATES:
            mend = "Give the years you need."
            raise DeskError(f"{many:,} dates are more than {MOST_DATES:,}", where="dates", mend=mend)

    @property
    def days_off(self) -> frozenset[date]:
        """Every date of the holidays, from whatever list."""
        return frozenset(self.holidays).union(*self.lists)

    def __bool__(self) -> bool:
        return bool(self.holidays or self.lists or self.exceptions or self.openings)


NOTHING = CalendarChange()


@dataclass(frozen=True, slots=True)
class CalendarRevision:
    """Everything that a workspace sets, by the id of a calendar or ALL; the next revision takes its place whole."""

    changes: dict[str, CalendarChange] = field(default_factory=dict)

    def of(self, calendar: str) -> CalendarChange:
        """What stands under this name alone."""
        return self.changes.get(calendar, NOTHING)

    def with_change(self, calendar: str, change: CalendarChange) -> CalendarRevision:
        """The same with another change for one calendar, or for ALL."""
        others = {name: one for name, one in self.changes.items() if name != calendar}
        return CalendarRevision({**others, calendar: change} if change else others)


def revised(calendars: Mapping[str, Calendar], revision: CalendarRevision) -> Mapping[str, Calendar]:
    """The calendars with the revision on top: first what all of them get, then what is a calendar's own.

    One that never closes stays as it is; so does the object of each that the revision does not touch.
    Raises: DeskError - a calendar that would never open (T44).
    """
    return MappingProxyType({id_: _revised(calendar, id_, revision) for id_, calendar in calendars.items()})


def check_revision(calendars: Mapping[str, Calendar], revision: CalendarRevision, now: int) -> None:
    """Refuse what could only be a mistake. Takes: now - UTC epoch seconds.

    Raises: DeskError - a calendar that is unknown, or never closes, or would stay closed for the next 366 days.
    """
    for id_ in revision.changes:
        if id_ != ALL and id_ not in calendars:
            near = get_close_matches(id_, calendars, n=1)
            mend = f"Did you mean '{near[0]}'?" if near else f"Use one of: {', '.join(calendars)}."
            raise DeskError(f"no calendar is called '{id_[:40]}'", where="calendar", mend=mend)
        if id_ != ALL and calendars[id_].hours.never_closes:
            raise DeskError("it never closes", where=f"calendar {id_}", mend="Change one that has closing hours.")
    for id_, calendar in revised(calendars, revision).items():
        if calendar is not calendars[id_] and calendar.next_open(now) - now > _LONGEST_CLOSED // timedelta(seconds=1):
            mend = "Look for a wrong year, or for a list of every day."
            raise DeskError("it would not open for a year", where=f"calendar {id_}", mend=mend)


def spans_of(texts: Iterable[str], *, where: str) -> tuple[Span, ...]:
    """The spans of one date, in order. Raises: DeskError - one that cannot be read, or two that overlap."""
    spans = sorted(parse_span(text, where=where) for text in texts)
    for earlier, later in pairwise(spans):
        if later.opens < earlier.closes:
            raise DeskError(f"{earlier} and {later} overlap", where=where, mend="Write them as one, or apart.")
    if len(spans) > 1 and spans[-1].closes - DAY > spans[0].opens:
        raise DeskError(f"{spans[-1]} and {spans[0]} overlap", where=where, mend="Write them as one, or apart.")
    return tuple(spans)


def _revised(calendar: Calendar, id_: str, revision: CalendarRevision) -> Calendar:
    changes = [change for change in (revision.of(ALL), revision.of(id_)) if change]
    if not changes or calendar.hours.never_closes:
        return calendar
    timetable = calendar.hours
    for change in changes:
        timetable = _on_top(timetable, change)
    if not any(_opens(hours) for hours in _all(timetable)):
        mend = "Leave it at least one day on which it opens."
        raise DeskError("it would never open again", where=f"calendar {id_}", mend=mend)
    return Calendar.of(timetable, id=calendar.id)


def _on_top(timetable: Timetable, change: CalendarChange) -> Timetable:
    if isinstance(timetable, Changing):
        later = tuple((day, _on_top(hours, change)) for day, hours in timetable.later)
        return Changing(_on_top(timetable.first, change), later)
    hours, off = timetable.on(date.min), change.days_off
    # A policy's short day would stand over the holiday that the workspace sets on it.
    kept = {day: spans for day, spans in hours.exceptions.items() if day not in off}
    own = {day: spans_of(texts, where=f"{day}") for day, texts in change.exceptions.items()}
    extra = {day: spans_of(texts, where=f"{day}") for day, texts in change.openings.items()}
    return replace(
        hours,
        holidays=hours.holidays | off,
        lists=(*hours.lists, *change.lists),
        exceptions=MappingProxyType(kept | own),
        openings=MappingProxyType(
            dict(hours.openings) | {day: (*hours.openings.get(day, ()), *spans) for day, spans in extra.items()}
        ),
    )


def _all(timetable: Timetable) -> Iterable[Hours]:
    if isinstance(timetable, Changing):
        yield from _all(timetable.first)
        for _, hours in timetable.later:
            yield from _all(hours)
    else:
        yield timetable.on(date.min)


def _opens(hours: Hours) -> bool:
    return any(hours.weekly) or any(hours.shifts(day) for day in (*hours.exceptions, *hours.openings))
