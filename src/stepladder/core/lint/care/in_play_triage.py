"""Which elements bring the open questions about triage, routes, gates and identity into play."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import combinations

from stepladder.core.lint.selectors import can_meet
from stepladder.core.policy.assessments import Counting, Detector, Sign
from stepladder.core.policy.base import Element
from stepladder.core.policy.conditioned import conditions_of
from stepladder.core.policy.conditions.tree import Compare, Literal, Name, walk
from stepladder.core.policy.conditions.types import Kind
from stepladder.core.policy.model import Clock, DirectoryEntry, Route, Scale, Trigger
from stepladder.core.policy.obligations import Gate, Hold, IdentityClass
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.values import parse_duration

_DAY = 24 * 3600
_MONTH = 28 * _DAY
InPlay = Callable[[Pack], Iterable[Element]]
Counted = tuple[Element, int | None]
"""An element and the number with which it counts: of things, per cent, or seconds."""


def _scales(pack: Pack) -> Iterator[Scale]:
    return (one for one in pack.text.scales if len(one.levels) > 1)


def _slower(pack: Pack) -> Iterator[Clock]:
    """Clocks of a category beside clocks of the same kind of a level."""
    of_levels = {one.kind for one in pack.text.clocks if one.binds.level and not one.binds.category}
    return (one for one in pack.text.clocks if one.binds.category and one.kind in of_levels)


def _counting(pack: Pack) -> Iterator[tuple[Detector | Sign, Counting]]:
    every: tuple[Detector | Sign, ...] = (*pack.text.detectors, *pack.text.signs)
    return ((one, one.count) for one in every if one.count is not None)


def _monthly(pack: Pack) -> Iterator[Element]:
    return (one for one, count in _counting(pack) if (count.within or 0) >= _MONTH)


def _complaints(pack: Pack) -> Iterator[Element]:
    return (one for one, count in _counting(pack) if "complaint" in count.of)


def _silence(pack: Pack) -> Iterator[Counted]:
    for one, count in _counting(pack):
        if "contact" in count.of and count.at_most is not None:
            yield one, count.within


def _customers(pack: Pack) -> Iterator[Counted]:
    return ((one, count.at_least) for one, count in _counting(pack) if count.distinct == "customer")


def _customers_within(pack: Pack) -> Iterator[Counted]:
    return ((one, count.within) for one, count in _counting(pack) if count.distinct == "customer")


def _meetings(pack: Pack) -> Iterator[Counted]:
    return ((one, count.at_least) for one, count in _counting(pack) if "missed_meeting" in count.of)


def _compared(fact: str) -> Callable[[Pack], Iterator[Counted]]:
    """The numbers with which conditions compare a fact."""

    def found(pack: Pack) -> Iterator[Counted]:
        for one in conditions_of(pack.text):
            for node in walk(pack.trees[one.name].root) if one.name in pack.trees else ():
                if isinstance(node, Compare) and Name(fact) in (node.left, node.right):
                    yield from (
                        (one.element, side.value)
                        for side in (node.left, node.right)
                        if isinstance(side, Literal) and isinstance(side.value, int)
                    )

    return found


COUNTED: dict[str, Callable[[Pack], Iterator[Counted]]] = {
    "detector.outage": _customers,
    "detector.outage.within": _customers_within,
    "detector.open_issues": _compared("account.open_issues"),
    "detector.usage_drop": _compared("account.usage_drop"),
    "detector.silence": _silence,
    "detector.missed_meetings": _meetings,
}
"""Undefined quantities (Q-13), each with the elements that count it and how they do."""


def counted_as(value: str) -> int:
    """The number of a reading: of customers, per cent, or seconds."""
    number = value.partition(" ")[0].removesuffix("%")
    return int(number) if number.isdecimal() else parse_duration(number)


def _as_the_default(parameter: str) -> InPlay:
    """A question is open where an element counts just as the default reads it, and answered where otherwise."""
    default = counted_as(PARAMETERS[parameter].default)
    return lambda pack: dict.fromkeys(one for one, number in COUNTED[parameter](pack) if number == default)


def _from_words(pack: Pack) -> Iterator[Trigger | Sign]:
    yield from (one for one in pack.text.triggers if one.phrases and one.mode is None)
    yield from (one for one in pack.text.signs if one.phrases)


def _tiers(pack: Pack) -> Iterator[Sign]:
    return (one for one in pack.text.signs if one.level is not None)


def _by_person(pack: Pack) -> Iterator[DirectoryEntry]:
    """Roles that a record names, and may not, and which are told."""
    told = {one.to for one in pack.text.routes} | {one.cc for one in pack.text.cc}
    return (one for one in pack.text.directory if one.person_from is not None and one.id in told)


def _attempts(pack: Pack) -> Iterator[Gate]:
    return (one for one in pack.text.gates if one.kind == "attempt")


def _fields(pack: Pack) -> Iterator[Element]:
    return iter(pack.text.fields)


def _identity(pack: Pack) -> Iterator[IdentityClass]:
    return iter(pack.text.identity)


def _checks_that_age(pack: Pack) -> Iterator[IdentityClass]:
    return (one for one in pack.text.identity if one.valid_for is None)


def _named_factors(pack: Pack) -> Iterator[IdentityClass]:
    return (one for one in pack.text.identity if any(factor.required for factor in one.of))


def _sums(pack: Pack) -> Iterator[Trigger]:
    """Triggers that hold above a sum which the customer claims."""
    for one in pack.text.triggers:
        tree = pack.trees.get(f"trigger:{one.id}")
        nodes = [node for node in walk(tree.root) if isinstance(node, Compare)] if tree is not None else []
        sides = [side for node in nodes for side in (node.left, node.right) if isinstance(side, Name)]
        if any(side.name.startswith("signal.") and pack.facts[side.name].kind is Kind.MONEY for side in sides):
            yield one


def _overlapping(pack: Pack) -> Iterator[Route]:
    """Routes of different matters that one case can bring together, to different roles."""
    found: dict[str, Route] = {}
    for one, other in combinations(pack.text.routes, 2):
        if one.to != other.to and one.binds != other.binds and can_meet(one.binds, other.binds):
            found |= {one.id: one, other.id: other}
    return (one for one in pack.text.routes if one.id in found)


def _evidence(pack: Pack) -> Iterator[Hold]:
    return (one for one in pack.text.holds if one.what == "evidence")


def _direct(pack: Pack) -> Iterator[Route]:
    return (one for one in pack.text.routes if one.bypasses)


def _after_a_day(pack: Pack) -> Iterator[Route]:
    """Routes that wait for some time to have passed since the case was opened."""
    return (one for one in pack.text.routes if one.when is not None and "elapsed(case.opened_at)" in one.when)


TABLE: dict[str, InPlay] = {
    "triage.merge": _scales,
    "clock.precedence": _slower,
    "detector.repeat": _monthly,
    "detector.complaints": _complaints,
    "detector.outage": _as_the_default("detector.outage"),
    "detector.outage.within": _as_the_default("detector.outage.within"),
    "detector.open_issues": _as_the_default("detector.open_issues"),
    "detector.usage_drop": _as_the_default("detector.usage_drop"),
    "detector.silence": _as_the_default("detector.silence"),
    "detector.missed_meetings": _as_the_default("detector.missed_meetings"),
    "trigger.mode": _from_words,
    "sign.expiry": _tiers,
    "directory.missing": _by_person,
    "gate.exempt": _attempts,
    "handover.mode": _fields,
    "identity.valid_for": _checks_that_age,
    "identity.store": _identity,
    "identity.high": _named_factors,
    "trigger.refund": _sums,
    "route.overlap": _overlapping,
    "record.hold": _evidence,
    "segment.enterprise.bypass": _direct,
    "followup.manager": _after_a_day,
}
