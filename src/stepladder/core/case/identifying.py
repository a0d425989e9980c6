"""Proof of who asks: factors by name and result, each counted once, and never what they were (Q-25, Q-26)."""

from __future__ import annotations

from datetime import timedelta

from stepladder.core.case import work_commands as c
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import must_be_open, unknown
from stepladder.core.case.story import Story
from stepladder.core.case.work_events import FactorChecked
from stepladder.core.policy.chosen import check_lasts
from stepladder.core.triage.verdict import Verdict


def add_factor(story: Story, command: c.AddFactor, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    must_be_open(case)
    verdict = verdict_for(knowledge_of(case))
    classes = verdict.pack.text.identity
    known = dict.fromkeys(name for one in classes for factor in one.of for name in (factor.id, *factor.accepts))
    if command.factor not in known:
        raise unknown(case, "proof of identity", command.factor, tuple(known))
    expires_at = story.at + timedelta(seconds=_lasts(verdict))
    story.tell(FactorChecked(factor=command.factor, result=command.result, expires_at=expires_at), by)
    reassess(story, verdict_for(knowledge_of(case)))


def _lasts(verdict: Verdict) -> int:
    """Seconds for which a check holds: as the class that is asked for says, else the shortest of all."""
    asked = verdict.duties.identity
    return (
        asked.lasts if asked is not None else min(check_lasts(verdict.pack, one) for one in verdict.pack.text.identity)
    )
