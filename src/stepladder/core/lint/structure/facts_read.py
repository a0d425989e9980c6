"""Which facts a policy reads, wherever it may name one."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.subject import Subject
from stepladder.core.policy.conditions import reads
from stepladder.core.policy.model import UntilFact
from stepladder.core.policy.obligations import Amount


def read_facts(subject: Subject) -> frozenset[str]:
    """The full names of all facts that a rule, a clock, a text or a sum names."""
    # Reports of one failure are grouped by the feature, whether or not a rule names it.
    return frozenset(_named(subject)) | {"signal.feature"}


def _named(subject: Subject) -> Iterator[str]:
    text = subject.text
    for tree in subject.pack.trees.values():
        yield from reads(tree)
    for field in text.fields:
        yield from field.prefill
    for template in text.templates:
        for slot in template.slots:
            yield from slot.prefill
    yield from (one.fact for one in text.questions)
    yield from (one.fact for one in text.steps if one.fact)
    yield from (one.fact for one in text.records if one.fact)
    yield from (one.term.fact for one in text.clocks if isinstance(one.term, UntilFact))
    yield from (one.person_from for one in text.directory if one.person_from)
    for term in text.terms:
        yield from term.starts
    sums = [one.value for one in text.terms] + [one.value for one in text.concessions]
    for value in (*sums, *(rung.value for ladder in text.ladders for rung in ladder.rungs)):
        yield from _of(value)


def _of(value: Amount | None) -> Iterator[str]:
    if value is not None:
        yield from (name for name in (value.of, value.since, value.until) if name)
