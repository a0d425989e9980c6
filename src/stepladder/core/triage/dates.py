"""When work after an event falls due, and from when a term runs; None while the event has not happened (Q-17, Q-41)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, tzinfo

import msgspec

from stepladder.core.clock.calendar import Calendar
from stepladder.core.policy.conditions.moments import moved, second_of
from stepladder.core.policy.obligations import FollowUp, Term
from stepladder.core.policy.pack import Pack

NEXT_REVIEW = "customer.next_review_on"


class Window(msgspec.Struct, frozen=True):
    """From when work may be done and by when it must be, in epoch seconds; None where that is not known."""

    earliest_at: int | None = None
    due_at: int | None = None


_OPEN = Window()


def window(pack: Pack, one: FollowUp, at: int | None, facts: Mapping[str, object], zone: tzinfo) -> Window:
    """The window of a follow-up whose event happens `at` (epoch seconds), None while it has not.

    Elapsed time counts. One with two ends and no work time between is due at the first moment of work after it; or, as
    the policy may read it, only the working hours of its office count in it (Q-17).
    """
    if one.until_review:
        review = facts.get(NEXT_REVIEW)
        return Window(None, second_of(review, zone)) if isinstance(review, date) else _OPEN
    if at is None:
        return _OPEN
    office = pack.calendars.get(pack.parameters["pack.office"])
    by_hours = pack.parameters["followup.window"] == "working_hours"
    if by_hours and one.earliest is not None and one.latest is not None and office is not None:
        opens = office.next_open(office.due(at, one.earliest))
        return Window(opens, max(opens, office.due(at, one.latest)))
    earliest = at + one.earliest if one.earliest is not None else None
    if one.months is not None:
        due = moved("plus_months", datetime.fromtimestamp(at, UTC), one.months, zone)
        return Window(earliest, second_of(due, zone) if due is not None else None)
    latest = one.latest if one.latest is not None else one.every if one.every is not None else one.earliest
    due_at = at + latest if latest is not None else None
    if due_at is not None and earliest is not None and one.latest is not None and office is not None:
        due_at = _at_work(office, earliest, due_at)
    return Window(earliest, due_at)


def _at_work(office: Calendar, earliest: int, due_at: int) -> int:
    return office.next_open(due_at) if office.worked_seconds(earliest, due_at) == 0 else due_at


def starts_on(one: Term, facts: Mapping[str, object], zone: tzinfo) -> tuple[date | None, tuple[str, ...]]:
    """The day on which a term begins, the latest of the dates it names, and those of them that nobody knows yet."""
    values = {name: facts.get(name) for name in one.starts}
    missing = tuple(name for name, value in values.items() if value is None)
    days = [_day(value, zone) for value in values.values()]
    known = [day for day in days if day is not None]
    return (max(known) if known and not missing else None), missing


def _day(value: object, zone: tzinfo) -> date | None:
    if isinstance(value, datetime):
        return value.astimezone(zone).date()
    return value if isinstance(value, date) else None
