"""The deadline of a clock, counted from what it promises under whatever calendars there are (T7).

Counting it so under the calendars that it was decided with gives what the clock has. There is no other way to count.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, cast

import msgspec

from stepladder.core.case.assess import instant
from stepladder.core.case.events import CountedFrom
from stepladder.core.case.state import CaseClock, Pauses
from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting
from stepladder.core.clock.pauses import past_pauses
from stepladder.core.clock.promises import marks_between, read_term, timing


class Deadline(NamedTuple):
    """When a clock falls due, the instants at which it is at risk, and the share in per cent that each stands for.

    `held_until` is the deadline of what it may not overtake, where that is the later one.
    """

    due_at: datetime
    marks: tuple[datetime, ...]
    shares: tuple[int, ...]
    held_until: datetime | None = None


def recalculated(calendars: Mapping[str, Calendar], clock: CaseClock, *, floor: datetime | None = None) -> Deadline:
    """The deadline and the marks of a clock under these calendars, from what it was counted from.

    `floor` is the deadline of what it may not overtake, under the same calendars; left out, what held it back before
    does. Raises: KeyError - no such calendar.
    """
    return earliest(calendars, clock, counted_by(clock), floor=floor or clock.held_until)


def earliest(
    calendars: Mapping[str, Calendar], clock: CaseClock, promises: Sequence[CountedFrom], *, floor: datetime | None
) -> Deadline:
    """The first deadline of these promises with the pauses of the clock, yet not before the floor.

    Of equal ones that of the older promise. A clock that is held back to where it stands keeps its marks.
    """
    found = min((_timing(calendars, one, clock.pauses) for one in promises), key=lambda one: one.due_at)
    if floor is None or floor < found.due_at:
        return found
    if floor == clock.due_at:
        return Deadline(floor, clock.marks, clock.shares, floor)
    own = promises[-1]
    return Deadline(floor, marks_until(calendars, own, clock.started_at, floor), own.shares, floor)


def counted_by(clock: CaseClock) -> tuple[CountedFrom, ...]:
    """The promises whose earliest deadline the clock has: after a raise several (Q-19), else its own from the start."""
    return clock.counted or (
        CountedFrom(
            since=clock.started_at,
            within=0 if clock.term else clock.within,
            term=clock.term,
            calendar=clock.calendar,
            counting=clock.counting,
            shares=clock.shares,
        ),
    )


def with_promise(promises: tuple[CountedFrom, ...], new: CountedFrom) -> tuple[CountedFrom, ...]:
    """The promises and a new one. One that was made before in the same words is never later, so it says all."""
    known = any(msgspec.structs.replace(one, since=new.since) == new for one in promises)
    return promises if known else (*promises, new)


def marks_until(
    calendars: Mapping[str, Calendar], promise: CountedFrom, start: datetime, end: datetime
) -> tuple[datetime, ...]:
    """The marks of a promise that runs to another end than its own."""
    found = marks_between(calendars[promise.calendar], seconds(start), seconds(end), promise.shares, counting(promise))
    return tuple(map(instant, found))


def past(calendar: Calendar, mark: int, span: tuple[int, int], way: Counting) -> int:
    """A mark that had passed when a pause began was told, and stays where it is."""
    return mark if mark <= span[0] else past_pauses(calendar, mark, [span], way)


def counting(promise: CountedFrom | CaseClock) -> Counting:
    return cast(Counting, promise.counting)


def seconds(moment: datetime) -> int:
    return int(moment.timestamp())


def _timing(calendars: Mapping[str, Calendar], one: CountedFrom, pauses: Pauses) -> Deadline:
    calendar, way, since = calendars[one.calendar], counting(one), seconds(one.since)
    term = read_term(one.term) if one.term else None
    due, found, _ = timing(calendar, since, one.within, way, one.shares, term)
    # One after the other, as they came: each took effect on what was left when it began.
    for begun, ended in pauses:
        span = max(seconds(begun), since), seconds(ended)
        if span[1] > since:
            # The clock ran when it began, so it was not due, whatever these calendars say of the time before.
            due = past_pauses(calendar, max(due, span[0]), [span], way)
            found = tuple(past(calendar, mark, span, way) for mark in found)
    return Deadline(instant(due), tuple(map(instant, found)), one.shares)
