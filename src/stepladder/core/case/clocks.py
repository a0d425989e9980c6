"""The promises of a case: how a clock starts, moves to another promise, and goes on after a reopening.

There is one clock per slot. A raise never breaks a promise at birth and never gives more time; a lower one counts from
the first start (Q-19). What a resolution interrupted counts for nothing (T9, T21). A clock that may not overtake others
is due with the last of them that is open at the earliest (T1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple, cast

import msgspec

from stepladder.core.case.assess import instant, slot_of
from stepladder.core.case.events import ClockMoved, ClockResumed, ClockStarted
from stepladder.core.case.state import Case, CaseClock
from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting
from stepladder.core.clock.pauses import past_pauses
from stepladder.core.clock.promises import Timing, marks_between, read_term, timing, written
from stepladder.core.policy.kinds import SIGNAL, rules_of
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.readers import readers
from stepladder.core.triage.verdict import ClockVerdict

_Spans = Sequence[tuple[int, int]]


class Deadline(NamedTuple):
    """When a clock falls due, and the instants at which it is at risk."""

    due_at: datetime
    marks: tuple[datetime, ...]


def started(pack: Pack, promise: ClockVerdict, floor: datetime | None = None) -> ClockStarted:
    """The promise as the policy gave it to a signal: it starts when the signal met the rule (Q-14).

    `floor` is the deadline that it may not overtake, if there is one.
    """
    found = Timing(promise.due_at, promise.marks, promise.seconds)
    event = _started(pack, promise, promise.started_at, found, floor)
    if event.held_until is None and promise.held_until is not None:
        return msgspec.structs.replace(event, held_until=instant(promise.held_until))
    return event


def started_at(pack: Pack, promise: ClockVerdict, at: datetime, floor: datetime | None = None) -> ClockStarted:
    """The promise from this instant on, where a person's word or an event of the case and no signal brought it."""
    start = _seconds(at)
    return _started(pack, promise, start, _timing(pack, promise, start), floor)


def moved(
    pack: Pack,
    clock: CaseClock,
    promise: ClockVerdict,
    now: datetime,
    *,
    may_lower: bool = True,
    floor: datetime | None = None,
) -> ClockMoved | None:
    """The running clock under another promise as of `now`; None if it is the same, or later where it may not be."""
    if _same(clock, promise):
        return None
    old, start, present = _seconds(clock.due_at), _seconds(clock.started_at), _seconds(now)
    calendar, counting = pack.calendars[promise.calendar], promise.counting
    spans = _pauses(clock, start)
    first = _timing(pack, promise, start)
    from_first = past_pauses(calendar, first.due, spans, counting)
    due_at, found, shares, since = clock.due_at, clock.marks, clock.shares, None
    if from_first > old and not may_lower:
        return None
    if from_first >= old:
        due_at, since = instant(from_first), clock.started_at
        found = tuple(instant(_past(calendar, mark, spans, counting)) for mark in first.marks)
        shares = _shares(pack, promise)
    else:
        fresh = _timing(pack, promise, present)
        if present < fresh.due < old:
            due_at, found, shares = instant(fresh.due), tuple(map(instant, fresh.marks)), _shares(pack, promise)
            since = instant(present)
    kept = since is None
    held = floor if floor is not None and floor > due_at else None
    if held is not None:
        shares = _shares(pack, promise)
        due_at, found = held, _marks_until(calendar, clock.started_at, held, shares, counting)
    rules = rules_of(promise.clock)
    return ClockMoved(
        slot=clock.slot,
        clock=promise.clock.id,
        within=first.counts,
        calendar=promise.calendar,
        counting=promise.counting,
        strict=promise.clock.strict,
        was_due_at=clock.due_at,
        due_at=due_at,
        marks=found,
        shares=shares,
        stops=rules.stops,
        source=promise.source,
        term=_term(promise),
        starts=_starts(rules.starts),
        restarts=rules.restarts,
        not_before=rules.not_before,
        # Kept, it counts from now: what paused it before is in the deadline already.
        since=since or instant(present),
        kept=kept,
        held_until=held,
    )


def resumed(pack: Pack, clock: CaseClock, at: datetime) -> ClockResumed:
    """A clock that a resolution met, running again: due after the counted time that was left (Q-16, T33)."""
    stopped_at = cast(datetime, clock.stopped_at)
    calendar, counting = pack.calendars[clock.calendar], _counting(clock)
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


def floor_of(case: Case, kinds: Sequence[str]) -> datetime | None:
    """The last deadline of the open clocks of these kinds; None where none is open."""
    return max((clock.due_at for clock in case.clocks.values() if clock.waits and clock.kind in kinds), default=None)


