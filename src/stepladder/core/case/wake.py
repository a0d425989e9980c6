"""When a case wants to be woken: it says so itself, so there is no timer that could be lost."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.state import Case, CaseClock
from stepladder.core.values import later


def missed_from(clock: CaseClock) -> datetime:
    """The instant from which an unmet clock counts as missed: "within" includes the limit, a strict one not (Q-20)."""
    return clock.due_at if clock.strict else later(clock.due_at, 1)


def wake_at(case: Case) -> datetime | None:
    """The earliest mark or miss that is still to be noticed, or None if nothing runs. One in the past means at once."""
    if not case.is_open:
        return None
    return min((_next(clock) for clock in case.clocks.values() if clock.state == "running"), default=None)


def _next(clock: CaseClock) -> datetime:
    missed = missed_from(clock)
    return min(clock.marks[clock.marks_passed], missed) if clock.marks_passed < len(clock.marks) else missed


def next_due(case: Case) -> CaseClock | None:
    """The promise to keep first, late ones before all others; None if none waits."""
    waiting = [clock for clock in case.clocks.values() if clock.waits] if case.is_open else []
    return min(waiting, key=lambda clock: (clock.due_at, clock.slot), default=None)
