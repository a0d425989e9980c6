"""What a case knows apart from words, so that the policy can be asked about it again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal

from stepladder.core.case.events import FactSaid
from stepladder.core.case.state import Case
from stepladder.core.triage.readers import ZONE
from stepladder.core.triage.verdict import Verdict


@dataclass(frozen=True, slots=True)
class KnownTrigger:
    """A trigger that stands on the case, and how it is known."""

    trigger: str
    state: Literal["provisional", "confirmed"]
    reader: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Knowledge:
    """The structured side of a case.

    Fields: levels - set by a person, by scale; triggers - those that stand, in the order they came; not_triggers -
    ruled out by a person; facts - by full name (`signal.refund_amount`), a person's over those of the signals, with the
    zone of the customer that the case was decided with;
    fact_texts - the rows that hold the words of further facts, by full name.
    """

    levels: dict[str, str]
    triggers: tuple[KnownTrigger, ...]
    not_triggers: tuple[str, ...]
    facts: dict[str, FactSaid]
    fact_texts: dict[str, str]

    def without(self, triggers: tuple[str, ...]) -> Knowledge:
        """The same, had these triggers never been seen."""
        kept = tuple(one for one in self.triggers if one.trigger not in triggers)
        return replace(self, triggers=kept)

    def saying(self, fact: str, words: str) -> Knowledge:
        """The same with a fact whose words are not stored yet."""
        texts = {name: row for name, row in self.fact_texts.items() if name != fact}
        return replace(self, facts=self.facts | {fact: words}, fact_texts=texts)


VerdictFor = Callable[[Knowledge], Verdict]
"""Asks the pinned policy about the case again. The shell adds the customer's record and what the signals stated.

A promise may depend on the instant it is asked for, so ask for the instant at which the case was opened; due times are
computed here. Raises: DeskError - a name or value that the policy does not know.
"""


def knowledge_of(case: Case) -> Knowledge:
    """What the case knows now. Suggested triggers count for nothing until a person confirms them (Q-28)."""
    return Knowledge(
        levels=dict(case.levels_by_person),
        triggers=tuple(
            KnownTrigger(one.trigger, one.state, one.reader, one.confidence)
            for one in case.triggers.values()
            if one.state in ("provisional", "confirmed")
        ),
        not_triggers=tuple(one.trigger for one in case.triggers.values() if one.state == "corrected"),
        facts=({ZONE: case.zone} if case.zone else {}) | case.facts_read | case.facts,
        fact_texts=dict(case.fact_texts),
    )
