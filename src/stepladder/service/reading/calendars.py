"""The calendars in force as people look them up: their week, the next dates that differ from it, what runs out."""

from __future__ import annotations

from datetime import date, datetime
from itertools import groupby
from typing import Literal
from zoneinfo import ZoneInfo

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.hours import Hours
from stepladder.core.clock.revision import ALL, CalendarChange, CalendarRevision
from stepladder.core.clock.spans import Span
from stepladder.core.clock.zones import zone as pinned
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.reading.board import known_workspace
from stepladder.service.rows import CalendarRevisionRow

_NEXT = 6
_AHEAD_DAYS = 60


class DayView(Made, frozen=True, kw_only=True):
    """A date that differs from its week: closed, open at other hours, or open for longer. `of` says who set it."""

    day: date
    kind: Literal["closed", "hours", "extra"]
    spans: str
    of: str
    """The name of a list, `workspace` or `policy`."""


class CalendarView(Made, frozen=True, kw_only=True):
    """One calendar of the policy in force. `week` names first and last weekday (0 is Monday) of equal days in a row."""

    id: str
    zone: ZoneInfo
    never_closes: bool
    week: tuple[tuple[int, int, str], ...]
    days: tuple[DayView, ...]
    more: int
    warnings: tuple[str, ...]
    changed: bool
    """Whether the workspace has set something for this calendar alone."""


class CalendarsPage(Made, frozen=True, kw_only=True):
    """Everything the page of calendars shows. `number` is that of the revision in force, 0 for none."""

    now: datetime
    zone: ZoneInfo
    calendars: tuple[CalendarView, ...]
    number: int
    revision: CalendarRevision
    revisions: tuple[CalendarRevisionRow, ...]


def read_calendars(desk: Desk, workspace: str) -> CalendarsPage:
    """The calendars of the policy in force, as the workspace has revised them. Raises: NoPolicy - there is none."""
    row, now = known_workspace(desk.store, workspace), desk.time.now()
    pack = desk.packs.in_force(workspace)
    revisions = desk.store.calendar_revisions(workspace)
    newest = revisions[0] if revisions else None
    revision = newest.revision if newest else CalendarRevision()
    return CalendarsPage(
        now=now,
        zone=pinned(row.zone),
        calendars=tuple(_view(id_, calendar, revision, now) for id_, calendar in pack.calendars.items()),
        number=newest.number if newest else 0,
        revision=revision,
        revisions=revisions,
    )


def _view(id_: str, calendar: Calendar, revision: CalendarRevision, now: datetime) -> CalendarView:
    today = now.astimezone(calendar.zone).date()
    hours = calendar.hours.on(today)
    changes = (revision.of(id_), revision.of(ALL))
    days = sorted(_days(hours, changes, today), key=lambda one: (one.day, one.kind))
    return CalendarView(
        id=id_,
        zone=calendar.zone,
        never_closes=calendar.hours.never_closes,
        week=tuple(_week(hours)),
        days=tuple(days[:_NEXT]),
        more=len(days[_NEXT:]),
        warnings=calendar.warnings(now, ahead_days=_AHEAD_DAYS),
        changed=bool(revision.of(id_)),
    )


def _days(hours: Hours, changes: tuple[CalendarChange, ...], today: date) -> list[DayView]:
    found = [
        DayView(day=day, kind="closed", spans="", of=_of_holiday(day, hours, changes))
        for day in hours.holidays
        if day >= today and day not in hours.exceptions
    ]
    for day, spans in hours.exceptions.items():
        if day >= today:
            of = "workspace" if any(day in change.exceptions for change in changes) else "policy"
            found.append(DayView(day=day, kind="hours" if spans else "closed", spans=_spans(spans), of=of))
    for day, spans in hours.openings.items():
        if day >= today:
            of = "workspace" if any(day in change.openings for change in changes) else "policy"
            found.append(DayView(day=day, kind="extra", spans=_spans(spans), of=of))
    return found


def _of_holiday(day: date, hours: Hours, changes: tuple[CalendarChange, ...]) -> str:
    if any(day in change.holidays for change in changes):
        return "workspace"
    return next((one.name for one in hours.lists if day in one.dates), "policy")


def _week(hours: Hours) -> list[tuple[int, int, str]]:
    found = []
    for spans, days in groupby(range(7), key=lambda day: hours.weekly[day]):
        numbers = list(days)
        if spans:
            found.append((numbers[0], numbers[-1], _spans(spans)))
    return found


def _spans(spans: tuple[Span, ...]) -> str:
    return ", ".join(map(str, sorted(spans)))
