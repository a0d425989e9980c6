"""When to escalate and by when at the latest, and whether a gate keeps the case back (SD-010, SD-056, SD-092; Q-21)."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.promises import due_of
from stepladder.core.policy.chosen import same_day
from stepladder.core.triage.asked import Asked
from stepladder.core.triage.decision import Escalate
from stepladder.core.triage.duties import Duties
from stepladder.core.triage.select import Selection
from stepladder.core.triage.verdict import RouteVerdict

ESCALATE = "escalate"
ATTEMPTS = "attempts"
"""What a direct route names among what it passes by: gates that ask for an attempt first (Q-52)."""
_DAY, _QUARTER = 86_400, 900


def wanted(selection: Selection, routes: Iterable[RouteVerdict]) -> Escalate:
    """What is asked for, whatever gates say: by a scenario or the leading level, else by a notice that is due."""
    return selection.escalate or ("now" if any(one.is_told for one in routes) else "no")


def by_when(asked: Asked, escalate: Escalate) -> int | None:
    """The latest instant for it, in epoch seconds; a gate that holds the case back moves nothing."""
    match escalate:
        case "now":
            return asked.at
        case "same_day":
            calendars = asked.pack.calendars
            office = calendars.key(asked.pack.parameters["pack.office"], asked.home)
            ends = same_day(asked.pack)
            if ends.midnight:
                return due_of(ends, calendars[office], asked.at)
            return _close_of_day(calendars[office], asked.at)
        case "within_24h":
            return asked.at + _DAY
    return None


def is_held(duties: Duties) -> bool:
    """Whether a closed gate keeps the case from being escalated."""
    return bool(duties.gates) and any(one.keeps(ESCALATE) for one in duties.gates)


def nobody_yet(selection: Selection, routes: Iterable[RouteVerdict]) -> bool:
    """Whether the case asks for nothing but that somebody is told, and gates keep back every notice."""
    return selection.escalate is None and not any(one.state == "due" for one in routes)


def closed_for(duties: Duties, route: str, bypasses: tuple[str, ...]) -> tuple[str, ...]:
    """The closed gates for which a route waits: those that name it, and those that hold every escalation."""
    if not duties.gates:
        return ()
    return tuple(
        one.gate.id
        for one in duties.gates
        if one.keeps(f"route:{route}")
        or (one.keeps(ESCALATE) and not (one.gate.kind == "attempt" and ATTEMPTS in bypasses))
    )


def _close_of_day(office: Calendar, at: int) -> int:
    close = _close_all_quarter(office, at // _QUARTER)
    return office.close_of_day(at) if close is None else close


@lru_cache(maxsize=256)
def _close_all_quarter(office: Calendar, quarter: int) -> int | None:
    """The close of day at every instant of a quarter of an hour, where they share it: a close never moves back."""
    close = office.close_of_day(quarter * _QUARTER)
    return close if close == office.close_of_day(quarter * _QUARTER + _QUARTER - 1) else None
