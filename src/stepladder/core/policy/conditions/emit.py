"""Python expressions for the nodes of checked trees.

Only the words below reach the source: operators from a table, names made by counting. Every constant, the names of
facts included, is bound in the namespace of the function, so that nothing a person wrote is ever read as Python.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from sys import intern

import msgspec

from stepladder.core.policy.conditions import moments
from stepladder.core.policy.conditions import operations as op
from stepladder.core.policy.conditions.environment import Environment
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
    Turn,
    Variable,
    Within,
)
from stepladder.core.policy.conditions.types import FactType, Kind
from stepladder.core.values import Money

_SIGNS = {"==": "==", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_ARITHMETIC = {"+": "_add", "-": "_subtract", "*": "_multiply", "/": "_divide"}


def worked(env: Environment, calendar: str, second: int, seconds: int) -> bool | None:
    turn = env.work_deadline(calendar, second, seconds) if env.work_deadline else None
    return None if turn is None else env.now >= turn


NAMESPACE: dict[str, object] = {
    "__builtins__": {},
    "len": len,
    "KeyError": KeyError,
    "_add": op.add,
    "_subtract": op.subtract,
    "_multiply": op.multiply,
    "_divide": op.divide,
    "_negate": op.negate,
    "_compare": op.compare,
    "_within": op.within,
    "_exists": op.exists,
    "_every": op.every,
    "_found": op.found,
    "_moved": moments.moved,
    "_second": moments.second_of,
    "_worked": worked,
}


class Code(msgspec.Struct, frozen=True):
    """A Python expression. Fields: text; total - it never gives None."""

    text: str
    total: bool


class Names:
    """The namespace of one generated function, and the local name of each fact in it."""

    def __init__(self, types: Mapping[str, FactType]) -> None:
        self.types, self.bound, self.locals = types, dict(NAMESPACE), dict[str, str]()
        self._count = 0
        self._constants: dict[tuple[type, object], str] = {}

    def constant(self, value: object) -> str:
        """The name of a constant: one for all that are equal and of one type, so that equal tests look alike.

        Texts are interned, as the names of facts at hand are (`gather`): of two equal texts a dict compares every
        letter, of one and the same none.
        """
        if type(value) is str:
            value = intern(value)
        try:
            return self._constants[type(value), value]
        except KeyError:
            name = self._constants[type(value), value] = self.fresh("c")
        except TypeError:  # A value that no dict takes for a key.
            name = self.fresh("c")
        self.bound[name] = value
        return name

    def local(self, fact: str) -> str:
        return self.locals.setdefault(fact, f"v{len(self.locals)}")

    def fresh(self, letter: str) -> str:
        self._count += 1
        return f"{letter}{self._count}"


class Emitter:
    """Expressions for one condition. `present`: the facts whose locals are known not to be None."""

    def __init__(self, names: Names, present: frozenset[str]) -> None:
        self._names, self._present = names, present
        self._variables: dict[str, Code] = {}

    def emit(self, node: Node) -> Code:
        match node:
            case Literal(value=value):
                return Code(self._names.constant(value), True)
            case Name(name=name):
                return Code(self._names.local(name), name in self._present)
            case Variable(name=name):
                return self._variables[name]
            case Has(name=name):
                fact, record = self._names.constant(name), self._names.constant(name.partition(".")[0])
                return Code(f"({fact} in facts if {record} in records else None)", False)
            case And(parts=parts):
                return self._joined(parts, "and")
            case Or(parts=parts):
                return self._joined(parts, "or")
            case Not(part=part):
                return self._strict((part,), lambda one: f"(not {one})")
            case Compare(op=sign, left=left, right=right):
                return self._compare(sign, left, right)
            case Within(item=item, group=group):
                return self._within(item, group)
            case Each():
                return self._each(node)
            case Arithmetic(op=sign, left=left, right=right):
                return Code(f"{_ARITHMETIC[sign]}({self.emit(left).text}, {self.emit(right).text})", False)
            case Negate(part=part):
                return Code(f"_negate({self.emit(part).text})", False)
        return self._call(node)

    def _call(self, node: Node) -> Code:
        match node:
            case ListOf(items=items):
                return Code(f"({''.join(f'{self.emit(item).text}, ' for item in items)})", True)
            case Size(part=ListOf(items=items)):
                return Code(self._names.constant(len(items)), True)
            case Size(part=part):
                return self._strict((part,), lambda one: f"len({one})")
            case TextTest(how="matches", subject=subject, wanted=Literal(value=str(text))):
                compiled = self._names.constant(op.pattern(text))
                return self._strict((subject,), lambda one: f"_found({compiled}, {one})")
            case TextTest(how="contains", subject=subject, wanted=wanted):
                return self._strict((subject, wanted), lambda one, other: f"({other} in {one})")
            case TextTest(how=how, subject=subject, wanted=wanted):
                method = "startswith" if how == "startsWith" else "endswith"
                return self._strict((subject, wanted), lambda one, other: f"{one}.{method}({other})")
            case Moved(how=how, base=base, by=by):
                bound = self._names.constant(how), self._names.constant(by)
                return Code(f"_moved({bound[0]}, {self.emit(base).text}, {bound[1]}, zone)", False)
            case Turn(how=how, moment=moment):
                sign = "<" if how == "before" else ">"
                return self._strict((moment,), lambda one: f"(now {sign} _second({one}, zone))")
            case Lapse(anchor=anchor, calendar=None, seconds=seconds):
                lapse = self._names.constant(seconds)
                return self._strict((anchor,), lambda one: f"(now >= _second({one}, zone) + {lapse})")
            case Lapse(anchor=anchor, calendar=calendar, seconds=seconds):
                named, lapse = self._names.constant(calendar), self._names.constant(seconds)
                code = self._strict((anchor,), lambda one: f"_worked(env, {named}, _second({one}, zone), {lapse})")
                return Code(code.text, False)
        raise TypeError(type(node))

    def _strict(self, parts: tuple[Node, ...], make: Callable[..., str]) -> Code:
        """An expression that is unknown where any part is."""
        codes = [self.emit(part) for part in parts]
        guards, words = list[str](), list[str]()
        for code in codes:
            guard, word = self._guarded(code)
            guards += [guard] if guard else []
            words.append(word)
        made = make(*words)
        return Code(f"(None if {' or '.join(guards)} else {made})", False) if guards else Code(made, True)

    def _guarded(self, code: Code) -> tuple[str, str]:
        """The test for unknown, empty where it cannot be, and the word for the value behind it."""
        if code.total:
            return "", code.text
        if code.text.isalnum():
            return f"{code.text} is None", code.text
        word = self._names.fresh("t")
        return f"({word} := {code.text}) is None", word

    def _joined(self, parts: tuple[Node, ...], word: str) -> Code:
        """Kleene and/or, cut short at the first part that decides; each part is written once."""
        tests, unknown = list[str](), list[str]()
        codes = [self.emit(part) for part in parts]
        if all(code.total for code in codes):
            return Code(f"({f' {word} '.join(code.text for code in codes)})", True)
        for code in codes:
            decides = "{} is False" if word == "and" else "{}"
            if code.total:
                tests.append(f"not {code.text}" if word == "and" else code.text)
            else:
                held = self._names.fresh("t")
                tests.append(decides.format(f"({held} := {code.text})"))
                unknown.append(f"{held} is None")
        decided, other = ("False", "True") if word == "and" else ("True", "False")
        return Code(f"({decided} if {' or '.join(tests)} else None if {' or '.join(unknown)} else {other})", False)

    def _compare(self, sign: str, left: Node, right: Node) -> Code:
        if not self._is_money(left):
            return self._strict((left, right), lambda one, other: f"({one} {_SIGNS[sign]} {other})")
        if isinstance(right, Literal) and isinstance(right.value, Money):
            amount = self._names.constant(right.value.amount)
            currency = self._names.constant(right.value.currency)
            # The unknown of two currencies is why this is never total.
            made = self._strict((left,), lambda one: (
                f"({one}.amount {_SIGNS[sign]} {amount} if {one}.currency == {currency} else None)"))  # fmt: skip
            return Code(made.text, False)
        bound = self._names.constant(sign)
        return Code(f"_compare({bound}, {self.emit(left).text}, {self.emit(right).text})", False)

    def _is_money(self, node: Node) -> bool:
        if isinstance(node, Name):
            return self._names.types[node.name].kind is Kind.MONEY
        return isinstance(node, Literal) and node.kind is Kind.MONEY

    def _within(self, item: Node, group: Node) -> Code:
        if isinstance(group, Name):
            return self._strict((item, group), lambda one, other: f"({one} in {other})")
        items = group.items if isinstance(group, ListOf) else ()
        if all(isinstance(each, Literal) and each.kind is not Kind.MONEY for each in items):
            values = frozenset(each.value for each in items if isinstance(each, Literal))
            bound = self._names.constant(values)
            return self._strict((item,), lambda one: f"({one} in {bound})")
        return Code(f"_within({self.emit(item).text}, {self.emit(group).text})", False)

    def _each(self, node: Each) -> Code:
        over = self.emit(node.over)
        known = not isinstance(node.over, ListOf) or all(self.emit(item).total for item in node.over.items)
        variable = Code(self._names.fresh("x"), known)
        self._variables[node.variable] = variable
        body = self.emit(node.body)
        fold = "_exists" if node.how == "exists" else "_every"
        return Code(f"{fold}({over.text}, lambda {variable.text}: {body.text})", over.total and body.total)
