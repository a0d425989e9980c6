"""What would have to be different for a condition to hold: the smallest sets of its parts that would have to change."""

from __future__ import annotations

from datetime import UTC, datetime

import msgspec

from stepladder.core.policy.conditions import Environment, Kind, Tree, show
from stepladder.core.policy.conditions.evaluate import Reader, checked_types
from stepladder.core.policy.conditions.tree import (
    And,
    Compare,
    Has,
    Lapse,
    ListOf,
    Literal,
    Name,
    Node,
    Not,
    Or,
    TextTest,
    Turn,
    Within,
    walk,
)
from stepladder.core.triage.shown import shown
from stepladder.core.values import format_instant

_MOST_WAYS, _MOST_KEPT, _LONGEST_VALUE = 6, 64, 60
_SIGNS = {"==": "", "!=": "anything but ", "<": "below ", "<=": "at most ", ">": "above ", ">=": "at least "}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", "<=": ">", ">": "<=", ">=": "<"}
_MIRRORED = {"<": ">", "<=": ">=", ">": "<", ">=": "<="}
_TESTS = {"contains": "contain", "startsWith": "start with", "endsWith": "end with", "matches": "match"}

Way = tuple[str, ...]
"""Everything that would have to change together, each in words."""


class _Change(msgspec.Struct, frozen=True):
    """One part of a condition, and the answer it would have to have."""

    part: Node
    wanted: bool


def ways(tree: Tree, env: Environment) -> tuple[Way, ...]:
    """The smallest sets of changes that would make the condition true, in the order written; none where it is true.

    Of several sets the smallest are given. Raises: DeskError - the tree was not checked.
    """
    words = _Words(Reader(env, checked_types(tree)))
    found = _ways(tree.root, True, words.reader)
    fewest = min((len(one) for one in found), default=0)
    shortest = [one for one in found if len(one) == fewest and one][:_MOST_WAYS]
    return tuple(tuple(words.of(change) for change in one) for one in shortest)


def _ways(node: Node, wanted: bool, reader: Reader) -> list[tuple[_Change, ...]]:
    """Every set of changes that gives a part the wanted answer; an empty one where it has it."""
    if reader.truth(node) is wanted:
        return [()]
    match node:
        case Not(part=part):
            return _ways(part, not wanted, reader)
        case And(parts=parts) | Or(parts=parts):
            each = [_ways(part, wanted, reader) for part in parts]
            if isinstance(node, And) is wanted:
                return _together(each)
            return _fewest([way for some in each for way in some])
        case Compare(op="==" | "!=" as op, left=left, right=Literal(kind=Kind.FLAG, value=value)) if left != node:
            return _ways(left, (value is True) is ((op == "==") is wanted), reader)
    return [(_Change(node, wanted),)]


def _together(each: list[list[tuple[_Change, ...]]]) -> list[tuple[_Change, ...]]:
    found: list[tuple[_Change, ...]] = [()]
    for some in each:
        both = (tuple(dict.fromkeys((*one, *other))) for one in found for other in some)
        found = _fewest([way for way in both if not _contradicts(way)])
    return found


def _contradicts(way: tuple[_Change, ...]) -> bool:
    return any(_Change(one.part, not one.wanted) in way for one in way)


def _fewest(found: list[tuple[_Change, ...]]) -> list[tuple[_Change, ...]]:
    """A condition of many alternatives has more ways than anybody reads."""
    return sorted(dict.fromkeys(found), key=len)[:_MOST_KEPT]


class _Words(msgspec.Struct, frozen=True):
    reader: Reader

    def of(self, change: _Change) -> str:
        """What a part is now, and what it would have to be."""
        node, wanted = change.part, change.wanted
        match node:
            case Name(name=name):
                return f"{name} is {self._value(node)}, would have to be {'true' if wanted else 'false'}"
            case Has(name=name):
                now, then = ("not there", "there") if wanted else ("there", "missing")
                return f"{name} is {now}, would have to be {then}"
            case Compare(op=op, left=Literal() as left, right=right) if not isinstance(right, Literal):
                return self._compared(Compare(_MIRRORED.get(op, op), right, left), wanted)
            case Compare():
                return self._compared(node, wanted)
            case Within(item=item, group=group):
                some = "one of " if wanted else "none of "
                return f"{show(item)} is {self._value(item)}, would have to be {some}{self._constant(group)}"
            case TextTest(how=how, subject=subject, wanted=text):
                must = _TESTS[how] if wanted else f"not {_TESTS[how]}"
                return f"{show(subject)} is {self._value(subject)}, would have to {must} {self._constant(text)}"
            case Turn() | Lapse():
                return self._timed(node, wanted)
        return f"`{show(node)}` is {self._value(node)}, would have to be {'true' if wanted else 'false'}"

    def _compared(self, node: Compare, wanted: bool) -> str:
        sign = node.op if wanted else _OPPOSITE[node.op]
        left = f"{show(node.left)} is {self._value(node.left)}"
        return f"{left}, would have to be {_SIGNS[sign]}{self._constant(node.right)}"

    def _timed(self, node: Turn | Lapse, wanted: bool) -> str:
        turn = self.reader.turn(node)
        if turn is None:
            facts = dict.fromkeys(part.name for part in walk(node) if isinstance(part, Name))
            unknown = [name for name in facts if self.reader.fact(name) is None]
            if not unknown:
                return f"`{show(node)}` cannot be told, would have to be {'true' if wanted else 'false'}"
            not_so = "" if wanted else "not "
            return f"{' and '.join(unknown)} is not known, `{show(node)}` would {not_so}have to hold"
        later = wanted is not (isinstance(node, Turn) and node.how == "before")
        limit = "at the earliest" if later else "at the latest"
        moment = turn if later else turn - 1
        return f"it is {self._instant(self.reader.env.now)}, would have to be {self._instant(moment)} {limit}"

    def _instant(self, second: int) -> str:
        return format_instant(datetime.fromtimestamp(second, UTC), self.reader.env.zone)

    def _constant(self, node: Node) -> str:
        match node:
            case Literal(kind=kind, value=value):
                return self._said(value, kind)
            case ListOf(items=items):
                return ", ".join(self._constant(item) for item in items)
        return f"{show(node)} ({self._value(node)})"

    def _value(self, node: Node) -> str:
        kind = self.reader.types[node.name].kind if isinstance(node, Name) else None
        return self._said(self.reader.value(node), kind)

    def _said(self, value: object, kind: Kind | None) -> str:
        if value is None:
            return "not known"
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, tuple):
            return ", ".join(map(str, value)) or "empty"
        text = str(shown(value, self.reader.env.zone, duration=kind is Kind.DURATION))
        return text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}..."
