"""The type check of a condition: what each part is, and every fault where parts do not fit."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from stepladder.core.policy.conditions.functions import TIME_RULE
from stepladder.core.policy.conditions.source import NAME, TIME, TYPE, did_you_mean
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
    reads,
)
from stepladder.core.policy.conditions.types import FactType, Kind
from stepladder.core.values import Fault

_ORDERED = (Kind.COUNT, Kind.MONEY, Kind.DURATION, Kind.INSTANT, Kind.DATE)
_WORDS = (Kind.TEXT, Kind.CHOICE)


class _List:
    """The type of a list; element None: any, for the empty list."""

    def __init__(self, element: Kind | None) -> None:
        self.element = element

    def __str__(self) -> str:
        return "an empty list" if self.element is None else f"a list of {self.element}"


_Type = Kind | _List | None  # None: already faulty, so nothing more is said about it.


def check(tree: Tree, facts: Mapping[str, FactType], calendars: Collection[str] | None = None) -> list[Fault]:
    """Every fault of names and types, in the order of their places; none makes the tree ready to compile.

    Calendars are the ids that `worked` may name; None leaves them unchecked.
    """
    checker = _Checker(tree, facts, calendars)
    checker.whole()
    tree.types = None if checker.faults else {name: facts[name] for name in reads(tree)}
    return sorted(checker.faults)


class _Checker:
    def __init__(self, tree: Tree, facts: Mapping[str, FactType], calendars: Collection[str] | None) -> None:
        self._tree, self._facts, self._calendars = tree, facts, calendars
        self._records = frozenset(name.partition(".")[0] for name in facts)
        self.faults: list[Fault] = []

    def whole(self) -> None:
        self._wants(self._tree.root, Kind.FLAG, "a condition must be true or false")

    def _fault(self, node: Node, what: str, mend: str, rule: str = TYPE) -> None:
        self.faults.append(self._tree.source.fault(node.at, rule, what, mend))

    def _wants(self, node: Node, kind: Kind, why: str) -> None:
        found = self._type(node)
        if found is not None and found is not kind:
            self._fault(node, f"{why}, and this is {_said(found)}", _MENDS.get(kind, f"Put {_said(kind)} here."))

    def _type(self, node: Node) -> _Type:
        match node:
            case Literal(kind=kind):
                return kind
            case Variable():
                return Kind.TEXT
            case Name(name=name) | Has(name=name):
                return self._fact(node, name)
            case ListOf():
                return self._list(node)
            case And(parts=parts) | Or(parts=parts):
                for part in parts:
                    sign = "&&" if isinstance(node, And) else "||"
                    self._wants(part, Kind.FLAG, f"{sign} joins what is true or false")
                return Kind.FLAG
            case Not(part=part):
                self._wants(part, Kind.FLAG, "! turns what is true or false")
                return Kind.FLAG
            case Negate(part=part):
                self._wants(part, Kind.COUNT, "- needs a number")
                return Kind.COUNT
            case Arithmetic(op=op, left=left, right=right):
                self._wants(left, Kind.COUNT, f"{op} works on numbers")
                self._wants(right, Kind.COUNT, f"{op} works on numbers")
                return Kind.COUNT
            case Compare():
                self._compare(node)
                return Kind.FLAG
            case Within():
                self._within(node)
                return Kind.FLAG
            case Each():
                self._each(node)
                return Kind.FLAG
        return self._call(node)

    def _call(self, node: Node) -> _Type:
        match node:
            case Size(part=part):
                found = self._type(part)
                if found is not None and not isinstance(found, _List) and found not in _WORDS:
                    self._fault(part, f"size counts a list or a text, and this is {_said(found)}", "Take size( ) out.")
                return Kind.COUNT
            case TextTest(how=how, subject=subject, wanted=wanted):
                for part in (subject, wanted):
                    found = self._type(part)
                    if found is not None and found not in _WORDS:
                        self._fault(part, f"{how} works on text, and this is {_said(found)}", _MENDS[Kind.TEXT])
                return Kind.FLAG
            case Moved(how=how, base=base):
                return self._moved(how, base)
            case Lapse(anchor=anchor, calendar=calendar):
                self._moment(anchor, "elapsed" if calendar is None else "worked")
                if calendar is not None and self._calendars is not None and calendar not in self._calendars:
                    mend = did_you_mean(calendar, self._calendars, "Declare it under calendars.")
                    self._fault(node, f"no calendar is called '{calendar[:40]}'", mend, NAME)
                return Kind.FLAG
            case Turn(how=how, moment=moment):
                self._moment(moment, how)
                return Kind.FLAG
        raise TypeError(type(node))

    def _fact(self, node: Node, name: str) -> _Type:
        fact = self._facts.get(name)
        if fact is None:
            if name == "now":
                self._fault(node, "the present cannot be read", TIME_RULE, TIME)
                return None
            mend = did_you_mean(name, self._facts, "Declare it under facts, or use one that is there.")
            self._fault(node, f"no fact is called '{name[:60]}'", mend, NAME)
            return None
        if isinstance(node, Has):
            return Kind.FLAG
        return _List(Kind.TEXT) if fact.kind is Kind.TEXTS else fact.kind

    def _list(self, node: ListOf) -> _Type:
        kinds = [self._type(item) for item in node.items]
        if None in kinds:
            return None
        first: Kind | None = None
        for item, kind in zip(node.items, kinds, strict=True):
            if isinstance(kind, _List):
                self._fault(item, "a list cannot stand in a list", "Write one list.")
                return None
            plain = Kind.TEXT if kind is Kind.CHOICE else kind
            if first is not None and plain is not first:
                self._fault(item, f"a list of {first} cannot hold {_said(kind)}", "Write values of one type.")
                return None
            first = plain
        return _List(first)

    def _compare(self, node: Compare) -> None:
        left, right = self._type(node.left), self._type(node.right)
        if left is None or right is None:
            return
        if isinstance(left, _List) or isinstance(right, _List):
            self._fault(node, f"{node.op} does not compare lists", "Use in, exists or all.")
        elif left is not right and not (left in _WORDS and right in _WORDS):
            mend = _constant_for(left, node.right) or _constant_for(right, node.left) or "Compare values of one type."
            self._fault(node, f"{_said(left)} cannot be compared with {_said(right)}", mend)
        elif node.op not in ("==", "!=") and left not in _ORDERED:
            self._fault(node, f"{_said(left)} has no order for {node.op}", "Use == or in.")
        else:
            self._choices(node.left, (node.right,))
            self._choices(node.right, (node.left,))

    def _within(self, node: Within) -> None:
        item, group = self._type(node.item), self._type(node.group)
        if item is None or group is None:
            return
        if not isinstance(group, _List):
            mend = "Write contains for a part of a text." if group in _WORDS else "Put a list behind in."
            self._fault(node.group, f"in needs a list, and this is {_said(group)}", mend)
        elif isinstance(item, _List):
            self._fault(node.item, "in looks for one value, and this is a list", "Use exists or all.")
        elif group.element is not None and (Kind.TEXT if item is Kind.CHOICE else item) is not group.element:
            self._fault(node, f"{_said(item)} cannot be in {group}", "Write values of one type.")
        elif isinstance(node.group, ListOf):
            self._choices(node.item, node.group.items)

    def _choices(self, fact: Node, constants: tuple[Node, ...]) -> None:
        """A choice is compared only with values it can have."""
        if not isinstance(fact, Name) or not self._facts[fact.name].values:
            return
        values = self._facts[fact.name].values
        for constant in constants:
            if isinstance(constant, Literal) and constant.value not in values:
                mend = did_you_mean(str(constant.value), values, f"It can be: {', '.join(values)}.")
                self._fault(constant, f"'{fact.name}' is never '{str(constant.value)[:40]}'", mend)

    def _each(self, node: Each) -> None:
        over = self._type(node.over)
        if over is not None and not (isinstance(over, _List) and over.element in (None, Kind.TEXT)):
            self._fault(node.over, f"{node.how} goes over a list of texts, and this is {_said(over)}",
                        "Use it on a fact of the type texts.")  # fmt: skip
        if node.variable in self._records:
            self._fault(node, f"'{node.variable}' is the name of a record", "Use another name, such as t.", NAME)
        self._wants(node.body, Kind.FLAG, f"{node.how} asks what is true or false")

    def _moved(self, how: str, base: Node) -> _Type:
        found = self._type(base)
        if found not in (None, Kind.INSTANT, Kind.DATE):
            self._fault(base, f"{how} moves an instant or a date, and this is {_said(found)}", "Name such a fact.")
            return None
        return Kind.INSTANT if how == "plus" and found is not None else found

    def _moment(self, node: Node, how: str) -> None:
        found = self._type(node)
        if found not in (None, Kind.INSTANT, Kind.DATE):
            what = f"{how} needs an instant or a date, and this is {_said(found)}"
            self._fault(node, what, "Name such a fact.", TIME)


_MENDS = {
    Kind.FLAG: "Compare it with something, as in signal.kind == 'call'.",
    Kind.COUNT: "Put a number here.",
    Kind.TEXT: "Put a text here.",
}


def _said(found: _Type) -> str:
    if isinstance(found, _List):
        return str(found)
    return {Kind.FLAG: "true or false", Kind.COUNT: "a number", Kind.INSTANT: "an instant", Kind.MONEY: "money",
            Kind.TEXT: "text"}.get(found, f"a {found}") if found else "nothing"  # fmt: skip


def _constant_for(kind: Kind, other: Node) -> str | None:
    """How to write the other side if it is a bare constant."""
    if not isinstance(other, Literal):
        return None
    forms = {Kind.MONEY: "money('500 USD')", Kind.DURATION: "duration('4h')", Kind.DATE: "date('2025-03-09')",
             Kind.INSTANT: "instant('2025-03-08T23:40:00-05:00')"}  # fmt: skip
    return f"Write it as {forms[kind]}." if kind in forms else None
