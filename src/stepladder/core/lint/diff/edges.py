"""The facts on both sides of each edge of a condition: every constant and its neighbours, every choice, every flag."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import islice
from math import gcd

from stepladder.core.lint.diff.requests import ABSENT, as_seconds
from stepladder.core.policy.conditions import FactType, Kind, Tree
from stepladder.core.policy.conditions.tree import (
    Compare,
    Each,
    Has,
    Lapse,
    ListOf,
    Literal,
    Moved,
    Name,
    Negate,
    Node,
    Size,
    TextTest,
    Turn,
    Within,
    children,
    walk,
)
from stepladder.core.values import Money

_DAY = 86_400
_STRIDE = 7_919
_SAMPLES: dict[Kind, tuple[object, ...]] = {
    Kind.MONEY: (Money(Decimal(1), "USD"),), Kind.DURATION: ("PT1H",), Kind.COUNT: (1,), Kind.TEXT: ("a",),
    Kind.FLAG: (True, False), Kind.TEXTS: (("a",),),
}  # fmt: skip


def edges(trees: Iterable[Tree], types: Mapping[str, FactType], at: datetime, most: int) -> Iterator[dict[str, object]]:
    """Facts to ask about, at most so many: all of them where they are few, else spread evenly over all."""
    values = {name: tuple(dict.fromkeys(found)) for name, found in _values(trees, types, at).items()}
    yield from islice(spread(values), most)


def spread(values: Mapping[str, tuple[object, ...]]) -> Iterator[dict[str, object]]:
    """Every way to take one value of each, in an order in which any first part of it is spread over all."""
    total = 1
    for found in values.values():
        total *= len(found)
    stride = next(step for step in range(_STRIDE, _STRIDE + total + 2) if gcd(step, total) == 1)
    for number in range(total):
        place = number * stride % total
        taken = {}
        for name, found in values.items():
            place, index = divmod(place, len(found))
            taken[name] = found[index]
        yield taken


def _values(trees: Iterable[Tree], types: Mapping[str, FactType], at: datetime) -> dict[str, list[object]]:
    found: dict[str, list[object]] = {}
    for tree in trees:
        for node in walk(tree.root):
            for name, values in _at(node, types, at):
                found.setdefault(name, []).extend(values)
    for name, values in found.items():
        kind = types[name].kind if name in types else Kind.TEXT
        values += [value for value in _SAMPLES.get(kind, ()) if len(values) < 2 or kind is Kind.FLAG]
        values += list(types[name].values) if kind is Kind.CHOICE else []
        values.append(ABSENT)
        values[:] = sorted({_key(value): value for value in values}.values(), key=_key)
    return dict(sorted(found.items()))


def _key(value: object) -> str:
    return "~" if value is ABSENT else f"{type(value).__name__} {value}"


def _at(node: Node, types: Mapping[str, FactType], at: datetime) -> Iterator[tuple[str, list[object]]]:
    """What a node asks of the facts right below it."""
    match node:
        case Name(name=name) | Has(name=name):
            yield name, []
        case Compare(left=left, right=right):
            yield from _compared(left, right)
            yield from _compared(right, left)
        case Within(item=Name(name=name), group=ListOf(items=items)):
            yield name, [one.value for one in items if isinstance(one, Literal)]
        case Within(item=Literal(value=value), group=Name(name=name)):
            yield name, [(str(value),)]
        case TextTest(subject=Name(name=name), wanted=Literal(value=value)):
            yield name, [str(value), f"{value} a", f"a {value}"]
        case Each(over=Name(name=name), body=body):
            yield name, [(str(one.value),) for one in walk(body) if isinstance(one, Literal)]
        case Turn(moment=moment):
            yield from _moments(moment, 0, types, at)
        case Lapse(anchor=anchor, seconds=seconds):
            yield from _moments(anchor, seconds, types, at)


def _compared(left: Node, right: Node) -> Iterator[tuple[str, list[object]]]:
    value = _constant(right)
    if value is None:
        return
    match left:
        case Name(name=name):
            yield name, list(_around(*value))
        case Size(part=Name(name=name)):
            count = value[1] if isinstance(value[1], int) else 0
            yield name, ["a" * max(count + more, 0) for more in (-1, 0, 1)]
        case _:
            for one in children(left):
                yield from _compared(one, right)


def _constant(node: Node) -> tuple[Kind, object] | None:
    match node:
        case Literal(kind=kind, value=value):
            return kind, value
        case Negate(part=Literal(kind=kind, value=int() | float() as value)):
            return kind, -value
    return None


def _around(kind: Kind, value: object) -> Iterator[object]:
    """A constant and its neighbours, in the form of a request."""
    match kind, value:
        case Kind.MONEY, Money(amount=amount, currency=currency):
            for step in (-1, 0, 1):
                yield str(Money(amount + Decimal(step) / 100, currency))
        case Kind.DURATION, int(seconds):
            yield from (as_seconds(max(seconds + step, 0)) for step in (-1, 0, 1))
        case Kind.COUNT, int() | float() as number:
            yield from (number + step for step in (-1, 0, 1))
        case Kind.DATE, date() as day:
            yield from (day + timedelta(days=step) for step in (-1, 0, 1))
        case Kind.INSTANT, datetime() as moment:
            yield from (moment + timedelta(seconds=step) for step in (-1, 0, 1))
        case _:
            yield value


def _moments(
    node: Node, seconds: int, types: Mapping[str, FactType], at: datetime
) -> Iterator[tuple[str, list[object]]]:
    """Values of the fact behind a moment that put the moment so long ago, and a little on each side of it."""
    months = 0
    while isinstance(node, Moved):
        months += node.by if node.how == "plus_months" else 0
        seconds += node.by * _DAY if node.how == "plus_days" else node.by if node.how == "plus" else 0
        node = node.base
    if not isinstance(node, Name):
        return
    anchor = _months_before(at, months) - timedelta(seconds=seconds)
    steps = (0, 1, -1, _DAY, -_DAY, 7 * _DAY, -7 * _DAY, 90 * _DAY)
    moments = [anchor + timedelta(seconds=step) for step in steps]
    if node.name in types and types[node.name].kind is Kind.DATE:
        yield node.name, list(dict.fromkeys(moment.date() for moment in moments))
    else:
        yield node.name, list(moments)


def _months_before(at: datetime, months: int) -> datetime:
    year, month = divmod(at.year * 12 + at.month - 1 - months, 12)
    return datetime(year, month + 1, min(at.day, 28), at.hour, at.minute, at.second, tzinfo=UTC)
