"""About examples: rules that none of them reaches, so that nobody would notice them break."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.base import Element, Selector
from stepladder.core.policy.model import PackText
from stepladder.core.triage.decide import decide
from stepladder.core.triage.examples import NOON, asks
from stepladder.core.triage.request import Request
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError

_MOST_NAMED = 12
_SECTIONS = {
    "segments": "segments", "categories": "categories", "triggers": "triggers", "detectors": "detectors",
    "signs": "signs", "scenarios": "scenarios", "clocks": "clocks", "routes": "routes", "fields": "fields",
    "gates": "gates", "identity": "identity classes", "approvals": "approvals", "guards": "guards",
    "guidance": "pieces of guidance", "steps": "steps", "templates": "templates", "follow_ups": "follow-ups",
    "ladders": "ladders", "concessions": "concessions", "terms": "terms", "records": "records", "holds": "holds",
}  # fmt: skip
"""The rules that a decision shows, with what several of a kind are called."""


def _no_example(subject: Subject) -> Iterator[Found]:
    reached = {id(element) for element in _reached(subject)}
    for section, noun in _SECTIONS.items():
        rules: tuple[Element, ...] = getattr(subject.text, section)
        missing = tuple(
            one for one in rules if id(one) not in reached and not _comes_later(one) and not _inherited(subject, one)
        )
        if missing:
            names = [subject.name_of(one).partition("/")[2] for one in missing[:_MOST_NAMED]]
            more = f" and {len(missing) - _MOST_NAMED} more" if len(missing) > _MOST_NAMED else ""
            yield Found(
                at=missing[0],
                what=f"no example reaches {len(missing)} of {len(rules)} {noun}: {', '.join(names)}{more}",
                mend="Write an example whose decision has it, and beside it one that only comes near.",
                elements=missing,
            )


def _comes_later(one: Element) -> bool:
    """Whether it binds to a stage of the work, which no single decision has."""
    binds = getattr(one, "binds", None)
    return isinstance(binds, Selector) and bool(binds.stage)


def _inherited(subject: Subject, one: Element) -> bool:
    """Whether it comes from a policy that this one extends, whose files stand in a folder and bring no examples."""
    return subject.text.header.extends is not None and "/" in one.place.file


def _reached(subject: Subject) -> Iterator[Element]:
    text = subject.text
    for example in text.examples:
        if asks(example) != "decision":
            continue  # A draft that is read and a template that is filled are bound by no case.
        try:
            verdict = decide(subject.pack, msgspec.convert(example.given, type=Request, strict=False), NOON)
        except (msgspec.ValidationError, DeskError):
            continue  # Told by the run of the examples already.
        yield from _shown(text, verdict)


def _shown(text: PackText, verdict: Verdict) -> Iterator[Element]:
    duties = verdict.duties
    yield from (one.trigger for one in (*verdict.triggers, *verdict.signs))
    yield from (one.clock for one in (*verdict.clocks, *verdict.promised))
    yield from (clock for _, clock in verdict.waiting)
    yield from (one.route for one in verdict.routes)
    yield from verdict.selection.fields
    for elements, names in (
        (text.segments, verdict.segments),
        (text.categories, verdict.categories),
        (text.scenarios, verdict.scenarios),
    ):
        there: tuple[Element, ...] = elements
        yield from (one for one in there if one.id in names)
    yield from (one.gate for one in duties.gates)
    yield from (one.guard for one in duties.guards)
    yield from (one.template for one in duties.templates)
    for group in (
        duties.approvals, duties.guidance, duties.steps, duties.follow_ups, duties.concessions, duties.terms,
        duties.records, duties.holds,
    ):  # fmt: skip
        yield from group
    if duties.identity is not None:
        yield duties.identity.identity
    if duties.ladder is not None:
        yield duties.ladder.ladder


RULES = (Rule(id="no-example", severity="note", title="no example reaches a rule", look=_no_example),)
