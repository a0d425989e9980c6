"""From the text of a condition to its tree: a strict subset of the syntax of CEL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

from stepladder.core.policy.conditions.functions import MACROS, Calls
from stepladder.core.policy.conditions.lex import Lexer, Token
from stepladder.core.policy.conditions.source import LIMIT, NAME, SYNTAX, Source
from stepladder.core.policy.conditions.tree import (
    And,
    Arithmetic,
    Compare,
    Each,
    ListOf,
    Literal,
    Name,
    Negate,
    Node,
    Not,
    Or,
    Tree,
    Variable,
    Within,
    depth,
)
from stepladder.core.policy.conditions.types import Kind
from stepladder.core.values import Fault

LONGEST = 2_000
DEEPEST = 24

_RELATIONS = ("==", "!=", "<", "<=", ">", ">=")
_RESERVED = ("as", "break", "const", "continue", "else", "for", "function", "if", "import", "let", "loop", "package",
             "namespace", "return", "var", "void", "while")  # fmt: skip
_INSTEAD = {"and": "Write &&.", "or": "Write ||.", "not": "Write !.", "if": "Write two rules."}


def parse(text: str, *, file: str, line: int, column: int) -> Tree | list[Fault]:
    """The tree of a condition, or every fault found in its text, in the order of their places.

    Line and column are the place of the first character of the text in the file, from 1.
    """
    source = Source(text, file, line, column)
    if len(text) > LONGEST:
        return [source.fault(LONGEST, LIMIT, f"the condition is longer than {LONGEST} characters", "Split the rule.")]
    lexer = Lexer(source)
    tokens = lexer.tokens()
    if lexer.faults:
        return sorted(lexer.faults)
    parser = _Parser(source, tokens)
    try:
        root = parser.whole()
    except _Stop as stop:
        return sorted([*parser.faults, stop.fault])
    if not parser.faults and depth(root) > DEEPEST:
        return [source.fault(0, LIMIT, f"the condition is nested deeper than {DEEPEST} levels", "Split the rule.")]
    return sorted(parser.faults) if parser.faults else Tree(root, source)


class _Stop(Exception):
    """Reading cannot go on after this fault."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(str(fault))
        self.fault = fault


