"""In which ways a part of a condition comes to be true, false or unknown: what its parts must be, and what facts are.

A way may allow more than there is, and never less: where all ways contradict each other, nothing can be so.
"""

from __future__ import annotations

from typing import NamedTuple, TypeAlias

from stepladder.core.lint.holding.domains import Domain, but, flipped, only, otherwise, spans
from stepladder.core.lint.holding.facts import Types, facts_in, hangs_on, is_flag, known, unknown
from stepladder.core.lint.holding.moments import time_ways
from stepladder.core.lint.holding.things import (
    atom,
    comparison,
    is_known,
    is_present,
    record,
    said_of,
    value_of,
)
from stepladder.core.policy.conditions import Kind, Truth, show
from stepladder.core.policy.conditions.operations import compare
from stepladder.core.policy.conditions.tree import (
    And,
    Arithmetic,
    Compare,
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
    Within,
)
from stepladder.core.values import Money

Truths: TypeAlias = frozenset[Truth]
TRUE: Truths = frozenset((True,))
FALSE: Truths = frozenset((False,))
UNKNOWN: Truths = frozenset((None,))
NOT_TRUE = FALSE | UNKNOWN
ANY = TRUE | FALSE | UNKNOWN


class Way(NamedTuple):
    """One way: what parts must be, and what things must be."""

    parts: tuple[tuple[Node, Truths], ...] = ()
    things: tuple[tuple[object, Domain], ...] = ()


Ways: TypeAlias = tuple[Way, ...]
NO_WAY: Ways = ()
FREELY: Ways = (Way(),)


def ways(node: Node, wanted: Truths, types: Types) -> Ways:
    """Every way in which a part is one of the wanted truths."""
    if wanted == ANY:
        return FREELY
    match node:
        case Not(part=part):
            return (Way(((part, frozenset(None if truth is None else not truth for truth in wanted)),)),)
        case And(parts=parts):
            return _joined(parts, wanted, decides=False)
        case Or(parts=parts):
            return _joined(parts, wanted, decides=True)
        case Within(item=item, group=ListOf(items=items)) if items:
            same = tuple(Compare("==", item, other) for other in items)
            return _joined(same, wanted, decides=True)
    return tuple(way for truth in (True, False, None) if truth in wanted for way in _ways(node, truth, types))


def _joined(parts: tuple[Node, ...], wanted: Truths, *, decides: bool) -> Ways:
    """`decides` is the truth of one part that makes the whole so, whatever the others: of `&&`, false."""
    one, all_ = frozenset((decides,)), frozenset((not decides,))
    found: list[Way] = []
    if wanted >= one | UNKNOWN:
        return tuple(Way(((part, one | UNKNOWN),)) for part in parts) + (
            (Way(tuple((part, all_) for part in parts)),) if wanted >= all_ else ()
        )
    if wanted >= all_ | UNKNOWN:
        return (Way(tuple((part, all_ | UNKNOWN) for part in parts)),)
    if wanted >= one:
        found += [Way(((part, one),)) for part in parts]
    if wanted >= all_:
        found.append(Way(tuple((part, all_) for part in parts)))
    if wanted >= UNKNOWN:
        rest = tuple((part, all_ | UNKNOWN) for part in parts)
        found += [Way(((part, UNKNOWN), *rest)) for part in parts]
    return tuple(found)


def _ways(node: Node, truth: Truth, types: Types) -> Ways:
    match node:
        case Literal(value=value):
            return FREELY if value is truth else NO_WAY
        case Name(name=name):
            return _flag(name, truth, types)
        case Has(name=name):
            there = (record(name), only(truth is not None))
            return (Way(things=(there,) if truth is None else (there, (is_present(name), only(truth)))),)
        case Compare():
            return _compare(node, truth, types)
        case TextTest(how=how, subject=Name(name=name), wanted=Literal(value=wanted)):
            if truth is None:
                return (Way(things=(unknown(name),)),)
            return (Way(things=(known(name), (said_of(name, how, str(wanted)), only(truth)))),)
        case Turn() | Lapse():
            return tuple(Way(things=things) for things in time_ways(node, truth))
    return _opaque(node, truth, types)


