"""Proof of who asks: factors by name and result, each counted once, and never what they were (Q-25, Q-26)."""

from __future__ import annotations

from datetime import timedelta

from stepladder.core.case import work_commands as c
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import must_be_open, unknown
from stepladder.core.case.story import Story
from stepladder.core.case.work_events import FactorChecked
from stepladder.core.triage.verdict import Verdict


def add_factor(story: Story, command: c.AddFactor, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    must_be_open(case)
    verdict = verdict_for(knowledge_of(case))
    classes = verdict.pack.text.identity
    known = dict.fromkeys(name for one in classes for factor in one.of for name in (factor.id, *factor.accepts))
    if command.factor not in known:
        raise unknown(case, "proof of identity", command.factor, tuple(known))
    valid_for = _valid_for(verdict)
    expires_at = story.at + timedelta(seconds=valid_for) if valid_for is not None else None
    story.tell(FactorChecked(factor=command.factor, result=command.result, expires_at=expires_at), by)
    reassess(story, verdict_for(knowledge_of(case)))


def _valid_for(verdict: Verdict) -> int | None:
    """How long a check holds: as the class that is asked for says, else the shortest of all."""
    if verdict.duties.identity is not None:
        return verdict.duties.identity.identity.valid_for
    return min((one.valid_for for one in verdict.pack.text.identity if one.valid_for is not None), default=None)
