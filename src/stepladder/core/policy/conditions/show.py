"""The one canonical text of a condition: what pages and explanations print; reading it gives the same tree."""

from __future__ import annotations

from datetime import UTC, date, datetime

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
from stepladder.core.policy.conditions.types import Kind
from stepladder.core.values import format_duration

_OR, _AND, _RELATION, _SUM, _PRODUCT, _UNARY, _MEMBER = range(1, 8)


def show(tree: Tree | Node) -> str:
    """The canonical text: single quotes, one blank around each operator, brackets only where they are needed."""
    return _text(tree.root if isinstance(tree, Tree) else tree)[0]


def _text(node: Node) -> tuple[str, int]:
    """The text and how tightly it binds."""
    match node:
        case Literal():
            return _literal(node), _MEMBER
        case Name(name=name) | Variable(name=name):
            return name, _MEMBER
        case Has(name=name):
            return f"has({name})", _MEMBER
        case ListOf(items=items):
            return f"[{', '.join(show(item) for item in items)}]", _MEMBER
        case Or(parts=parts):
            return " || ".join(_inside(part, _AND) for part in parts), _OR
        case And(parts=parts):
            return " && ".join(_inside(part, _RELATION) for part in parts), _AND
        case Not(part=part):
            return f"!{_inside(part, _UNARY)}", _UNARY
        case Negate(part=part):
            # Without brackets the sign would be read as a part of the number.
            return (f"-({show(part)})" if isinstance(part, Literal) else f"-{_inside(part, _UNARY)}"), _UNARY
        case Compare(op=op, left=left, right=right):
            return f"{_inside(left, _SUM)} {op} {_inside(right, _SUM)}", _RELATION
        case Within(item=item, group=group):
            return f"{_inside(item, _SUM)} in {_inside(group, _SUM)}", _RELATION
        case Arithmetic(op=op, left=left, right=right):
            level = _SUM if op in "+-" else _PRODUCT
            return f"{_inside(left, level)} {op} {_inside(right, level + 1)}", level
    return _call(node)


def _call(node: Node) -> tuple[str, int]:
    match node:
        case Size(part=part):
            return f"size({show(part)})", _MEMBER
        case TextTest(how=how, subject=subject, wanted=wanted):
            return f"{_inside(subject, _MEMBER)}.{how}({show(wanted)})", _MEMBER
        case Each(how=how, over=over, variable=variable, body=body):
            return f"{_inside(over, _MEMBER)}.{how}({variable}, {show(body)})", _MEMBER
        case Moved(how="plus", base=base, by=by):
            return f"plus({show(base)}, duration('{format_duration(by)}'))", _MEMBER
        case Moved(how=how, base=base, by=by):
            return f"{how}({show(base)}, {by})", _MEMBER
        case Turn(how=how, moment=moment):
            return f"{how}({show(moment)})", _MEMBER
        case Lapse(anchor=anchor, calendar=None, seconds=seconds):
            return f"elapsed({show(anchor)}) >= duration('{format_duration(seconds)}')", _RELATION
        case Lapse(anchor=anchor, calendar=str(calendar), seconds=seconds):
            return f"worked({show(anchor)}, {quoted(calendar)}) >= duration('{format_duration(seconds)}')", _RELATION
    raise TypeError(type(node))


def _inside(node: Node, level: int) -> str:
    text, binds = _text(node)
    return text if binds >= level else f"({text})"


def _literal(literal: Literal) -> str:
    match literal.kind, literal.value:
        case Kind.FLAG, value:
            return "true" if value else "false"
        case Kind.COUNT, value:
            return repr(value)
        case Kind.DURATION, int(seconds):
            return f"duration('{format_duration(seconds)}')"
        case Kind.INSTANT, datetime() as moment:
            return f"instant('{moment.astimezone(UTC).isoformat().replace('+00:00', 'Z')}')"
        case Kind.DATE, date() as day:
            return f"date('{day.isoformat()}')"
        case Kind.MONEY, amount:
            return f"money('{amount}')"
    return quoted(str(literal.value))


def quoted(text: str) -> str:
    """A text literal with single quotes."""
    parts = []
    for sign in text:
        if sign in "\\'":
            parts.append(f"\\{sign}")
        elif sign.isprintable():
            parts.append(sign)
        else:
            parts.append(f"\\u{ord(sign):04x}" if ord(sign) < 0x10000 else f"\\U{ord(sign):08x}")
    return f"'{''.join(parts)}'"
