"""A condition in words, as a team would say it; the exact text stands in the pack and in the document for programs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from stepladder.core.policy.conditions.parse import parse
from stepladder.core.policy.conditions.show import show
from stepladder.core.policy.conditions.tree import (
    And,
    Compare,
    Each,
    Has,
    Lapse,
    ListOf,
    Literal,
    Moved,
    Name,
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

_OPS = {"==": "is", "!=": "is not", "<": "is less than", "<=": "is at most", ">": "is more than", ">=": "is at least"}
_TESTS = {"contains": "contains", "startsWith": "starts with", "endsWith": "ends with", "matches": "matches"}
_UNITS = ((86_400, "day"), (3_600, "hour"), (60, "minute"), (1, "second"))
_MOST_HOURS = 4 * 86_400


def spoken(seconds: int) -> str:
    """`30 minutes`, `72 hours`, `14 days`: the largest unit that fits whole.

    Up to four days in hours: where only open hours count, 72 of them are no three days.

    >>> spoken(86_400), spoken(5_400), spoken(14 * 86_400)
    ('24 hours', '90 minutes', '14 days')
    """
    units = _UNITS[1:] if seconds <= _MOST_HOURS else _UNITS
    size, name = next((size, name) for size, name in units if seconds % size == 0)
    return counted(seconds // size, name)


def counted(count: int, name: str) -> str:
    """`1 month`, `3 months`."""
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def joined(words: Iterable[str], last: str = "and") -> str:
    """`a, b and c`."""
    found = list(words)
    return f"{', '.join(found[:-1])} {last} {found[-1]}" if len(found) > 1 else "".join(found)


def fact_in_words(name: str, titles: Mapping[str, str]) -> str:
    """`affected count` for `signal.affected_count`, `contact kind` for `contact.kind`; its title where it has one."""
    return titles.get(name) or name.removeprefix("signal.").replace(".", " ").replace("_", " ").replace("-", " ")


def condition_in_words(text: str, titles: Mapping[str, str]) -> str:
    """The condition in words. `titles` are those of facts, by their dotted name.

    >>> condition_in_words("signal.affected_count >= 10 && !signal.workaround", {})
    'affected count is at least 10 and not workaround'
    """
    tree = parse(text, file="", line=1, column=1)
    # A loaded pack has no condition that cannot be read; its own text is still better than none.
    return _said(tree.root, titles) if isinstance(tree, Tree) else text


def _said(node: Node, titles: Mapping[str, str]) -> str:
    def said(part: Node) -> str:
        return _said(part, titles)

    match node:
        case And(parts=parts):
            return joined(_inside(part, titles) for part in parts)
        case Or(parts=parts):
            return _either(parts, titles)
        case Not(part=Has(name=name)):
            return f"{fact_in_words(name, titles)} is not known"
        case Not(part=Name() as part):
            return f"not {said(part)}"
        case Not(part=part):
            return f"not ({said(part)})"
        case Has(name=name):
            return f"{fact_in_words(name, titles)} is known"
        case Compare(op=op, left=left, right=right):
            return f"{said(left)} {_OPS[op]} {said(right)}"
        case Within(item=item, group=ListOf(items=items)):
            return f"{said(item)} is {joined(map(said, items), 'or')}"
        case Within(item=item, group=group):
            return f"{said(item)} is among {said(group)}"
        case TextTest(how=how, subject=subject, wanted=wanted):
            return f"{said(subject)} {_TESTS[how]} {show(wanted)}"
        case Each(how=how, over=over, variable=variable, body=body):
            return f"for {'one' if how == 'exists' else 'every'} {variable} of {said(over)}: {said(body)}"
    return _value(node, titles)


def _value(node: Node, titles: Mapping[str, str]) -> str:
    """What is compared rather than true or false: facts, constants, moments."""
    match node:
        case Name(name=name) | Variable(name=name):
            return fact_in_words(name, titles)
        case Literal(kind=Kind.FLAG, value=value):
            return "yes" if value else "no"
        case Literal(kind=Kind.DURATION, value=int(seconds)):
            return spoken(seconds)
        case Literal(value=value):
            return str(value)
        case Size(part=part):
            return f"the length of {_said(part, titles)}"
        case Moved(how=how, base=base, by=by):
            span = spoken(abs(by)) if how == "plus" else counted(abs(by), "day" if how == "plus_days" else "month")
            return f"{span} {'before' if by < 0 else 'after'} {_said(base, titles)}"
        case Turn(how=how, moment=Moved(how="plus_months", base=base, by=by)) if how == "after" and by > 0:
            return f"more than {counted(by, 'month')} have passed since {_said(base, titles)}"
        case Turn(how=how, moment=moment):
            return f"it is {how} {_said(moment, titles)}"
        case Lapse(anchor=anchor, calendar=calendar, seconds=seconds):
            counts = f" in the hours of {calendar}" if calendar else ""
            return f"{spoken(seconds)} or more have passed{counts} since {_said(anchor, titles).removesuffix(' at')}"
    return show(node)


def _either(parts: tuple[Node, ...], titles: Mapping[str, str]) -> str:
    """Alternatives; several values of one fact are told as one: `contact kind is analyst or creator`."""
    lefts = {part.left for part in parts if isinstance(part, Compare) and part.op == "=="}
    if len(lefts) == 1 and all(isinstance(part, Compare) and part.op == "==" for part in parts):
        values = [_said(part.right, titles) for part in parts if isinstance(part, Compare)]
        return f"{_said(lefts.pop(), titles)} is {joined(values, 'or')}"
    return joined((_inside(part, titles) for part in parts), "or")


def _inside(node: Node, titles: Mapping[str, str]) -> str:
    said = _said(node, titles)
    return f"({said})" if isinstance(node, And | Or | Each) and " " in said else said
