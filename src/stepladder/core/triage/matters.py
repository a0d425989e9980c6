"""What matched, sorted into matters, and what holds in a case or in one matter of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal, NamedTuple

import msgspec
from msgspec import field
from msgspec.structs import replace

from stepladder.core.policy.assessments import Scenario
from stepladder.core.policy.base import Selector
from stepladder.core.policy.checks import levels as levels_of
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.obligations import IdentityClass
from stepladder.core.policy.pack import Pack

Names = tuple[str, ...]


class Matched(NamedTuple):
    """All the names that a selection hangs on, and nothing else: each tuple in pack order.

    Fields: triggers - those that count, detectors among them; segments; overrides - levels set by a person, by scale;
    signs; categories - shown by facts or ticked, whatever the triggers say; conditions - the true ones of scenarios,
    identity classes and their requests; levels - by scale, those that facts show; packs - all that are asked; stages -
    where the life of the case stands, nowhere for a signal that has none yet.
    """

    triggers: Names
    segments: Names = ()
    overrides: tuple[tuple[str, str], ...] = ()
    signs: Names = ()
    categories: Names = ()
    conditions: Names = ()
    levels: tuple[tuple[str, str], ...] = ()
    packs: Names = ()
    stages: Names = ()


class Matter(msgspec.Struct, frozen=True):
    """What belongs together in one case: a category (or a level without one) and the triggers that brought it."""

    category: str | None
    level: str | None
    triggers: Names


class Holds(msgspec.Struct, frozen=True):
    """What holds in a case or in one matter of it, to test selectors against."""

    categories: frozenset[str]
    levels: frozenset[str]
    segments: frozenset[str]
    triggers: frozenset[str]
    scenarios: frozenset[str] = frozenset()
    flags: frozenset[str] = frozenset()
    signs: frozenset[str] = frozenset()
    packs: frozenset[str] = frozenset()
    stages: frozenset[str] = frozenset()

    def binds(self, selector: Selector) -> bool:
        """Whether every key that the selector gives holds here: none is failing, asked without naming it."""
        return not (
            (selector.category and self.categories.isdisjoint(selector.category))
            or (selector.level and self.levels.isdisjoint(selector.level))
            or (selector.segment and self.segments.isdisjoint(selector.segment))
            or (selector.trigger and self.triggers.isdisjoint(selector.trigger))
            or (selector.scenario and self.scenarios.isdisjoint(selector.scenario))
            or (selector.flag and self.flags.isdisjoint(selector.flag))
            or (selector.sign and self.signs.isdisjoint(selector.sign))
            or (selector.pack and self.packs.isdisjoint(selector.pack))
            or (selector.stage and self.stages.isdisjoint(selector.stage))
        )

    def failing(self, selector: Selector) -> Iterator[str]:
        """The keys of the selector that do not hold."""
        for key, wanted, there in (
            ("category", selector.category, self.categories),
            ("level", selector.level, self.levels),
            ("segment", selector.segment, self.segments),
            ("trigger", selector.trigger, self.triggers),
            ("scenario", selector.scenario, self.scenarios),
            ("flag", selector.flag, self.flags),
            ("sign", selector.sign, self.signs),
            ("pack", selector.pack, self.packs),
            ("stage", selector.stage, self.stages),
        ):
            if wanted and there.isdisjoint(wanted):
                yield key


class Case(msgspec.Struct, frozen=True):
    """The whole of what is the case: its matters and all that holds in it.

    Fields: levels - by scale; identity - the classes whose request is there, from low to high; anything - whether
    something matched at all; escalate - the soonest that a scenario asks for.
    """

    matters: tuple[Matter, ...]
    levels: dict[str, str]
    whole: Holds
    identity: tuple[IdentityClass, ...] = ()
    escalate: Literal["now", "same_day", "within_24h"] | None = None
    common: frozenset[str] = field(default=frozenset())
    """Levels that no matter brings by itself: facts or a person put the whole case there."""

    @property
    def anything(self) -> bool:
        return bool(self.matters)

    def holds_in(self, matter: Matter) -> Holds:
        """What holds in one of the matters."""
        whole = self.whole
        return Holds(
            categories=frozenset({matter.category} if matter.category else ()),
            levels=self.common | ({matter.level} if matter.level else set()),
            segments=whole.segments,
            triggers=frozenset(matter.triggers),
            scenarios=whole.scenarios,
            flags=whole.flags,
            signs=whole.signs,
            packs=whole.packs,
            stages=whole.stages,
        )

    def level_of(self, pack: Pack, matter: Matter) -> str | None:
        """The level whose calendar the clocks of a matter inherit: its own, else the first of the whole case."""
        return matter.level or next((name for name in levels_of(pack.text) if name in self.common), None)


def case_of(pack: Pack, matched: Matched) -> Case:
    """What is the case, given the names that matched."""
    matters = _matters(pack, matched)
    levels = _levels(pack, matters, matched)
    brought = {matter.level.partition(":")[0] for matter in matters if matter.level}
    whole = Holds(
        categories=frozenset(matter.category for matter in matters if matter.category),
        levels=frozenset(f"{scale}:{level}" for scale, level in levels.items()),
        segments=frozenset(matched.segments),
        triggers=frozenset(matched.triggers),
        flags=frozenset(flags(pack, matched)),
        signs=frozenset(matched.signs),
        packs=frozenset((pack.id, *matched.packs)),
        stages=frozenset(matched.stages),
    )
    identity = _identity(pack, matched, whole) if matters else ()
    scenarios = _scenarios(pack, matched, whole, identity)
    if scenarios:
        whole = replace(whole, scenarios=frozenset(one.id for one in scenarios))
        identity = _identity(pack, matched, whole) if matters else ()
    asked = [one.escalate for one in scenarios if one.escalate is not None]
    return Case(
        matters=matters,
        levels=levels,
        whole=whole,
        identity=identity,
        escalate=min(asked, key=SOONEST.index, default=None),
        common=frozenset(f"{scale}:{level}" for scale, level in levels.items() if scale not in brought),
    )


SOONEST = ("now", "same_day", "within_24h")


def _matters(pack: Pack, matched: Matched) -> tuple[Matter, ...]:
    text, overrides = pack.text, dict(matched.overrides)
    category_level = {category.id: category.level for category in text.categories}
    grouped: dict[tuple[str | None, str | None], list[str]] = {}

    def group(category: str | None, level: str | None, trigger: str | None) -> None:
        level = level or category_level.get(category or "")
        if level is not None and (own := overrides.get(level.partition(":")[0])) is not None:
            level = f"{level.partition(':')[0]}:{own}"
        grouped.setdefault((category, level), []).extend([trigger] if trigger else [])

    triggers, signs, categories = set(matched.triggers), set(matched.signs), set(matched.categories)
    for rule in text.matching:
        if rule.id in triggers:
            group(rule.category, rule.level, rule.id)
    for sign in text.signs:
        if sign.id in signs:
            group(None, sign.level, None)
    for category in text.categories:
        if category.id in categories:
            group(category.id, None, None)
    return tuple(Matter(category, level, tuple(ids)) for (category, level), ids in grouped.items())


def _levels(pack: Pack, matters: tuple[Matter, ...], matched: Matched) -> dict[str, str]:
    if not matters:
        return {}
    found = {matter.level for matter in matters}
    by_person, by_facts = dict(matched.overrides), dict(matched.levels)
    chosen: dict[str, str] = {}
    for scale in pack.text.scales:
        brought = next((level.id for level in scale.levels if f"{scale.id}:{level.id}" in found), None)
        level = by_person.get(scale.id) or brought or by_facts.get(scale.id)
        if level is not None:
            chosen[scale.id] = level
    return chosen


def flags(pack: Pack, matched: Matched) -> Names:
    """The flags of all that matched, declared ones first and in pack order."""
    text = pack.text
    brought = {one.flag for one in text.triggers if one.flag and one.id in matched.triggers}
    brought |= {one.flag for one in text.detectors if one.flag and one.id in matched.triggers}
    brought |= {one.flag for one in text.signs if one.flag and one.id in matched.signs}
    declared = [flag.id for flag in text.flags if flag.id in brought]
    return (*declared, *sorted(brought.difference(declared)))


def _identity(pack: Pack, matched: Matched, whole: Holds) -> tuple[IdentityClass, ...]:
    true = set(matched.conditions)

    def is_asked(one: IdentityClass) -> bool:
        return not one.requests or any(
            not whole.triggers.isdisjoint(request.trigger) or condition_key(request, within=one.id) in true
            for request in one.requests
        )

    return tuple(
        one
        for one in pack.text.identity
        if whole.binds(one.binds) and (one.when is None or condition_key(one) in true) and is_asked(one)
    )


def _scenarios(pack: Pack, matched: Matched, whole: Holds, identity: tuple[IdentityClass, ...]) -> tuple[Scenario, ...]:
    brought = {rule.scenario for rule in pack.text.detectors if rule.id in whole.triggers}
    true, classes = set(matched.conditions), {one.id for one in identity}
    seen = whole.triggers | whole.signs
    return tuple(
        one
        for one in pack.text.scenarios
        if condition_key(one) in true
        or one.id in brought
        or not seen.isdisjoint(one.trigger)
        or not whole.categories.isdisjoint(one.category)
        or not classes.isdisjoint(one.identity)
    )
