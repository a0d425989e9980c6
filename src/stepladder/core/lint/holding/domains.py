"""What is still possible for one thing that conditions speak of: a stretch of ordered values, or some of many."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of ordered values; None for an end that is not there.

    Between any two values it counts further ones, even where there are none, so it is never found empty wrongly.
    """

    low: Any = None
    high: Any = None
    low_open: bool = False
    high_open: bool = False

    def meet(self, other: Span) -> Span | None:
        """What both allow; None for nothing."""
        low, low_open = self.low, self.low_open
        if other.low is not None and (low is None or (other.low, other.low_open) > (low, low_open)):
            low, low_open = other.low, other.low_open
        high, high_open = self.high, self.high_open
        if other.high is not None and (high is None or (other.high, not other.high_open) < (high, not high_open)):
            high, high_open = other.high, other.high_open
        if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
            return None
        return Span(low, high, low_open, high_open)


@dataclass(frozen=True, slots=True)
class Among:
    """These values or, with `others`, all but these."""

    values: frozenset[object] = frozenset()
    others: bool = False

    def meet(self, other: Among) -> Among | None:
        """What both allow; None for nothing."""
        match self.others, other.others:
            case False, False:
                kept = Among(self.values & other.values)
            case False, True:
                kept = Among(self.values - other.values)
            case True, False:
                kept = Among(other.values - self.values)
            case _:
                return Among(self.values | other.values, others=True)
        return kept if kept.values else None


Domain: TypeAlias = Span | Among


def only(value: object) -> Among:
    return Among(frozenset((value,)))


def but(value: object) -> Among:
    return Among(frozenset((value,)), others=True)


def meet(one: Domain, other: Domain) -> Domain | None:
    """What both allow; None for nothing. Of one thing only domains of one form are ever stated."""
    if isinstance(one, Span) and isinstance(other, Span):
        return one.meet(other)
    if isinstance(one, Among) and isinstance(other, Among):
        return one.meet(other)
    return one


_FLIPPED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "==", "!=": "!="}
_OTHERWISE = {"<": ">=", "<=": ">", ">": "<=", ">=": "<", "==": "!=", "!=": "=="}


def flipped(op: str) -> str:
    """The same comparison with its sides exchanged."""
    return _FLIPPED[op]


def otherwise(op: str) -> str:
    """What holds of two known values where the comparison does not."""
    return _OTHERWISE[op]


def spans(op: str, value: Any) -> tuple[Span, ...]:
    """The stretches in which a value stands that compares so with another; any of them will do."""
    match op:
        case "<":
            return (Span(high=value, high_open=True),)
        case "<=":
            return (Span(high=value),)
        case ">":
            return (Span(low=value, low_open=True),)
        case ">=":
            return (Span(low=value),)
        case "==":
            return (Span(value, value),)
    return (Span(high=value, high_open=True), Span(low=value, low_open=True))
