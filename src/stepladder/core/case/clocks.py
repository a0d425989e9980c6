"""The promises of a case: how a clock starts, moves to another promise, and goes on after a reopening.

There is one clock per slot. A raise never breaks a promise at birth and never gives more time; a lower one counts from
the first start (Q-19). What a resolution interrupted counts for nothing (T9, T21).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

from stepladder.core.case.assess import instant
from stepladder.core.case.events import ClockMoved, ClockResumed, ClockStarted
from stepladder.core.case.state import CaseClock
from stepladder.core.clock.counting import Counting, due
from stepladder.core.clock.marks import marks
from stepladder.core.clock.pauses import past_pauses
from stepladder.core.policy.model import CLOCK_STOPS, Clock
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.readers import readers
from stepladder.core.triage.verdict import ClockVerdict

_Spans = Sequence[tuple[int, int]]


def slot_of(promise: ClockVerdict) -> str:
    """`first_response`, or `team_response:legal:limit` where a team or an end of a range belongs to it."""
    return ":".join(part for part in promise.slot if part is not None)


def stops_of(clock: Clock) -> tuple[str, ...]:
    """Names of the events that meet a clock. Source: Q-15, Q-16."""
    return clock.stops or CLOCK_STOPS.get(clock.kind, ("resolved",))


def started(pack: Pack, promise: ClockVerdict) -> ClockStarted:
    """The promise as the policy gave it to a signal: it starts when the signal met the rule (Q-14)."""
    return _started(pack, promise, promise.started_at, promise.due_at, promise.marks)


def started_at(pack: Pack, promise: ClockVerdict, at: datetime) -> ClockStarted:
    """The promise from this instant on, where a person's word and no signal brought it."""
    start = _seconds(at)
    due_at, found = _timing(pack, promise, start)
    return _started(pack, promise, start, due_at, found)


def moved(
    pack: Pack, clock: CaseClock, promise: ClockVerdict, now: datetime, *, may_lower: bool = True
) -> ClockMoved | None:
    """The running clock under another promise as of `now`; None if it is the same, or later where it may not be."""
    if _same(clock, promise):
        return None
    spans = _pauses(clock)
    old, start = _seconds(clock.due_at), _seconds(clock.started_at)
    calendar, counting = pack.calendars[promise.calendar], promise.counting
    first_due, first_marks = _timing(pack, promise, start)
    from_first = past_pauses(calendar, first_due, spans, counting)
    due_at, found = clock.due_at, clock.marks
    shares = clock.shares
    if from_first > old:
        if not may_lower:
            return None
        due_at = instant(from_first)
        found = tuple(instant(past_pauses(calendar, mark, spans, counting)) for mark in first_marks)
        shares = _shares(pack, promise)
    elif from_first < old:
        fresh, fresh_marks = _timing(pack, promise, _seconds(now))
        if fresh < old:
            due_at, found, shares = instant(fresh), tuple(map(instant, fresh_marks)), _shares(pack, promise)
    return ClockMoved(
        slot=clock.slot,
        clock=promise.clock.id,
        within=promise.seconds,
        calendar=promise.calendar,
        counting=promise.counting,
        strict=promise.clock.strict,
        was_due_at=clock.due_at,
        due_at=due_at,
        marks=found,
        shares=shares,
        stops=stops_of(promise.clock),
        source=promise.source,
    )


def resumed(pack: Pack, clock: CaseClock, at: datetime) -> ClockResumed:
    """A clock that a resolution met, running again: due after the counted time that was left (Q-16, T33)."""
    stopped_at = cast(datetime, clock.stopped_at)
    calendar, counting = pack.calendars[clock.calendar], cast(Counting, clock.counting)
    span = [(_seconds(stopped_at), _seconds(at))]
    return ClockResumed(
        slot=clock.slot,
        stopped_at=stopped_at,
        due_at=instant(past_pauses(calendar, _seconds(clock.due_at), span, counting)),
        marks=tuple(
            mark if mark <= stopped_at else instant(past_pauses(calendar, _seconds(mark), span, counting))
            for mark in clock.marks
        ),
    )


def _started(pack: Pack, promise: ClockVerdict, start: int, due_at: int, found: tuple[int, ...]) -> ClockStarted:
    clock = promise.clock
    return ClockStarted(
        slot=slot_of(promise),
        clock=clock.id,
        kind=clock.kind,
        team=clock.team,
        within=promise.seconds,
        strict=clock.strict,
        counting=promise.counting,
        calendar=promise.calendar,
        started_at=instant(start),
        due_at=instant(due_at),
        marks=tuple(map(instant, found)),
        shares=_shares(pack, promise),
        stops=stops_of(clock),
        source=promise.source,
    )


def _same(clock: CaseClock, promise: ClockVerdict) -> bool:
    return (clock.clock, clock.within, clock.calendar, clock.counting, clock.strict) == (
        promise.clock.id,
        promise.seconds,
        promise.calendar,
        promise.counting,
        promise.clock.strict,
    )


def _shares(pack: Pack, promise: ClockVerdict) -> tuple[int, ...]:
    return promise.clock.marks if promise.clock.marks is not None else readers(pack).marks


def _timing(pack: Pack, promise: ClockVerdict, start: int) -> tuple[int, tuple[int, ...]]:
    calendar, counting = pack.calendars[promise.calendar], promise.counting
    return (
        due(calendar, start, promise.seconds, counting),
        marks(calendar, start, promise.seconds, _shares(pack, promise), counting),
    )


def _pauses(clock: CaseClock) -> _Spans:
    return [(_seconds(stopped), _seconds(resumed_at)) for stopped, resumed_at in clock.pauses]


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
