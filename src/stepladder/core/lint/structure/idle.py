"""About rules that do nothing, and facts that nothing reads (T41)."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.selectors import within
from stepladder.core.lint.structure.facts_read import read_facts
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.assessments import Sign
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.conditions import reads
from stepladder.core.policy.model import Trigger
from stepladder.core.policy.obligations import Guard


def _does_nothing(subject: Subject) -> Iterator[Found]:
    yield from _adjustments(subject)
    yield from _copies(subject)
    yield from _open_gates(subject)
    yield from _questions(subject)
    yield from _words(subject)
    yield from _climbs(subject)


def _adjustments(subject: Subject) -> Iterator[Found]:
    kinds = {one.kind for one in subject.text.clocks}
    for one in subject.text.adjustments:
        if kinds.isdisjoint(one.kinds):
            yield Found(
                at=one,
                what=f"the adjustment '{one.id}' changes clocks of kind {', '.join(one.kinds)}, and there is none",
                mend=f"Name one of the kinds there are ({', '.join(sorted(kinds)) or 'none'}), or take it out.",
            )


def _copies(subject: Subject) -> Iterator[Found]:
    if not subject.text.routes:
        for one in subject.text.cc:
            yield Found(
                at=one,
                what=f"'{one.cc}' gets a copy of every notice, and no route sends one",
                mend="Add the routes it is meant for, or take it out.",
            )


def _open_gates(subject: Subject) -> Iterator[Found]:
    for gate in subject.text.gates:
        if gate.exempt is not None and within(gate.binds, gate.exempt) and _counts(subject, gate.kind):
            yield Found(
                at=gate,
                what=f"the gate '{gate.id}' is never shut: it stands open for everything it binds to",
                mend="Exempt less, or bind it to more.",
            )


def _counts(subject: Subject, kind: str) -> bool:
    return kind != "attempt" or subject.parameter("gate.exempt") != "none"


def _questions(subject: Subject) -> Iterator[Found]:
    for question in subject.text.questions:
        for name in question.decides:
            level, scale = subject.levels[name], name.partition(":")[0]
            tree = subject.pack.trees.get(condition_key(level, within=scale))
            if tree is not None and question.fact not in reads(tree):
                yield Found(
                    at=question,
                    what=f"the question '{question.id}' is to decide '{name}', whose condition does not read "
                    f"{question.fact}",
                    mend="Let the condition of the level read the answer, or drop the level from `decides:`.",
                    elements=(level,),
                )


def _words(subject: Subject) -> Iterator[Found]:
    text = subject.text
    speaking: tuple[Trigger | Sign | Guard, ...] = (*text.triggers, *text.signs, *text.guards)
    for one in speaking:
        taken = [phrase for phrase in one.phrases if phrase in one.unless]
        if taken:
            yield Found(
                at=one,
                what=f"'{subject.name_of(one)}' never hits by the words '{taken[0]}': they stand under `unless` too",
                mend="Take them out of one of the two lists.",
            )


def _climbs(subject: Subject) -> Iterator[Found]:
    for one in subject.text.approvals:
        if one.then_to and set(one.then_to) == {one.by}:
            yield Found(
                at=one,
                what=f"the approval '{one.id}' climbs to '{one.by}', who was asked in the first place",
                mend="Name somebody else under `then_to:`.",
            )


def _unused_fact(subject: Subject) -> Iterator[Found]:
    read, grounds = read_facts(subject), {one.id for one in subject.text.reasons}
    for fact in subject.text.facts:
        # Which of the closed grounds a person names is counted, whether or not a rule reads it.
        if fact.name not in read and not (fact.choices and grounds.issuperset(fact.choices)):
            yield Found(
                at=fact,
                what=f"nothing reads the fact '{fact.name}', so its answer changes nothing",
                mend="Name it where it should count, or take it out.",
            )


RULES = (
    Rule(id="does-nothing", severity="warning", title="a rule changes nothing", look=_does_nothing),
    Rule(id="unused-fact", severity="note", title="nothing reads a fact", look=_unused_fact),
)
