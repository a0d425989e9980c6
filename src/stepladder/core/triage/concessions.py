"""Which concessions and terms stand beside one another, and which of two limits is the stricter (Q-38, Q-40)."""

from __future__ import annotations

from decimal import Decimal

from stepladder.core.policy.base import Element
from stepladder.core.policy.obligations import Amount, Concession, Term

Lost = list[tuple[Element, str, str]]
_NOTHING_STATED = Amount()
_NO_LIMIT = Decimal("Infinity")


def strictest(bound: tuple[Concession, ...], lost: Lost) -> tuple[Concession, ...]:
    """Of concessions of one kind on one ground, those that no stricter one stands over; others do not compare."""
    kept = []
    for one in bound:
        over = next((other for other in bound if is_stricter(other, one)), None)
        if over is None:
            kept.append(one)
        else:
            lost.append((one, "concession", over.id))
    return tuple(kept)


def is_stricter(one: Concession, other: Concession) -> bool:
    """Whether the one gives no more than the other in any respect, and less in some; only alike ones compare."""
    alike = one.kind == other.kind and one.ground == other.ground and one.kind and one.ground
    if not alike and not (one.id == other.id and one is not other):
        return False
    mine, theirs = _limits(one), _limits(other)
    comparable = _base(one) == _base(other)
    return comparable and mine != theirs and all(a <= b for a, b in zip(mine, theirs, strict=True))


def _base(one: Concession) -> tuple[str | None, str | None]:
    value = one.value or _NOTHING_STATED
    return (value.of, value.fixed.currency if value.fixed is not None else None)


def _limits(one: Concession) -> tuple[Decimal, ...]:
    """How much is given, by each measure; less is stricter."""
    value = one.value or _NOTHING_STATED
    return (
        value.rate if value.rate is not None else _NO_LIMIT,
        Decimal(value.months) if value.months is not None else _NO_LIMIT,
        value.fixed.amount if value.fixed is not None else _NO_LIMIT,
        Decimal(one.at_most) if one.at_most is not None else _NO_LIMIT,
        Decimal(not one.proof),
        Decimal(one.approval is None),
    )


def standing_beside(
    terms: tuple[Term, ...], concessions: tuple[Concession, ...], lost: Lost
) -> tuple[tuple[Term, ...], tuple[Concession, ...]]:
    """Terms, then concessions, each unless one that already stands excludes it or is excluded by it."""
    standing: list[Term | Concession] = []
    every: tuple[Term | Concession, ...] = (*terms, *concessions)
    for one in every:
        over = next((other for other in standing if one.id in other.excludes or other.id in one.excludes), None)
        if over is None:
            standing.append(one)
        else:
            lost.append((one, "term" if isinstance(one, Term) else "concession", over.id))
    return (
        tuple(one for one in standing if isinstance(one, Term)),
        tuple(one for one in standing if isinstance(one, Concession)),
    )