def _flag(name: str, truth: Truth, types: Types) -> Ways:
    absent = types[name].absent
    if truth is None:
        gone = (unknown(name),) if absent is None else (unknown(name), (record(name), only(False)))
        return (Way(things=gone),)
    said = Way(things=(known(name), (value_of(name), only(truth))))
    if absent is not truth:
        return (said,)
    return (said, Way(things=(unknown(name), (record(name), only(True)))))


def _compare(node: Compare, truth: Truth, types: Types) -> Ways:
    op, left, right = node.op, node.left, node.right
    if isinstance(left, Literal) and isinstance(right, Literal):
        return FREELY if compare(op, left.value, right.value) is truth else NO_WAY
    if is_flag(left, types) and is_flag(right, types):
        return _flags(op, left, right, truth)
    if isinstance(left, Literal):
        op, left, right = flipped(op), right, left
    if isinstance(right, Literal):
        sign = op if truth else otherwise(op)
        if isinstance(left, Name):
            return _fact(sign, left.name, right, truth, types)
        if isinstance(left, Size | Negate | Arithmetic | Moved):
            return _worked_out(sign, left, right, truth, types)
    if left == right and truth is not None and (op in ("==", "<=", ">=")) is not truth:
        return NO_WAY
    return _opaque(Compare(op, left, right), truth, types)


def _flags(op: str, left: Node, right: Node, truth: Truth) -> Ways:
    if truth is None:
        return (Way(((left, UNKNOWN),)), Way(((right, UNKNOWN),)))
    same = (op == "==") is truth
    pairs = ((TRUE, TRUE), (FALSE, FALSE)) if same else ((TRUE, FALSE), (FALSE, TRUE))
    return tuple(Way(((left, one), (right, other))) for one, other in pairs)


def _fact(op: str, name: str, right: Literal, truth: Truth, types: Types) -> Ways:
    """A fact beside a constant, where the comparison, or what holds otherwise, is `op`."""
    value = right.value
    if isinstance(value, Money):
        currency = ("currency", name)
        if truth is None:
            return (Way(things=(unknown(name),)), Way(things=(known(name), (currency, but(value.currency)))))
        same = (known(name), (currency, only(value.currency)))
        return tuple(Way(things=(*same, (value_of(name), span))) for span in spans(op, value.amount))
    if truth is None:
        return (Way(things=(unknown(name),)),)
    if types[name].kind in (Kind.TEXT, Kind.CHOICE):
        return (Way(things=(known(name), (value_of(name), only(value) if op == "==" else but(value)))),)
    return tuple(Way(things=(known(name), (value_of(name), span))) for span in spans(op, value))


def _worked_out(op: str, left: Node, right: Literal, truth: Truth, types: Types) -> Ways:
    """What is worked out from facts beside a constant. It may be unknown though they are not."""
    said = show(left)
    if truth is None:
        if isinstance(left, Size) and isinstance(left.part, Name):
            return (Way(things=(unknown(left.part.name),)),)
        return (Way(things=((is_known(said), only(False)),)),)
    there = ((is_known(said), only(True)), *facts_in(left, types))
    return tuple(Way(things=(*there, (value_of(said), span))) for span in spans(op, right.value))


def _opaque(node: Node, truth: Truth, types: Types) -> Ways:
    """A question of which nothing is known but that its answer is one, the same wherever it is asked."""
    if truth is None and (facts := hangs_on(node, types)) is not None:
        return tuple(Way(things=((fact, only(False)),)) for fact, _ in facts)
    key, answer = atom(node), truth
    if isinstance(node, Compare):
        key, turned = comparison(node)
        answer = not truth if turned and truth is not None else truth
    there = facts_in(node, types) if truth is not None else ()
    return (Way(things=((key, only(answer)), *there)),)