def held_back(pack: Pack, case: Case, clock: CaseClock, now: datetime) -> ClockMoved | None:
    """A running clock behind what it may not overtake as that stands now; None where it is there (T1).

    Where less holds it back than did it comes forward again, yet never to a deadline that is over.
    """
    floor = floor_of(case, clock.not_before)
    due_at, found = recalculated(pack.calendars, clock, floor=floor or clock.started_at)
    if due_at == clock.due_at or (due_at < clock.due_at and due_at <= now):
        return None
    return ClockMoved(
        slot=clock.slot,
        clock=clock.clock,
        within=clock.within,
        calendar=clock.calendar,
        counting=clock.counting,
        strict=clock.strict,
        was_due_at=clock.due_at,
        due_at=due_at,
        marks=found,
        shares=clock.shares,
        stops=clock.stops,
        source=clock.source,
        term=clock.term,
        starts=clock.starts,
        restarts=clock.restarts,
        not_before=clock.not_before,
        held_until=floor if floor == due_at else None,
    )


def recalculated(calendars: Mapping[str, Calendar], clock: CaseClock, *, floor: datetime | None = None) -> Deadline:
    """The deadline and the marks of a clock under these calendars, from what it was counted from (T7).

    Under the calendars it was decided with the answer is what it has. `floor` is the deadline of what it may not
    overtake, under the same calendars; left out, what held it back before does. A deadline that a raise left standing
    stays that instant, and its marks with it. Raises: KeyError - no such calendar.
    """
    calendar, counting = calendars[clock.calendar], _counting(clock)
    since = _seconds(clock.since or clock.started_at)
    spans = _pauses(clock, since)
    if clock.kept_due is not None:
        due_at, found = instant(past_pauses(calendar, _seconds(clock.kept_due), spans, counting)), clock.marks
    else:
        term = read_term(clock.term) if clock.term else None
        first = timing(calendar, since, clock.within, counting, clock.shares, term)
        due_at = instant(past_pauses(calendar, first.due, spans, counting))
        found = tuple(instant(_past(calendar, mark, spans, counting)) for mark in first.marks)
    held = floor or clock.held_until
    if held is not None and held >= due_at:
        same = held == clock.due_at
        found = clock.marks if same else _marks_until(calendar, clock.started_at, held, clock.shares, counting)
        due_at = held
    return Deadline(due_at, found)


def _started(pack: Pack, promise: ClockVerdict, start: int, found: Timing, floor: datetime | None) -> ClockStarted:
    clock, rules, shares = promise.clock, rules_of(promise.clock), _shares(pack, promise)
    due_at, at_risk = instant(found.due), tuple(map(instant, found.marks))
    held = floor if floor is not None and floor > due_at else None
    if held is not None:
        calendar = pack.calendars[promise.calendar]
        due_at, at_risk = held, _marks_until(calendar, instant(start), held, shares, promise.counting)
    return ClockStarted(
        slot=slot_of(promise),
        clock=clock.id,
        kind=clock.kind,
        team=clock.team,
        within=found.counts,
        strict=clock.strict,
        counting=promise.counting,
        calendar=promise.calendar,
        started_at=instant(start),
        due_at=due_at,
        marks=at_risk,
        shares=shares,
        stops=rules.stops,
        source=promise.source,
        term=_term(promise),
        starts=_starts(rules.starts),
        restarts=rules.restarts,
        not_before=rules.not_before,
        held_until=held,
    )


def _same(clock: CaseClock, promise: ClockVerdict) -> bool:
    """How much time a term counts depends on its start, so terms are compared as such."""
    term = _term(promise)
    return (clock.clock, clock.calendar, clock.counting, clock.strict, clock.term) == (
        promise.clock.id,
        promise.calendar,
        promise.counting,
        promise.clock.strict,
        term,
    ) and (term != "" or clock.within == promise.seconds)


def _term(promise: ClockVerdict) -> str:
    return "" if promise.term is None else written(promise.term)


def _starts(events: tuple[str, ...]) -> tuple[str, ...]:
    return () if SIGNAL in events else events


def _shares(pack: Pack, promise: ClockVerdict) -> tuple[int, ...]:
    return promise.clock.marks if promise.clock.marks is not None else readers(pack).marks


def _timing(pack: Pack, promise: ClockVerdict, start: int) -> Timing:
    calendar = pack.calendars[promise.calendar]
    return timing(calendar, start, promise.seconds, promise.counting, _shares(pack, promise), promise.term)


def _marks_until(
    calendar: Calendar, start: datetime, end: datetime, shares: Sequence[int], counting: Counting
) -> tuple[datetime, ...]:
    return tuple(map(instant, marks_between(calendar, _seconds(start), _seconds(end), shares, counting)))


def _past(calendar: Calendar, mark: int, spans: _Spans, counting: Counting) -> int:
    """A mark that had passed when a pause began was told, and stays where it is."""
    for span in spans:
        mark = mark if mark <= span[0] else past_pauses(calendar, mark, [span], counting)
    return mark


def _pauses(clock: CaseClock, since: int) -> _Spans:
    """The pauses from an instant on."""
    spans = [(_seconds(stopped), _seconds(resumed_at)) for stopped, resumed_at in clock.pauses]
    return [(max(stopped, since), resumed_at) for stopped, resumed_at in spans if resumed_at > since]


def _counting(clock: CaseClock) -> Counting:
    return cast(Counting, clock.counting)


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
