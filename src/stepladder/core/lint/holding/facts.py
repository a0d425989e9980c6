"""Which facts a part of a condition hangs on, and what each can be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias, cast

from stepladder.core.lint.holding.domains import Among, Domain, Span, only
from stepladder.core.lint.holding.things import is_present
from stepladder.core.policy.conditions import FactType, Kind
from stepladder.core.policy.conditions.tree import (
    And,
    Arithmetic,
    Compare,
    Each,
    Has,
    Lapse,
    Literal,
    Moved,
    Name,
    Negate,
    Node,
    Not,
    Or,
    Size,
    TextTest,
    Turn,
    Within,
)

Types: TypeAlias = Mapping[str, FactType]


def known(name: str) -> tuple[object, Domain]:
    return (is_present(name), only(True))


def unknown(name: str) -> tuple[object, Domain]:
    return (is_present(name), only(False))


def facts_in(node: Node, types: Types) -> tuple[tuple[object, Domain], ...]:
    """The facts that must be there for a part to have a value."""
    match node:
        case Name(name=name):
            return () if types[name].absent is not None else (known(name),)
        case Each(over=over):
            return facts_in(over, types)
        case (
            Compare(left=left, right=right) | Arithmetic(left=left, right=right) | TextTest(subject=left, wanted=right)
        ):
            return (*facts_in(left, types), *facts_in(right, types))
        case Within(item=left, group=Name() as right):
            return (*facts_in(left, types), *facts_in(right, types))
        case Size(part=part) | Negate(part=part) | Moved(base=part):
            return facts_in(part, types)
    return ()


def hangs_on(node: Node, types: Types) -> tuple[tuple[object, Domain], ...] | None:
    """The facts of a question that has an answer as soon as they are there; None where it may have none even then."""
    match node:
        case Compare(left=left, right=right) | TextTest(subject=left, wanted=right) | Within(item=left, group=right):
            if all(
                isinstance(part, Literal) or (isinstance(part, Name) and is_plain(part, types))
                for part in (left, right)
            ):
                return facts_in(node, types)
    return None


def is_plain(fact: Name, types: Types) -> bool:
    """Whether two known values can always be compared: not so money, which has a currency."""
    return types[fact.name].kind is not Kind.MONEY


def is_flag(node: Node, types: Types) -> bool:
    match node:
        case Literal(kind=kind):
            return kind is Kind.FLAG
        case Name(name=name):
            return types[name].kind is Kind.FLAG
    return isinstance(node, And | Or | Not | Has | Compare | Within | Each | Lapse | Turn | TextTest)


def everything(thing: object, types: Types) -> Domain | None:
    """All that a thing can be before anything is said of it; None where that is anything."""
    match cast("tuple[object, ...]", thing):
        case ("value", str(name)) if name in types:
            fact = types[name]
            if fact.kind is Kind.FLAG:
                return Among(frozenset((True, False)))
            return Among(frozenset(fact.values)) if fact.values else None
        case ("value", str(said)) if said.startswith("size("):
            return Span(low=0)
    return None
