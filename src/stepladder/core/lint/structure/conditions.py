"""About conditions: those that can never hold, and those that hold whatever is the case (T41)."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.holding import always, idle_parts, never
from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.conditioned import Conditioned, conditions_of
from stepladder.core.policy.conditions import show
from stepladder.core.policy.conditions.tree import And
from stepladder.core.policy.obligations import Rung

_CALLED = {"when": "condition", "opens_when": "opening condition", "watches": "condition to watch"}


def _never_matches(subject: Subject) -> Iterator[Found]:
    for one in conditions_of(subject.text):
        # A rung that never opens is told with what stands behind it, under `ladder-never-ends`.
        if not _opens_a_rung(one) and never(subject.pack.trees[one.name]):
            yield Found(
                at=one.element,
                what=f"the {_CALLED[one.key]} of {_said(subject, one)} can never hold: {one.written}",
                mend="Mend the parts that contradict each other, or take the rule out.",
            )


def _always_matches(subject: Subject) -> Iterator[Found]:
    for one in conditions_of(subject.text):
        if always(subject.pack.trees[one.name]):
            yield Found(
                at=one.element,
                what=f"the {_CALLED[one.key]} of {_said(subject, one)} is never false, so it tells nothing "
                f"apart: {one.written}",
                mend="Say what it is meant to tell apart, or take the condition out.",
            )


def _idle_part(subject: Subject) -> Iterator[Found]:
    for one in conditions_of(subject.text):
        tree = subject.pack.trees[one.name]
        if never(tree) or always(tree):
            continue
        for part, whole in idle_parts(tree):
            joined = "whenever the rest holds, it does" if isinstance(whole, And) else "the rest holds whenever it does"
            yield Found(
                at=one.element,
                what=f"in the {_CALLED[one.key]} of {_said(subject, one)} the part {show(part)} decides "
                f"nothing: {joined}",
                mend="Take the part out, or mend what it was meant to say.",
            )


def _opens_a_rung(one: Conditioned) -> bool:
    return isinstance(one.element, Rung) and one.key == "opens_when"


def _said(subject: Subject, one: Conditioned) -> str:
    return f"'{subject.name_of(one.element)}'"


RULES = (
    Rule(id="never-matches", severity="warning", title="a condition can never hold", look=_never_matches),
    Rule(id="always-matches", severity="warning", title="a condition tells nothing apart", look=_always_matches),
    Rule(id="idle-part", severity="note", title="a part of a condition decides nothing", look=_idle_part),
)
