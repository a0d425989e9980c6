"""The promises of a case: how a clock starts, moves to another promise, and goes on after a reopening.

There is one clock per slot. A raise never gives more time, and breaks no promise at birth unless the policy counts each
from the first start, as a lower one does (Q-19). What a resolution interrupted counts for nothing (T9, T21). A clock
that may not overtake others is due with the last of them that is open at the earliest (T1).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import cast

import msgspec
from msgspec.structs import replace

from stepladder.core.case.assess import instant, slot_of
from stepladder.core.case.counted import (
    Deadline,
    counted_by,
    counting,
    earliest,
    marks_until,
    past,
    recalculated,
    seconds,
    with_promise,
)
from stepladder.core.case.events import ClockMoved, ClockResumed, ClockStarted, CountedFrom
from stepladder.core.case.state import Case, CaseClock
from stepladder.core.clock.pauses import past_pauses
from stepladder.core.clock.promises import Timing, timing, written
from stepladder.core.policy.kinds import BY_PROGRAM, CONFIRMED, FIRST_ANSWERS, SIGNAL, rules_of
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.readers import readers
from stepladder.core.triage.verdict import ClockVerdict


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
    start = seconds(at)
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
    """The running clock under another promise as of `now`; None if it is the same, or later where it may not be.

    After a raise the promises before it are kept beside it, each from where it counts, and the earliest deadline holds.
    Where less holds it back than did it comes forward, yet never to a deadline that is over. A policy may read that the
    new promise alone counts, always from the first start, though it may be broken at birth (Q-19).
    """
    if _same(clock, promise):
        return _otherwise_kept(pack, clock, promise)
    calendars, standing = pack.calendars, counted_by(clock)
    from_start = _counted_from(pack, promise, clock.started_at)
    first = earliest(calendars, clock, (from_start,), floor=None).due_at
    before = earliest(calendars, clock, standing, floor=None).due_at
    if first > before and not may_lower:
        return None
    counted: tuple[CountedFrom, ...] = (from_start,)
    is_recomputed = pack.parameters["clock.relevel"] == "recompute"
    if first < before and not is_recomputed:
        from_now = _counted_from(pack, promise, instant(seconds(now)))
        # A moment that is over promises nothing new.
        is_ahead = _timing(pack, promise, seconds(now)).due > seconds(now)
        counted = with_promise(standing, from_now) if is_ahead else standing
    found = earliest(calendars, clock, counted, floor=floor)
    if found.due_at <= now < clock.due_at and not is_recomputed:
        found = earliest(calendars, clock, counted, floor=clock.due_at)
    rules = rules_of(promise.clock)
    return ClockMoved(
        slot=clock.slot,
        clock=promise.clock.id,
        within=_timing(pack, promise, seconds(clock.started_at)).counts,
        calendar=promise.calendar,
        counting=promise.counting,
        strict=promise.clock.strict,
        was_due_at=clock.due_at,
        due_at=found.due_at,
        marks=found.marks,
        shares=found.shares,
        stops=_stops(pack, promise),
        source=promise.source,
        term=_term(promise),
        starts=_starts(rules.starts),
        restarts=rules.restarts,
        not_before=rules.not_before,
        pauses=_pauses(pack, promise),
        counted=counted,
        held_until=found.held_until,
    )


def _otherwise_kept(pack: Pack, clock: CaseClock, promise: ClockVerdict) -> ClockMoved | None:
    """The same promise and deadline, kept by other events or standing still for another reason; None where neither is.

    An older release did not store what keeps a clock, and went by its kind.
    """
    rules, stops, pauses = rules_of(promise.clock), _stops(pack, promise), _pauses(pack, promise)
    if clock.stops in ((), stops) and (clock.restarts, clock.pauses_for) == (rules.restarts, pauses):
        return None
    standing = Deadline(clock.due_at, clock.marks, clock.shares, clock.held_until)
    return replace(moved_to(clock, standing), stops=stops, restarts=rules.restarts, pauses=pauses)


def moved_to(clock: CaseClock, found: Deadline) -> ClockMoved:
    """The same promise with another deadline, or other marks."""
    return ClockMoved(
        slot=clock.slot,
        clock=clock.clock,
        within=clock.within,
        calendar=clock.calendar,
        counting=clock.counting,
        strict=clock.strict,
        was_due_at=clock.due_at,
        due_at=found.due_at,
        marks=found.marks,
        shares=found.shares,
        stops=clock.stops,
        source=clock.source,
        term=clock.term,
        starts=clock.starts,
        restarts=clock.restarts,
        not_before=clock.not_before,
        pauses=clock.pauses_for,
        counted=clock.counted,
        held_until=found.held_until,
    )


def resumed(pack: Pack, clock: CaseClock, at: datetime) -> ClockResumed:
    """A clock that a resolution met or a wait paused, running again with the counted time that was left (Q-16, T33).

    What was left is what the calendars of today say, for they may have been revised since.
    """
    stopped_at = cast(datetime, clock.paused_at if clock.state == "paused" else clock.stopped_at)
    after, floor = replace(clock, pauses=clock.pauses_with(stopped_at, at)), None
    if clock.held_until == clock.due_at:
        # What held it back moves with it.
        calendar, way, span = pack.calendars[clock.calendar], counting(clock), (seconds(stopped_at), seconds(at))
        floor = instant(past_pauses(calendar, seconds(clock.due_at), [span], way))
        found = tuple(instant(past(calendar, seconds(mark), span, way)) for mark in clock.marks)
        after = replace(after, due_at=floor, marks=found)
    again = recalculated(pack.calendars, after, floor=floor)
    return ClockResumed(
        slot=clock.slot,
        stopped_at=stopped_at,
        resumed_at=at,
        due_at=again.due_at,
        marks=again.marks,
        shares=again.shares,
    )


def floor_of(case: Case, kinds: Sequence[str]) -> datetime | None:
    """The last deadline of the open clocks of these kinds; None where none is open."""
    return max((clock.due_at for clock in case.clocks.values() if clock.waits and clock.kind in kinds), default=None)


def held_back(pack: Pack, case: Case, clock: CaseClock, now: datetime) -> ClockMoved | None:
    """A running clock behind what it may not overtake as that stands now; None where it is there (T1).

    Where less holds it back than did it comes forward again, yet never to a deadline that is over.
    """
    found = recalculated(pack.calendars, clock, floor=floor_of(case, clock.not_before) or clock.started_at)
    if found.due_at == clock.due_at or (found.due_at < clock.due_at and found.due_at <= now):
        return None
    return moved_to(clock, found)


def _started(pack: Pack, promise: ClockVerdict, start: int, found: Timing, floor: datetime | None) -> ClockStarted:
    clock, rules, shares = promise.clock, rules_of(promise.clock), _shares(pack, promise)
    due_at, at_risk = instant(found.due), tuple(map(instant, found.marks))
    held = floor if floor is not None and floor > due_at else None
    if held is not None:
        from_start = _counted_from(pack, promise, instant(start))
        due_at, at_risk = held, marks_until(pack.calendars, from_start, instant(start), held)
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
        stops=_stops(pack, promise),
        source=promise.source,
        term=_term(promise),
        starts=_starts(rules.starts),
        restarts=rules.restarts,
        not_before=rules.not_before,
        pauses=_pauses(pack, promise),
        held_until=held,
    )


def _counted_from(pack: Pack, promise: ClockVerdict, since: datetime) -> CountedFrom:
    return CountedFrom(
        since=since,
        within=0 if promise.term is not None else promise.seconds,
        term=_term(promise),
        calendar=promise.calendar,
        counting=promise.counting,
        shares=_shares(pack, promise),
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


def _stops(pack: Pack, promise: ClockVerdict) -> tuple[str, ...]:
    """What keeps it: as its element says, else as its kind does and the policy reads that (Q-15, Q-16)."""
    clock, stops = promise.clock, rules_of(promise.clock).stops
    if clock.stops is not None:
        return stops
    if clock.kind == "resolution" and pack.parameters["clock.resolution"] == "customer_confirms":
        return (CONFIRMED,)
    if clock.kind in FIRST_ANSWERS and pack.parameters["clock.first_response.stop"] == "any_message":
        return (*stops, BY_PROGRAM)
    return stops


def _pauses(pack: Pack, promise: ClockVerdict) -> tuple[str, ...]:
    """What it stands still for: as its element says, and for a resolution as the parameter does (Q-16)."""
    by_parameter = promise.clock.kind == "resolution" and pack.parameters["clock.resolution"] == "pause_while_waiting"
    return rules_of(promise.clock).pauses or (("waiting",) if by_parameter else ())


def _shares(pack: Pack, promise: ClockVerdict) -> tuple[int, ...]:
    return promise.clock.marks if promise.clock.marks is not None else readers(pack).marks


def _timing(pack: Pack, promise: ClockVerdict, start: int) -> Timing:
    calendar = pack.calendars[promise.calendar]
    return timing(calendar, start, promise.seconds, promise.counting, _shares(pack, promise), promise.term)
