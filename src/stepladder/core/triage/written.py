"""Sums, dates and instants of a request: each is one, whether or not the policy that is asked reads it."""

from __future__ import annotations

from operator import attrgetter

from stepladder.core.policy.conditions import BUILTIN, Kind, read_value
from stepladder.core.triage.facts import instant_of
from stepladder.core.triage.request import Request

_READ = (Kind.MONEY, Kind.DATE, Kind.INSTANT)
_TYPED = {
    record: tuple(
        (name, attrgetter(name.partition(".")[2]), fact_type)
        for name, fact_type in BUILTIN.items()
        if fact_type.kind in _READ and name.startswith(f"{record}.")
    )
    for record in ("customer", "contract", "deal", "case")
}


def check_written(request: Request) -> None:
    """Refuse at the door what one policy would refuse and another would never look at.

    Raises: DeskError - a sum, a date or an instant that is none, named by its place in the request.
    """
    for record, attributes in _TYPED.items():
        part = getattr(request, record)
        if part is None:
            continue
        for name, of, fact_type in attributes:
            raw = of(part)
            if raw is not None:
                read_value(fact_type, raw, where=name)
    for number, past in enumerate(request.history):
        instant_of(past.at, where=f"history[{number}].at")
    for number, attempt in enumerate(request.case.attempts if request.case is not None else ()):
        instant_of(attempt.at, where=f"case.attempts[{number}].at")
