"""From the clocks that were selected to promises with instants: of several matters, the one that falls due first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec

from stepladder.core.clock.counting import due
from stepladder.core.clock.marks import marks
from stepladder.core.clock.promises import Months, SameDay, Term, Until, due_of, marks_between, timing
from stepladder.core.policy.chosen import same_day
from stepladder.core.policy.kinds import rules_of, starts_with_signal
from stepladder.core.policy.model import Clock, UntilFact
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.clock_slots import Candidate
from stepladder.core.triage.readers import Readers
from stepladder.core.triage.select import Selection
from stepladder.core.triage.verdict import ClockVerdict


def earliest(tools: Readers, at: int, home: str | None, candidates: tuple[Candidate, ...]) -> ClockVerdict:
    """Of durations that several matters settled on, the one that falls due first when it starts at `at`.

    `home` is the zone of the customer. Equal ones are one clock with the sources of both.
    """
    calendars = tools.pack.calendars
    best = candidates[0]
    source, replaces = best.source, best.beaten
    if len(candidates) > 1:
        keys = [calendars.key(one.calendar, home) for one in candidates]
        best, source, replaces = _settled(
            [
                (due(calendars[key], at, one.seconds, one.counting), one)
                for key, one in zip(keys, candidates, strict=True)
            ]
        )
    name = best.calendar if home is None else calendars.key(best.calendar, home)
    calendar = calendars[name]
    due_at = due(calendar, at, best.seconds, best.counting)
    shares = best.clock.marks if best.clock.marks is not None else tools.marks
    if due_at - at == best.seconds and best.counting != "working_days":
        # Nothing in between was closed, so the marks need no calendar either.
        found = tuple([at + best.seconds * share // 100 for share in shares])
    else:
        found = marks(calendar, at, best.seconds, shares, best.counting)
    return ClockVerdict(
        clock=best.clock,
        calendar=name,
        counting=best.counting,
        seconds=best.seconds,
        started_at=at,
        due_at=due_at,
        marks=found,
        source=source,
        replaces=replaces,
    )


def promises(
    tools: Readers, at: int, home: str | None, facts: Mapping[str, Any], selection: Selection
) -> tuple[list[ClockVerdict], tuple[ClockVerdict, ...], tuple[tuple[str, Clock], ...]]:
    """Every promise of a selection: those that the signal starts, then those that an event of the case will.

    Last come the facts that are not known, each with the clock that waits for it.
    """
    started: list[ClockVerdict] = []
    later: list[ClockVerdict] = []
    waiting: list[tuple[str, Clock]] = []
    for _, candidates in selection.slots:
        timed = []
        for one in candidates:
            found = _timed(tools, at, home, facts, one)
            if found is not None:
                timed.append((found.due_at, one, found))
            elif isinstance(one.clock.term, UntilFact):
                waiting.append((one.clock.term.fact, one.clock))
        if timed:
            best, source, replaces = _settled([(due_at, one) for due_at, one, _ in timed])
            promise = next(found for _, one, found in timed if one is best)
            promise = msgspec.structs.replace(promise, source=source, replaces=replaces)
            (started if starts_with_signal(best.clock) else later).append(promise)
    return [_held_back(tools, one, started) for one in started], tuple(later), tuple(waiting)


def _held_back(tools: Readers, promise: ClockVerdict, others: Sequence[ClockVerdict]) -> ClockVerdict:
    """The promise, due no earlier than those that start with it and that it may not overtake (T1)."""
    kinds = rules_of(promise.clock).not_before
    floor = max((one.due_at for one in others if one.clock.kind in kinds), default=promise.due_at)
    if floor <= promise.due_at:
        return promise
    shares = promise.clock.marks if promise.clock.marks is not None else tools.marks
    calendar = tools.pack.calendars[promise.calendar]
    found = marks_between(calendar, promise.started_at, floor, shares, promise.counting)
    return msgspec.structs.replace(promise, due_at=floor, marks=found, held_until=floor)


def _timed(tools: Readers, at: int, home: str | None, facts: Mapping[str, Any], one: Candidate) -> ClockVerdict | None:
    """The promise of one candidate; None where the moment it names is not known, or is over."""
    calendars, written = tools.pack.calendars, one.clock.term
    name = calendars.key(one.calendar, home)
    term: Term | None
    if isinstance(written, UntilFact):
        moment = _moment(facts.get(written.fact))
        if moment is None or due_of(moment, calendars[name], at) <= at:
            return None
        term = moment
    else:
        term = _term(tools.pack, written, home)
    shares = one.clock.marks if one.clock.marks is not None else tools.marks
    due_at, found, counts = timing(calendars[name], at, one.seconds, one.counting, shares, term)
    return ClockVerdict(
        clock=one.clock,
        calendar=name,
        counting=one.counting,
        seconds=counts,
        started_at=at,
        due_at=due_at,
        marks=found,
        source=one.source,
        replaces=one.beaten,
        term=term,
    )


def _term(pack: Pack, written: Term | None, home: str | None) -> Term | None:
    """As the element says it, in the zone and with the end of a day that hold here."""
    match written:
        case Months(count=count):
            return Months(count, home or pack.zone)
        case SameDay():
            return same_day(pack)
    return written


def _moment(said: object) -> Until | None:
    if isinstance(said, datetime):
        return Until(int(said.timestamp()))
    return Until(said) if isinstance(said, date) else None


def _settled(timed: Sequence[tuple[int, Candidate]]) -> tuple[Candidate, tuple[str, ...], tuple[str, ...]]:
    """The candidate that falls due first, the sources of all that fall due with it, and the clocks it stands over."""
    ordered = sorted(timed, key=lambda pair: pair[0])
    due_at, best = ordered[0]
    same = [row for instant, one in ordered if instant == due_at for row in one.source]
    others = [id_ for _, one in ordered[1:] for id_ in (one.clock.id, *one.beaten)]
    replaces = dict.fromkeys(id_ for id_ in (*best.beaten, *others) if id_ != best.clock.id)
    return best, tuple(dict.fromkeys(same)), tuple(replaces)
