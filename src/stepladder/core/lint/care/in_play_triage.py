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

_DAY = 24 * 3600
_MONTH = 28 * _DAY
InPlay = Callable[[Pack], Iterable[Element]]


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


# The numbers of undefined quantities stand in the elements themselves: a question is open where one counts just
# as the default reads it, and answered where it counts otherwise.


def _silences(pack: Pack) -> Iterator[Element]:
    for one, count in _counting(pack):
        if "contact" in count.of and count.at_most is not None and count.within == 14 * _DAY:
            yield one


def _outages(pack: Pack) -> Iterator[Element]:
    return (one for one, count in _counting(pack) if count.distinct == "customer" and count.at_least == 2)


def _outages_within(pack: Pack) -> Iterator[Element]:
    return (one for one, count in _counting(pack) if count.distinct == "customer" and count.within == 30 * 60)


def _missed_meetings(pack: Pack) -> Iterator[Element]:
    return (one for one, count in _counting(pack) if "missed_meeting" in count.of and count.at_least == 2)


def _compared(fact: str, number: int) -> InPlay:
    """Those whose condition compares a fact with a number."""

    def found(pack: Pack) -> Iterator[Element]:
        for one in conditions_of(pack.text):
            nodes = walk(pack.trees[one.name].root) if one.name in pack.trees else ()
            if any(isinstance(node, Compare) and _holds(node, fact, number) for node in nodes):
                yield one.element

    return found


def _holds(node: Compare, fact: str, number: int) -> bool:
    sides = (node.left, node.right)
    return Name(fact) in sides and any(isinstance(side, Literal) and side.value == number for side in sides)


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
    "detector.outage": _outages,
    "detector.outage.within": _outages_within,
    "detector.open_issues": _compared("account.open_issues", 2),
    "detector.usage_drop": _compared("account.usage_drop", 30),
    "detector.silence": _silences,
    "detector.missed_meetings": _missed_meetings,
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
