"""The tree answered node by node: slower than the generated functions, and the second opinion that tests hold them to.

Tracing uses it, because it can ask for the value of any part.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

import msgspec
from msgspec import field

from stepladder.core.policy.conditions import operations as op
from stepladder.core.policy.conditions.environment import Environment
from stepladder.core.policy.conditions.moments import Moment, moved, second_of
from stepladder.core.policy.conditions.operations import Truth
from stepladder.core.policy.conditions.tree import (
    And,
    Arithmetic,
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
    Not,
    Or,
    Size,
    TextTest,
    Tree,
    Turn,
    Variable,
    Within,
)
from stepladder.core.policy.conditions.types import FactType
from stepladder.core.values import DeskError


def checked_types(tree: Tree) -> Mapping[str, FactType]:
    """The types that `check` found. Raises: DeskError - the tree was not checked, or has faults."""
    if tree.types is None:
        where = f"{tree.source.file}:{tree.source.line}:{tree.source.column}"
        raise DeskError("the condition was not checked", where=where, mend="Call check first and mend its faults.")
    return tree.types


def evaluate(tree: Tree, env: Environment) -> Truth:
    """True, False, or None for unknown. Raises: DeskError - the tree was not checked."""
    return Reader(env, checked_types(tree)).truth(tree.root)


class Reader(msgspec.Struct):
    """Answers parts of one checked tree against one environment; `texts` holds the variables of exists and all."""

    env: Environment
    types: Mapping[str, FactType]
    texts: dict[str, object] = field(default_factory=dict)

    def fact(self, name: str) -> object:
        """The value of a fact, None for unknown; `absent` counts where only the fact is missing, not its record."""
        value = self.env.facts.get(name)
        if value is None and name.partition(".")[0] in self.env.records:
            return self.types[name].absent
        return value

    def truth(self, node: Node) -> Truth:
        return cast(Truth, self.value(node))

    def value(self, node: Node) -> object:
        match node:
            case Literal(value=value):
                return value
            case Name(name=name):
                return self.fact(name)
            case Variable(name=name):
                return self.texts[name]
            case Has(name=name):
                return name in self.env.facts if name.partition(".")[0] in self.env.records else None
            case And(parts=parts):
                return op.every(parts, lambda part: self.truth(cast(Node, part)))
            case Or(parts=parts):
                return op.exists(parts, lambda part: self.truth(cast(Node, part)))
            case Not(part=part):
                truth = self.truth(part)
                return None if truth is None else not truth
            case Compare(op=sign, left=left, right=right):
                return op.compare(sign, self.value(left), self.value(right))
            case ListOf(items=items):
                return tuple(self.value(item) for item in items)
            case Within(item=item, group=group):
                return op.within(self.value(item), cast("tuple[object, ...] | None", self.value(group)))
            case Each():
                return self._each(node)
            case Arithmetic(op=sign, left=left, right=right):
                return op.ARITHMETIC[sign](cast(op.Number, self.value(left)), cast(op.Number, self.value(right)))
            case Negate(part=part):
                return op.negate(cast(op.Number, self.value(part)))
        return self._call(node)

    def _call(self, node: Node) -> object:
        match node:
            case Size(part=part):
                value = self.value(part)
                return None if value is None else len(cast(str, value))
            case TextTest(how="matches", subject=subject, wanted=Literal(value=str(text))):
                return op.text_test("matches", cast("str | None", self.value(subject)), op.pattern(text))
            case TextTest(how=how, subject=subject, wanted=wanted):
                return op.text_test(how, cast("str | None", self.value(subject)), self.value(wanted))
            case Moved(how=how, base=base, by=by):
                return moved(how, cast("Moment | None", self.value(base)), by, self.env.zone)
            case Turn(how=how):
                turn = self.turn(node)
                return None if turn is None else (self.env.now >= turn) is (how == "after")
            case Lapse():
                turn = self.turn(node)
                return None if turn is None else self.env.now >= turn
        raise TypeError(type(node))

    def turn(self, node: Turn | Lapse) -> int | None:
        """The first epoch second at which the time condition has its later answer; None for unknown."""
        moment = self.value(node.moment if isinstance(node, Turn) else node.anchor)
        if moment is None:
            return None
        second = second_of(cast(Moment, moment), self.env.zone)
        if isinstance(node, Turn):
            # Both are strict: at the very instant neither holds, so `after` turns one second later.
            return second + 1 if node.how == "after" else second
        if node.calendar is None:
            return second + node.seconds
        return self.env.work_deadline(node.calendar, second, node.seconds) if self.env.work_deadline else None

    def _each(self, node: Each) -> Truth:
        def holds(text: object) -> Truth:
            self.texts[node.variable] = text
            return self.truth(node.body)

        fold = op.exists if node.how == "exists" else op.every
        return fold(cast("tuple[object, ...] | None", self.value(node.over)), holds)
