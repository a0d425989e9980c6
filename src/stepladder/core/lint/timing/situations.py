"""The kinds of cases that a policy may meet, and what it selects for each: what rules about time play through.

A rule that speaks of "the same matter" asks the very selection by which the desk decides, so the two cannot disagree.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice, product
from math import ceil, prod

from stepladder.core.policy.base import Element, Selector
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.model import Route
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.clock_slots import Candidate
from stepladder.core.triage.matters import Matched
from stepladder.core.triage.select import Selection, select

_KEPT = "lint situations"
_MOST = 2_000
"""So many kinds of cases are looked at: each takes a millisecond, and a policy is somebody else's text."""
_MOST_LEVELS = 64
"""So many levels of scales with one another; beyond, each level beside the first of the other scales."""

_Levels = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Situation:
    """One kind of case: a matter, alone or with one thing more (a segment, a scenario, a sign) and a level by facts.

    Fields: says - for people; plain - whether nothing but the matter and its level is there.
    """

    says: str
    plain: bool
    selection: Selection

    @property
    def candidates(self) -> Iterator[Candidate]:
        """The clocks that some matter settled on."""
        for _, found in self.selection.slots:
            yield from found

    @property
    def told(self) -> tuple[Route, ...]:
        """The routes whose teams must keep what is promised: those told in every such case, else those told in some.

        A direct way past the standard path is only offered (Q-52), and one that waits for another comes later.
        """
        routes = [route for route, _, _ in self.selection.routes if not route.bypasses and route.after is None]
        return tuple(route for route in routes if route.when is None) or tuple(routes)


def situations(pack: Pack) -> tuple[Situation, ...]:
    """Every kind of case that the rules of a pack tell apart, plain ones first; kept with the pack."""
    kept: tuple[Situation, ...] | None = pack.compiled.get(_KEPT)
    if kept is None:
        # Two threads may both make them; either result is as good, so no lock is needed.
        kept = pack.compiled[_KEPT] = tuple(islice(_found(pack), _MOST))
    return kept


def _found(pack: Pack) -> Iterator[Situation]:
    for besides, extra, matter, base, by_facts in _kinds(pack):
        matched = _together(base, extra, by_facts)
        names = [matter, *(f"{scale}:{level}" for scale, level in by_facts)]
        selection = select(pack, matched)
        level = next((f"{scale}:{level}" for scale, level in selection.levels.items()), None)
        if level is not None and level not in names:
            names.append(level)
        says = ", ".join(name for name in (*names, besides) if name)
        yield Situation(says or "anything", besides is None, selection)


def _kinds(pack: Pack) -> Iterator[tuple[str | None, Matched, str, Matched, _Levels]]:
    """Everything alone, then with each thing more; where that is too much, each of these with as many, evenly taken."""
    alone, extras = list(product(_bases(pack), _levels_by_facts(pack))), list(_extras(pack))
    every = 1
    if extras and len(alone) * (len(extras) + 1) > _MOST:
        alone = alone[: _MOST // 2]
        every = ceil(len(alone) / max((_MOST - len(alone)) // len(extras), 1))
    for (matter, base), by_facts in alone:
        yield None, Matched(()), matter, base, by_facts
    for (besides, extra), ((matter, base), by_facts) in product(extras, alone[::every]):
        yield besides, extra, matter, base, by_facts


def _together(base: Matched, extra: Matched, levels: _Levels) -> Matched:
    """The names of a matter, one thing more, and the levels that facts show."""
    return base._replace(
        segments=base.segments + extra.segments,
        signs=base.signs + extra.signs,
        conditions=base.conditions + extra.conditions,
        levels=levels,
    )


def _bases(pack: Pack) -> Iterator[tuple[str, Matched]]:
    """Each matter once: by category, by level, and by a trigger of its own where some selector names it."""
    text, seen = pack.text, set[object]()
    flags = {name for one in (*_bound(pack), *(one.binds for one in text.identity)) for name in one.flag}
    named = {name for one in _bound(pack) for name in one.trigger}
    named |= {name for one in text.scenarios for name in one.trigger}
    named |= {name for one in text.identity for request in one.requests for name in request.trigger}
    for rule in text.matching:
        flag = rule.flag if rule.flag in flags else None
        key = (rule.category, rule.level, flag, rule.id if rule.id in named else None)
        if key not in seen:
            seen.add(key)
            yield rule.category or rule.id, Matched((rule.id,))
    brought = {rule.category for rule in text.matching}
    for category in text.categories:
        if category.id not in brought:
            yield category.id, Matched((), categories=(category.id,))
    for sign in text.signs:
        if sign.level and sign.level not in seen:
            seen.add(sign.level)
            yield sign.id, Matched((), signs=(sign.id,))


def _levels_by_facts(pack: Pack) -> list[_Levels]:
    """The levels that facts or a person give, where no matter brings one of that scale by itself."""
    text = pack.text
    rules: tuple[tuple[Element, ...], ...] = (text.triggers, text.detectors, text.categories, text.signs)
    brought = {str(getattr(rule, "level", None)).partition(":")[0] for group in rules for rule in group}
    named = {level.partition(":")[0] for one in _bound(pack) for level in one.level}
    scales = [scale for scale in text.scales if scale.id not in brought and scale.id in named]
    named_levels = [[(scale.id, level.id) for level in scale.levels] for scale in scales]
    if prod(map(len, named_levels)) <= _MOST_LEVELS:
        return list(product(*named_levels))
    first = [levels[0] for levels in named_levels]
    places = [(at, level) for at, levels in enumerate(named_levels) for level in levels]
    return list(dict.fromkeys((*first[:at], level, *first[at + 1 :]) for at, level in places))


def _extras(pack: Pack) -> Iterator[tuple[str, Matched]]:
    """One thing more that may be the case besides a matter, where some selector asks for it."""
    text, bound = pack.text, _bound(pack)
    segments = {name for one in bound for name in one.segment}
    flags = {name for one in bound for name in one.flag}
    signs = {name for one in bound for name in one.sign}
    scenarios = {name for one in bound for name in one.scenario}
    for segment in text.segments:
        if segment.id in segments:
            yield segment.id, Matched((), segments=(segment.id,))
    for scenario in text.scenarios:
        if scenario.id in scenarios and scenario.when is not None:
            yield scenario.id, Matched((), conditions=(condition_key(scenario),))
    for sign in text.signs:
        if sign.level is None and (sign.id in signs or (sign.flag and sign.flag in flags)):
            yield sign.id, Matched((), signs=(sign.id,))


def _bound(pack: Pack) -> tuple[Selector, ...]:
    """The selectors of what rules about time look at."""
    text = pack.text
    return tuple(
        one.binds
        for group in (text.clocks, text.adjustments, text.routes, text.steps, text.approvals, text.follow_ups)
        for one in group
    )
