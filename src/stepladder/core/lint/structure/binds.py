"""About rules that can never bind: to a mark that nothing sets, a circumstance that never is, two matters in one."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.holding import never, together
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.structure.brought import bringing
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.assessments import Detector, Sign
from stepladder.core.policy.base import Element, Selector
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.conditions import Tree
from stepladder.core.policy.model import SECTION_KEYS, Adjustment, Clock, Trigger


def _never_binds(subject: Subject) -> Iterator[Found]:
    unset = _unset_flags(subject)
    for element, binds in bound(subject):
        if binds.flag and unset.issuperset(binds.flag):
            names = ", ".join(f"'{name}'" for name in binds.flag)
            yield Found(
                at=element,
                what=f"'{subject.name_of(element)}' never binds: nothing sets the {_noun('flag', binds.flag)} {names}",
                mend="Name another flag, or let a trigger, a detector or a sign set that one.",
            )
        yield from _contradicted(subject, element, binds)
        if isinstance(element, Clock | Adjustment) and binds.category and binds.trigger:
            apart = [one for category in binds.category for one in bringing(subject, category)]
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
    for key, known in _by_condition(subject).items():
        # What can never be at all is told where it stands.
        wanted = [name for name in getattr(binds, key) if name not in known or not never(known[name])]
        if wanted and all(name in known and not together([tree, known[name]], []) for name in wanted):
            names = ", ".join(f"'{name}'" for name in wanted)
            yield Found(
                at=element,
                what=f"'{subject.name_of(element)}' never stands: its condition cannot hold where the {key} {names} "
                "does",
                mend="Mend its condition, or bind it to something else.",
                elements=tuple(one for one in getattr(subject.text, f"{key}s") if one.id in wanted),
            )


def _by_condition(subject: Subject) -> dict[str, dict[str, Tree]]:
    """Segments, and the scenarios that nothing but their condition brings, each with it."""
    text, trees, found_by = subject.text, subject.pack.trees, {one.scenario for one in subject.text.detectors}
    return {
        "segment": {one.id: trees[condition_key(one)] for one in text.segments},
        "scenario": {
            one.id: trees[condition_key(one)]
            for one in text.scenarios
            if one.when is not None and not (one.trigger or one.category or one.identity or one.id in found_by)
        },
    }


def bound(subject: Subject) -> Iterator[tuple[Element, Selector]]:
    """Every element with a selector."""
    for section in SECTION_KEYS:
        for element in getattr(subject.text, section):
            binds = getattr(element, "binds", None)
            if isinstance(binds, Selector):
                yield element, binds


def _unset_flags(subject: Subject) -> set[str]:
    """The flags that no trigger, detector or sign sets."""
    text = subject.text
    setting: tuple[Trigger | Detector | Sign, ...] = (*text.triggers, *text.detectors, *text.signs)
    return {one.id for one in text.flags}.difference(one.flag for one in setting if one.flag)


def _noun(noun: str, names: tuple[str, ...]) -> str:
    return noun if len(names) == 1 else f"{noun}s"


RULES = (Rule(id="never-binds", severity="warning", title="a rule binds to what is never the case", look=_never_binds),)
