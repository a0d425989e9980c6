"""What can bring a matter into being, and what the desk then decides: the same selection that a decision takes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Element, Selector
from stepladder.core.policy.model import PackText
from stepladder.core.policy.names import tickable_categories
from stepladder.core.triage.matters import Holds, Matched, case_of
from stepladder.core.triage.select import Selection, select

_KEPT = "lint brought"


@dataclass(frozen=True, slots=True)
class Brings:
    """One element that brings a matter by itself, with the category and the level it brings."""

    element: Element
    category: str | None
    level: str | None
    triggers: tuple[str, ...] = ()
    signs: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()

    def selection(self, subject: Subject, level: str | None = None) -> Selection:
        """What follows from it alone, every circumstance besides given; on another level where a person sets one."""
        return select(subject.pack, self.matched(subject, level))

    def matched(self, subject: Subject, level: str | None = None) -> Matched:
        scale, _, name = (level or "").partition(":")
        return Matched(
            self.triggers,
            overrides=((scale, name),) if level else (),
            signs=self.signs,
            categories=self.categories,
            conditions=subject.conditions,
        )


def brought(subject: Subject) -> tuple[Brings, ...]:
    """Everything that brings a matter, in the order of the pack; kept with it, since many rules ask."""
    kept: tuple[Brings, ...] | None = subject.pack.compiled.get(_KEPT)
    if kept is None:
        kept = subject.pack.compiled[_KEPT] = tuple(_brought(subject.text))
    return kept


def _brought(text: PackText) -> Iterator[Brings]:
    levels = {category.id: category.level for category in text.categories}
    for rule in text.matching:
        yield Brings(rule, rule.category, rule.level or levels.get(rule.category or ""), triggers=(rule.id,))
    for sign in text.signs:
        yield Brings(sign, None, sign.level, signs=(sign.id,))
    ticked = tickable_categories(text)
    for category in text.categories:
        if category.when is not None or category.id in ticked:
            yield Brings(category, category.id, category.level, categories=(category.id,))


def bringing(subject: Subject, category: str) -> tuple[Element, ...]:
    """What brings a category: triggers, detectors, and the category where facts show it or a person ticks it."""
    return tuple(one.element for one in brought(subject) if one.category == category)


def in_one_case(subject: Subject, *selectors: Selector) -> bool:
    """Whether a case can be made in which all selectors bind. Only a yes is certain."""
    text = subject.text
    levels = {wanted[0].partition(":")[0]: wanted[0] for one in selectors if (wanted := one.level)}
    triggers = {one.trigger[0] for one in selectors if one.trigger}
    signs = {one.sign[0] for one in selectors if one.sign}
    categories = {one.category[0] for one in selectors if one.category}
    brings = brought(subject)
    for flag in {one.flag[0] for one in selectors if one.flag}:
        triggers |= {one.id for one in text.triggers if one.flag == flag}
        triggers |= {one.id for one in text.detectors if one.flag == flag}
        signs |= {one.id for one in text.signs if one.flag == flag}
    for category in categories:
        triggers |= {one.triggers[0] for one in brings if one.category == category and one.triggers}
    if not triggers and not categories and brings:
        triggers, signs = triggers | set(brings[0].triggers), signs | set(brings[0].signs)
        categories |= set(brings[0].categories)
    holds: Holds = case_of(
        subject.pack,
        Matched(
            tuple(triggers),
            segments=tuple({one.segment[0] for one in selectors if one.segment}),
            overrides=tuple((scale, level.partition(":")[2]) for scale, level in levels.items()),
            signs=tuple(signs),
            categories=tuple(categories),
            conditions=subject.conditions,
            packs=tuple({one.pack[0] for one in selectors if one.pack}),
        ),
    ).whole
    return all(holds.binds(one) for one in selectors)
