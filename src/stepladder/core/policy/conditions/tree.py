"""The tree of a condition: small frozen nodes, each with the index of its first character.

Two trees are equal when they say the same; where they were written does not count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar

import msgspec

from stepladder.core.policy.base import Placed
from stepladder.core.policy.conditions.source import Source
from stepladder.core.policy.conditions.types import FactType, Kind


class Node(Placed, frozen=True, kw_only=True):
    """What all nodes share. Field: at - index of its first character in the text."""

    stands_at: ClassVar[str] = "at"
    at: int = 0


class Literal(Node, frozen=True):
    """A constant. The value has the form that `Kind` names."""

    kind: Kind
    value: object


class ListOf(Node, frozen=True):
    items: tuple[Node, ...]


class Name(Node, frozen=True):
    """A fact, by its dotted name."""

    name: str


class Variable(Node, frozen=True):
    """The text at hand inside `exists` or `all`."""

    name: str


class Has(Node, frozen=True):
    name: str


class Not(Node, frozen=True):
    part: Node


class Negate(Node, frozen=True):
    part: Node


class And(Node, frozen=True):
    """Two parts or more; none of them an And."""

    parts: tuple[Node, ...]


class Or(Node, frozen=True):
    """Two parts or more; none of them an Or."""

    parts: tuple[Node, ...]


class Compare(Node, frozen=True):
    """`op` is one of == != < <= > >=."""

    op: str
    left: Node
    right: Node


class Within(Node, frozen=True):
    """`item in group`."""

    item: Node
    group: Node


class Arithmetic(Node, frozen=True):
    """`op` is one of + - * /."""

    op: str
    left: Node
    right: Node


class Size(Node, frozen=True):
    part: Node


class TextTest(Node, frozen=True):
    """`how` is one of contains, startsWith, endsWith, matches."""

    how: str
    subject: Node
    wanted: Node


class Each(Node, frozen=True):
    """`how` is exists or all: the body holds for one, or for every, text of the list."""

    how: str
    over: Node
    variable: str
    body: Node


class Moved(Node, frozen=True):
    """An instant or date moved by a constant. `how` is plus, plus_days or plus_months; by - seconds, days or months."""

    how: str
    base: Node
    by: int


class Lapse(Node, frozen=True):
    """`elapsed(anchor) >= seconds`; with a calendar, `worked(anchor, calendar) >= seconds`."""

    anchor: Node
    calendar: str | None
    seconds: int


class Turn(Node, frozen=True):
    """`how` is before or after: the present instant is strictly on that side of the moment."""

    how: str
    moment: Node


class Tree(msgspec.Struct, eq=False):
    """One parsed condition.

    Fields: root; source - where it stands; types - of the facts it names, put here by `check` once it finds no fault,
    so None says that the tree must not be compiled yet.
    """

    root: Node
    source: Source
    types: Mapping[str, FactType] | None = None

    def __eq__(self, other: object) -> bool:
        return self.root == other.root if isinstance(other, Tree) else NotImplemented

    def __ne__(self, other: object) -> bool:
        return not self == other


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
