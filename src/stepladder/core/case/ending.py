"""The end of a case: resolved, taken back, closed for good."""

from __future__ import annotations

from stepladder.core.case import commands as c
from stepladder.core.case.events import ClockMet, Closed, Reopened, Resolved
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.refused import Refused, must_be_open, must_be_unresolved
from stepladder.core.case.resume import resume_clocks
from stepladder.core.case.story import Story


def resolve(story: Story, command: c.Resolve, by: str, verdict_for: VerdictFor) -> None:
    """Stops every clock, whoever spoke last (T30); what was never answered is met by the resolution (T20)."""
    must_be_unresolved(story.case)
    story.tell(Resolved(text=story.text_id(), cause=command.cause, prevention=command.prevention), by)
    for clock in list(story.case.clocks.values()):
        if clock.waits:
            met = ClockMet(slot=clock.slot, late=clock.state == "missed", by_resolution="resolved" not in clock.stops)
            story.tell(met, by)


def reopen(story: Story, command: c.Reopen, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    must_be_open(case)
    if case.resolved_at is None:
        raise Refused("the case is not resolved", where=f"case {case.id}", mend="Work on: nothing is to be reopened.")
    story.tell(Reopened(because=command.because), by)
    resume_clocks(story, verdict_for(knowledge_of(case)).pack)


def close(story: Story, command: c.Close, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    must_be_open(case)
    if case.resolved_at is None:
        raise Refused(
            "the case is not resolved", where=f"case {case.id}", mend="Resolve it first.", opens_with="resolve"
        )
    outcome = command.outcome
    story.tell(
        Closed(
            resolved_by_team=outcome.resolved_by_team,
            satisfied=outcome.satisfied,
            first_level_possible=outcome.first_level_possible,
            lesson=command.lesson,
        ),
        by,
    )
