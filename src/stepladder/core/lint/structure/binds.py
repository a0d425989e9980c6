"""About rules that can never bind: to a mark that nothing sets, a circumstance that never is, two matters in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from stepladder.core.lint.holding import never, together
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.structure.brought import bringing
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Element, Selector
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.conditions import Tree
from stepladder.core.policy.model import Adjustment, Clock


def _never_binds(subject: Subject) -> Iterator[Found]:
    dead = _never_there(subject)
    for element, binds in bound(subject):
        for key, why in dead.items():
            wanted = getattr(binds, key)
            if wanted and all(name in why for name in wanted):
                yield Found(
                    at=element,
                    what=f"'{subject.name_of(element)}' never binds: {why[wanted[0]]}",
                    mend=f"Name another {key}, or let something bring that one.",
                )
        yield from _contradicted(subject, element, binds)
        if isinstance(element, Clock | Adjustment) and binds.category and binds.trigger:
            apart = [one for category in binds.category for one in bringing(subject.text, category)]
            if not any(one.id in binds.trigger for one in apart):
                yield Found(
                    at=element,
                    what=f"'{subject.name_of(element)}' never binds: no trigger it names brings a category it names",
                    mend="A clock belongs to one matter, so name triggers of that category, or only one of the two.",
                )


def _contradicted(subject: Subject, element: Element, binds: Selector) -> Iterator[Found]:
    """A condition of its own that cannot hold together with that of what it binds to."""
    tree = subject.pack.trees.get(condition_key(element))
    if tree is None or never(tree):
        return
    text, trees, found_by = subject.text, subject.pack.trees, {one.scenario for one in subject.text.detectors}
    by_condition: dict[str, dict[str, Tree]] = {
        "segment": {one.id: trees[condition_key(one)] for one in text.segments},
        "scenario": {
            one.id: trees[condition_key(one)]
            for one in text.scenarios
            if one.when is not None and not (one.trigger or one.category or one.identity or one.id in found_by)
        },
    }
    for key, known in by_condition.items():
        wanted = getattr(binds, key)
        if wanted and all(name in known and not together([tree, known[name]], []) for name in wanted):
            names = ", ".join(f"'{name}'" for name in wanted)
            yield Found(
                at=element,
                what=f"'{subject.name_of(element)}' never stands: its condition cannot hold where the {key} {names} "
                "does",
                mend="Mend its condition, or bind it to something else.",
                elements=tuple(one for one in getattr(text, f"{key}s") if one.id in wanted),
            )


def bound(subject: Subject) -> Iterator[tuple[Element, Selector]]:
    """Every element with a selector."""
    for section in fields(subject.text):
        if section.name != "header":
            for element in getattr(subject.text, section.name):
                binds = getattr(element, "binds", None)
                if isinstance(binds, Selector):
                    yield element, binds


def _never_there(subject: Subject) -> dict[str, dict[str, str]]:
    """What a selector may name and what is never there, with the reason."""
    text, trees = subject.text, subject.pack.trees
    marked = {one.flag for one in text.triggers} | {one.flag for one in text.detectors}
    marked |= {one.flag for one in text.signs}
    found_by = {one.scenario for one in text.detectors}
    return {
        "flag": {one.id: f"nothing sets the flag '{one.id}'" for one in text.flags if one.id not in marked},
        "segment": {
            one.id: f"the condition of the segment '{one.id}' can never hold"
            for one in text.segments
            if never(trees[condition_key(one)])
        },
        "scenario": {
            one.id: f"the condition of the scenario '{one.id}' can never hold"
            for one in text.scenarios
            if one.when is not None
            and not (one.trigger or one.category or one.identity or one.id in found_by)
            and never(trees[condition_key(one)])
        },
    }


RULES = (Rule(id="never-binds", severity="warning", title="a rule binds to what is never the case", look=_never_binds),)
