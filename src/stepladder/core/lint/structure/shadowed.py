"""About rules that another always stands before, so that they never decide anything."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.holding import implies
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.selectors import KEYS, within
from stepladder.core.lint.structure.brought import bringing
from stepladder.core.lint.structure.circles import replacing
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Selector
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.model import Clock, Level, Route


def _shadowed(subject: Subject) -> Iterator[Found]:
    yield from _levels(subject)
    yield from _clocks(subject)
    yield from _routes(subject)


def _levels(subject: Subject) -> Iterator[Found]:
    """Of the levels of a scale whose condition holds, the highest is taken."""
    trees = subject.pack.trees
    for scale in subject.text.scales:
        above: list[Level] = []
        for level in scale.levels:
            if level.when is None:
                continue
            tree = trees[condition_key(level, within=scale.id)]
            if above and implies(tree, *(trees[condition_key(one, within=scale.id)] for one in above)):
                higher = ", ".join(f"'{one.id}'" for one in above)
                yield Found(
                    at=level,
                    what=f"facts never put a case on '{scale.id}:{level.id}': whenever its condition holds, that of "
                    f"{higher} above it does",
                    mend="Let the higher level ask for more, or the lower one for something else.",
                    elements=tuple(above),
                )
            above.append(level)


def _clocks(subject: Subject) -> Iterator[Found]:
    """Within a matter the most specific clock of a kind counts (Q-09)."""
    if subject.parameter("clock.precedence") != "most_specific":
        return
    clocks = [(one, _slot(one), one.binds.specificity) for one in subject.text.clocks]
    for one, slot, exact in clocks:
        for other, other_slot, more_exact in clocks:
            if more_exact <= exact or slot != other_slot:
                continue
            if in_every_matter(subject, one.binds, other.binds):
                yield Found(
                    at=one,
                    what=f"the clock '{one.id}' never counts: wherever it binds, '{other.id}' of the same kind binds "
                    "more exactly",
                    mend="Take it out, or let one of the two bind to something else.",
                    elements=(other,),
                )
                break


def _slot(clock: Clock) -> tuple[str, str | None, str | None]:
    return clock.kind, clock.team, clock.end


def _routes(subject: Subject) -> Iterator[Found]:
    routes = subject.text.routes
    circle_of = {name: number for number, circle in enumerate(replacing(subject)) for name in circle.group}
    for number, one in enumerate(routes):
        # Routes that replace each other are told of under `undoes`.
        circle = circle_of.get(one.id)
        others = (other for other in routes if circle is None or circle_of.get(other.id) != circle)
        replaced_by = (other for other in others if one.id in other.replaces and other is not one)
        over = next((other for other in replaced_by if _told_where(one, other)), None)
        if over is not None:
            yield Found(
                at=one,
                what=f"the route '{one.id}' tells nobody: wherever it binds, '{over.id}' replaces it",
                mend="Take it out, or let the other one bind to less.",
                elements=(over,),
            )
            continue
        same = next((other for place, other in enumerate(routes) if _comes_first(other, one, place < number)), None)
        if same is not None:
            yield Found(
                at=one,
                what=f"the route '{one.id}' adds nothing: wherever it binds, '{same.id}' has told '{one.to}' by "
                f"{one.channel} already",
                mend="Take it out, or tell somebody else or in another way.",
                elements=(same,),
            )


def _comes_first(first: Route, one: Route, before: bool) -> bool:
    if first is one or first.bypasses or one.bypasses or one.id in first.replaces or first.replaces or one.replaces:
        return False
    earlier = first.order < one.order or (first.order == one.order and before)
    same = (first.to, first.channel, first.when, first.after) == (one.to, one.channel, one.when, one.after)
    return earlier and same and _told_where(one, first)


def _told_where(one: Route, other: Route) -> bool:
    """Whether a route surely binds wherever another does, which may bind by the person alone, whatever the matter."""
    by_person = one.binds == Selector(segment=one.binds.segment) and not other.binds.segment
    return not by_person and within(one.binds, other.binds)


def in_every_matter(subject: Subject, narrow: Selector, wide: Selector) -> bool:
    """The same within one matter, where what brings a category tells its triggers, and a trigger its category."""
    for key in KEYS:
        wanted, given = set(getattr(wide, key)), set(getattr(narrow, key))
        if not wanted or (given and given <= wanted):
            continue
        if key == "trigger" and narrow.category:
            brings = [one for category in narrow.category for one in bringing(subject, category)]
            if brings and all(one.id in wanted for one in brings):
                continue
        if key == "category" and narrow.trigger:
            of = {one.category for one in subject.text.matching if one.id in narrow.trigger}
            if of and of <= wanted:
                continue
        return False
    return True


RULES = (
    Rule(id="shadowed", severity="warning", title="a rule never decides, since another always does", look=_shadowed),
)
