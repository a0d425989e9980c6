"""What a case knows apart from words, so that the policy can be asked about it again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC
from typing import Literal

import msgspec
from msgspec import field
from msgspec.structs import replace

from stepladder.core.case.events import FactSaid
from stepladder.core.case.state import Case
from stepladder.core.case.work_state import MadeOffer
from stepladder.core.triage.ladders import ACCEPTED, REFUSED
from stepladder.core.triage.readers import ZONE
from stepladder.core.triage.request import LoggedAttempt
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import format_instant


class KnownTrigger(msgspec.Struct, frozen=True):
    """A trigger that stands on the case, and how it is known."""

    trigger: str
    state: Literal["provisional", "confirmed"]
    reader: str
    confidence: float


class Knowledge(msgspec.Struct, frozen=True):
    """The structured side of a case.

    Fields: levels - set by a person, by scale; triggers - those that stand, in the order they came; not_triggers -
    ruled out by a person; facts - by full name (`signal.refund_amount`), a person's over those of the signals, with the
    zone of the customer that the case was decided with;
    fact_texts - the rows that hold the words of further facts, by full name; attempts, gates, factors - what was tried,
    shown, waived, approved and proved so far, as a request names it; stage - where the case stands; fields - those of
    the hand-over that a person filled in.
    """

    levels: dict[str, str]
    triggers: tuple[KnownTrigger, ...]
    not_triggers: tuple[str, ...]
    facts: dict[str, FactSaid]
    fact_texts: dict[str, str]
    attempts: tuple[LoggedAttempt, ...] = ()
    gates: dict[str, Literal["open", "held", "waived"]] = field(default_factory=dict)
    factors: dict[str, Literal["passed", "failed"]] = field(default_factory=dict)
    stage: str | None = None
    fields: tuple[str, ...] = ()

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
        attempts=_attempts(case),
        gates=_gates(case),
        factors={one.factor: one.result for one in case.factors.values()},
        stage=case.stage if case.is_open else "recover",
        fields=tuple(case.given_fields),
    )


def _attempts(case: Case) -> tuple[LoggedAttempt, ...]:
    """What was tried, and which offers were answered: both say what comes next."""
    tried = [(one.at, one.what, one.result) for one in case.attempts]
    answered = [(one.at, one.offer, one.outcome) for one in answered_offers(case)]
    return tuple(
        LoggedAttempt(at=format_instant(at, UTC), what=what, result=said) for at, what, said in [*tried, *answered]
    )


def answered_offers(case: Case) -> tuple[MadeOffer, ...]:
    """What was offered on the case, and refused or accepted."""
    return tuple(one for one in case.offers if one.outcome in (REFUSED, ACCEPTED))


def _gates(case: Case) -> dict[str, Literal["open", "held", "waived"]]:
    """Gates that were waived, items that were shown, approvals that were given, and notices that somebody took up."""
    opened = [one.approval for one in case.approvals.values() if one.state == "given"]
    opened += [f"route:{one.route}" for one in case.routes.values() if one.taken_up and not one.withdrawn]
    found: dict[str, Literal["open", "held", "waived"]] = {key: one.state for key, one in case.ticks.items()}
    return found | dict.fromkeys(opened, "open")