class _Parser:
    """One method for each level of precedence, lowest first."""

    def __init__(self, source: Source, tokens: list[Token]) -> None:
        self._source, self._tokens, self._index, self._level = source, tokens, 0, 0
        self._variables: list[str] = []
        self.faults: list[Fault] = []
        self._calls = Calls(source, self.faults)

    def whole(self) -> Node:
        node = self._or()
        if self._next.kind != "end":
            self._stop(self._next, f"{_said(self._next)} does not belong here")
        self._calls.finish()
        return node

    @property
    def _next(self) -> Token:
        return self._tokens[self._index]

    def _take(self) -> Token:
        token = self._tokens[self._index]
        if token.kind != "end":
            self._index += 1
        return token

    def _sees(self, *words: str) -> bool:
        token = self._next
        return token.kind in ("op", "name") and token.value in words

    def _expect(self, word: str, why: str) -> Token:
        if not self._sees(word):
            self._stop(self._next, f"{why}, and here stands {_said(self._next)}", f"Write {word} here.")
        return self._take()

    def _stop(self, token: Token, what: str, mend: str = "", rule: str = SYNTAX) -> NoReturn:
        mend = mend or _INSTEAD.get(str(token.value), "Join conditions with && or ||.")
        raise _Stop(self._source.fault(token.at, rule, what, mend))

    @contextmanager
    def _deeper(self) -> Iterator[None]:
        self._level += 1
        if self._level > DEEPEST:
            what = f"the condition is nested deeper than {DEEPEST} levels"
            self._stop(self._next, what, "Split the rule.", LIMIT)
        yield
        self._level -= 1

    def _or(self) -> Node:
        parts = [self._and()]
        while self._sees("||"):
            self._take()
            parts.append(self._and())
        if len(parts) == 1:
            return parts[0]
        flat = (inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,)))
        return Or(tuple(flat), at=parts[0].at)

    def _and(self) -> Node:
        parts = [self._relation()]
        while self._sees("&&"):
            self._take()
            parts.append(self._relation())
        if len(parts) == 1:
            return parts[0]
        flat = (inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,)))
        return And(tuple(flat), at=parts[0].at)

    def _relation(self) -> Node:
        left = self._sum()
        while self._sees(*_RELATIONS, "in"):
            op = str(self._take().value)
            right = self._sum()
            if op == "in":
                left = Within(left, right, at=left.at)
            else:
                left = self._calls.compared(op, left, right) or Compare(op, left, right, at=left.at)
        return left

    def _sum(self) -> Node:
        left = self._product()
        while self._sees("+", "-"):
            op = str(self._take().value)
            left = Arithmetic(op, left, self._product(), at=left.at)
        return left

    def _product(self) -> Node:
        left = self._unary()
        while self._sees("*", "/"):
            op = str(self._take().value)
            left = Arithmetic(op, left, self._unary(), at=left.at)
        return left

    def _unary(self) -> Node:
        if not self._sees("!", "-"):
            return self._member()
        sign = self._take()
        number = self._next
        if sign.value == "-" and number.kind in ("int", "double"):
            # The sign belongs to the number, as in CEL.
            self._take()
            value = number.value
            return Literal(Kind.COUNT, -value if isinstance(value, int | float) else value, at=sign.at)
        with self._deeper():
            part = self._unary()
        return Not(part, at=sign.at) if sign.value == "!" else Negate(part, at=sign.at)

    def _member(self) -> Node:
        node = self._primary()
        while self._sees("."):
            self._take()
            token = self._take()
            if token.kind != "name" or token.value in ("in", "true", "false", "null"):
                self._stop(token, f"a name belongs behind the dot, and here stands {_said(token)}", "Write a name.")
            word = str(token.value)
            if self._sees("("):
                node = self._method(node, word, token.at)
            elif isinstance(node, Name):
                node = Name(f"{node.name}.{word}", at=node.at)
            else:
                what = f"only a record has a field such as '{word[:40]}'"
                self._stop(token, what, "Write a fact such as signal.kind.")
        return node

    def _primary(self) -> Node:
        token = self._take()
        if token.kind in ("int", "double"):
            return Literal(Kind.COUNT, token.value, at=token.at)
        if token.kind == "text":
            return Literal(Kind.TEXT, token.value, at=token.at)
        if token.value == "(" and token.kind == "op":
            with self._deeper():
                node = self._or()
            self._expect(")", "the bracket is not closed")
            return node
        if token.value == "[" and token.kind == "op":
            return ListOf(self._items("]"), at=token.at)
        if token.kind == "name":
            return self._named(token)
        self._stop(token, f"a value is missing before {_said(token)}", "Write a fact or a constant.")

    def _named(self, token: Token) -> Node:
        word = str(token.value)
        if word in ("true", "false"):
            return Literal(Kind.FLAG, word == "true", at=token.at)
        if word == "null":
            self._stop(token, "there is no null", "Ask has(customer.plan) whether a fact is there.")
        if word in _RESERVED or word in ("and", "or", "not", "in"):
            self._stop(token, f"'{word}' is a reserved word", _INSTEAD.get(word, "Use another name."))
        if self._sees("("):
            self._take()
            return self._calls.function(word, self._items(")"), token.at)
        if word in self._variables:
            return Variable(word, at=token.at)
        return Name(word, at=token.at)

    def _method(self, subject: Node, word: str, at: int) -> Node:
        self._take()
        if word not in MACROS:
            return self._calls.method(subject, word, self._items(")"), at)
        token = self._take()
        if token.kind != "name" or not self._sees(","):
            self._stop(token, f"{word} needs a name and a condition", f"Write it as in signal.triggers.{word}(t, ...).")
        self._take()
        variable = str(token.value)
        if variable in self._variables or variable in _RESERVED or variable in ("true", "false", "null", "in"):
            self.faults.append(self._source.fault(token.at, NAME, f"'{variable[:40]}' is taken", "Use another name."))
        self._variables.append(variable)
        with self._deeper():
            body = self._or()
        self._variables.pop()
        self._expect(")", "the bracket is not closed")
        return Each(word, subject, variable, body, at=subject.at)

    def _items(self, end: str) -> tuple[Node, ...]:
        """Values parted by commas up to the closing bracket, which is taken."""
        items = list[Node]()
        if not self._sees(end):
            with self._deeper():
                items.append(self._or())
                while self._sees(","):
                    self._take()
                    items.append(self._or())
        self._expect(end, "the list is not closed")
        return tuple(items)


def _said(token: Token) -> str:
    if token.kind == "end":
        return "the end"
    if token.kind == "text":
        return "a text"
    return f"'{str(token.value)[:40]}'"
