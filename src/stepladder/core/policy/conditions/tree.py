"""The tree of a condition: small frozen nodes, each with the index of its first character.

Two trees are equal when they say the same; where they were written does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from stepladder.core.policy.conditions.source import Source
from stepladder.core.policy.conditions.types import FactType, Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """What all nodes share. Field: at - index of its first character in the text."""

    at: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Literal(Node):
    """A constant. The value has the form that `Kind` names."""

    kind: Kind
    value: object


@dataclass(frozen=True, slots=True)
class ListOf(Node):
    items: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Name(Node):
    """A fact, by its dotted name."""

    name: str


@dataclass(frozen=True, slots=True)
class Variable(Node):
    """The text at hand inside `exists` or `all`."""

    name: str


@dataclass(frozen=True, slots=True)
class Has(Node):
    name: str


@dataclass(frozen=True, slots=True)
class Not(Node):
    part: Node


@dataclass(frozen=True, slots=True)
class Negate(Node):
    part: Node


@dataclass(frozen=True, slots=True)
class And(Node):
    """Two parts or more; none of them an And."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Or(Node):
    """Two parts or more; none of them an Or."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Compare(Node):
    """`op` is one of == != < <= > >=."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Within(Node):
    """`item in group`."""

    item: Node
    group: Node


@dataclass(frozen=True, slots=True)
class Arithmetic(Node):
    """`op` is one of + - * /."""

    op: str
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Size(Node):
    part: Node


@dataclass(frozen=True, slots=True)
class TextTest(Node):
    """`how` is one of contains, startsWith, endsWith, matches."""

    how: str
    subject: Node
    wanted: Node


@dataclass(frozen=True, slots=True)
class Each(Node):
    """`how` is exists or all: the body holds for one, or for every, text of the list."""

    how: str
    over: Node
    variable: str
    body: Node


@dataclass(frozen=True, slots=True)
class Moved(Node):
    """An instant or date moved by a constant. `how` is plus, plus_days or plus_months; by - seconds, days or months."""

    how: str
    base: Node
    by: int


@dataclass(frozen=True, slots=True)
class Lapse(Node):
    """`elapsed(anchor) >= seconds`; with a calendar, `worked(anchor, calendar) >= seconds`."""

    anchor: Node
    calendar: str | None
    seconds: int


@dataclass(frozen=True, slots=True)
class Turn(Node):
    """`how` is before or after: the present instant is strictly on that side of the moment."""

    how: str
    moment: Node


@dataclass(slots=True)
class Tree:
    """One parsed condition.

    Fields: root; source - where it stands; types - of the facts it names, put here by `check` once it finds no fault,
    so None says that the tree must not be compiled yet.
    """

    root: Node
    source: Source = field(compare=False)
    types: Mapping[str, FactType] | None = field(default=None, compare=False)


def children(node: Node) -> tuple[Node, ...]:
    """The nodes right below, in the order written."""
    match node:
        case And(parts=parts) | Or(parts=parts) | ListOf(items=parts):
            return parts
        case Compare(left=left, right=right) | Arithmetic(left=left, right=right):
            return (left, right)
        case Within(item=left, group=right) | TextTest(subject=left, wanted=right) | Each(over=left, body=right):
            return (left, right)
        case Not(part=part) | Negate(part=part) | Size(part=part):
            return (part,)
        case Moved(base=part) | Lapse(anchor=part) | Turn(moment=part):
            return (part,)
    return ()


def walk(root: Node) -> Iterator[Node]:
    """Every node, each before those below it, in the order written. Needs no recursion, so any depth is safe."""
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(reversed(children(node)))


def depth(root: Node) -> int:
    """How many nodes stand above one another at most."""
    deepest, waiting = 0, [(root, 1)]
    while waiting:
        node, level = waiting.pop()
        deepest = max(deepest, level)
        waiting.extend((child, level + 1) for child in children(node))
    return deepest


def reads(tree: Tree) -> tuple[str, ...]:
    """The names of the facts the condition reads, each once, in the order written."""
    return tuple(dict.fromkeys(node.name for node in walk(tree.root) if isinstance(node, Name | Has)))
