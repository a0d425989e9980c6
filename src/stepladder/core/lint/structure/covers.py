"""About levels and categories that nothing follows from: no clock runs, nobody is told, nothing brings them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.structure.brought import Brings, brought
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.model import Level
from stepladder.core.triage.select import Selection


def _uncovered_level(subject: Subject) -> Iterator[Found]:
    brings = brought(subject)
    for name, level in subject.levels.items():
        if not _is_brought(subject, name, brings):
            yield Found(
                at=level,
                what=f"nothing brings the level '{name}' but a person who sets it",
                mend="Name it in a trigger, a category or a sign, give it a `when:`, or take it out.",
            )
        own = [one for one in brings if one.level == name] or brings
        missing = _missing(subject, (one.selection(subject, name) for one in own))
        if own and missing:
            yield Found(
                at=level,
                what=f"on the level '{name}' {missing}, whatever brings it",
                mend=f"Add what its cases need with `for: {{level: {name}}}`, or take the level out.",
            )


def _is_brought(subject: Subject, name: str, brings: Iterable[Brings]) -> bool:
    level = subject.levels[name]
    by_facts = isinstance(level, Level) and level.when is not None
    asked = any(name in question.decides for question in subject.text.questions)
    return by_facts or asked or any(one.level == name for one in brings)


def _lonely_category(subject: Subject) -> Iterator[Found]:
    brings = brought(subject)
    for category in subject.text.categories:
        own = [one for one in brings if one.category == category.id]
        levels = [None, *subject.levels]
        missing = _missing(subject, (one.selection(subject, level) for one in own for level in levels))
        owner = any(stage.owner for stage in category.stages)
        if owner and missing == "nobody is told":
            continue
        if own and missing:
            yield Found(
                at=category,
                what=f"of the category '{category.id}' {missing}, whatever its level",
                mend=f"Add what its cases need with `for: {{category: {category.id}}}`, or an owner to its stages.",
                elements=tuple(dict.fromkeys(one.element for one in own)),
            )


def _missing(subject: Subject, selections: Iterable[Selection]) -> str:
    """What none of the selections has, in words; nothing is missed that the whole policy does without."""
    clocks, routes = not subject.text.clocks, not subject.text.routes
    for one in selections:
        clocks = clocks or bool(one.slots)
        routes = routes or any(not route.bypasses for route, _, _ in one.routes)
        if clocks and routes:
            return ""
    if not clocks and not routes:
        return "no clock runs and nobody is told"
    return "nobody is told" if clocks else "no clock runs"


def _empty(subject: Subject) -> Iterator[Found]:
    text = subject.text
    brings = (text.triggers, text.detectors, text.signs, text.categories)
    follows = (text.clocks, text.routes, text.steps)
    lacks = [says for parts, says in ((brings, "shows a matter"), (follows, "follows from one")) if not any(parts)]
    if lacks:
        yield Found(
            at=text.header.place,
            what=f"this policy does nothing for anybody: no rule in it {' and none '.join(lacks)}",
            mend="Write its triggers, clocks and routes, or put up the policy that has them.",
            source=text.header.source,
        )


RULES = (
    Rule(
        id="empty-policy",
        severity="warning",
        title="a policy escalates nothing",
        look=_empty,
    ),
    Rule(
        id="uncovered-level",
        severity="warning",
        title="nothing brings a level, or follows from it",
        look=_uncovered_level,
    ),
    Rule(
        id="lonely-category",
        severity="warning",
        title="a category has no clock, or nobody is told of it",
        look=_lonely_category,
    ),
)
