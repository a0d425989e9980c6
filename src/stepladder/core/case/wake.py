"""When a case wants to be woken: it says so itself, so there is no timer that could be lost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from stepladder.core.case.state import Case, CaseClock
from stepladder.core.case.work_state import PlannedWork
from stepladder.core.values import later


def missed_from(clock: CaseClock) -> datetime:
    """The instant from which an unmet clock counts as missed: "within" includes the limit, a strict one not (Q-20)."""
    return clock.due_at if clock.strict else later(clock.due_at, 1)


def follow_up_from(case: Case, planned: PlannedWork) -> datetime | None:
    """When a follow-up is told to be due next: as its window opens and as it ends; None where nothing is to be told.

    One that comes again and again does so only while the case is worked on.
    """
    if planned.every is not None:
        goes_on = case.is_open and case.resolved_at is None and planned.is_ahead
        return (planned.earliest_at or planned.due_at) if goes_on else None
    match planned.state:
        case "planned":
            return planned.earliest_at or planned.due_at
        case "due" if planned.earliest_at != planned.due_at:
            return planned.due_at
        case _:
            return None


def wake_at(case: Case) -> datetime | None:
    """The earliest instant at which something is to be noticed, or None. One in the past means at once."""
    due, again = falls_due(case), _ask_again_at(case)
    return due if again is None or (due is not None and due < again) else again


def falls_due(case: Case) -> datetime | None:
    """The earliest instant at which something is to be noticed that the case can tell without its policy."""
    return min(_wakes(case), default=None)


def asks_again(case: Case, now: datetime) -> bool:
    """Whether the policy is to be asked because of the time: a condition turned, or proof or a wait is over."""
    if not _is_asked_about(case):
        return False
    again = _ask_again_at(case)
    expired = any(one.expires_at is not None and one.expires_at <= now for one in case.factors.values())
    over = case.waiting is not None and case.waiting.until is not None and case.waiting.until <= now
    return expired or over or (again is not None and again <= now)


def _wakes(case: Case) -> Iterator[datetime]:
    for planned in case.follow_ups.values():
        if (due_at := follow_up_from(case, planned)) is not None:
            yield due_at
    if not case.is_open:
        return
    yield from (_next(clock) for clock in case.clocks.values() if clock.state == "running")
    yield from (one.expires_at for one in case.approvals.values() if one.state == "pending" and one.expires_at)
    yield from (one.expires_at for one in case.factors.values() if one.expires_at is not None)
    if case.hand_over is not None and case.hand_over.at is not None:
        yield case.hand_over.at
    if case.waiting is not None and case.waiting.until is not None:
        yield case.waiting.until
    if case.resolved_at is None:
        yield from (later(step.due_at, 1) for step in case.due.values() if not step.told)


def _is_asked_about(case: Case) -> bool:
    return case.is_open and case.resolved_at is None and case.policy_retired_at is None


def _ask_again_at(case: Case) -> datetime | None:
    """When a condition of the policy may turn by time alone."""
    return case.assessment.ask_again_at if case.assessment is not None and _is_asked_about(case) else None


def _next(clock: CaseClock) -> datetime:
    missed = missed_from(clock)
    return min(clock.marks[clock.marks_passed], missed) if clock.marks_passed < len(clock.marks) else missed


def next_due(case: Case) -> CaseClock | None:
    """The promise to keep first, late ones before all others; None if none waits."""
    waiting = [clock for clock in case.clocks.values() if clock.waits] if case.is_open else []
    return min(waiting, key=lambda clock: (clock.due_at, clock.slot), default=None)
