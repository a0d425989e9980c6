"""The end of a case: resolved, taken back, closed for good."""

from __future__ import annotations

from stepladder.core.case import commands as c
from stepladder.core.case.events import ClockMet, Closed, Reopened, Resolved
from stepladder.core.case.gating import must_be_free
from stepladder.core.case.holding import must_not_be_held
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import Refused, must_be_open, must_be_unresolved
from stepladder.core.case.resume import resume_clocks
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.talk_events import CustomerConfirmed, CustomerDenied
from stepladder.core.case.talking import end_waiting
from stepladder.core.case.working import undone
from stepladder.core.policy.kinds import CONFIRMED


def resolve(story: Story, command: c.Resolve, by: str, verdict_for: VerdictFor) -> None:
    """Stops every clock, whoever spoke last (T30); what was never answered is met by the resolution (T20).

    What the customer's own word is to keep waits for that (Q-16).
    """
    must_be_unresolved(story.case)
    must_not_be_held(story.case, "case", "the resolution")
    if any(one.holds for one in story.case.owed.gates):
        must_be_free(story.case, verdict_for(knowledge_of(story.case)), "resolve")
    _must_be_written(story.case, "resolve", "resolved")
    end_waiting(story, "resolved", verdict_for)
    story.tell(Resolved(text=story.text_id(), cause=command.cause, prevention=command.prevention), by)
    for clock in list(story.case.clocks.values()):
        if clock.waits and (CONFIRMED not in clock.stops or "resolved" in clock.stops):
            met = ClockMet(slot=clock.slot, late=clock.state == "missed", by_resolution="resolved" not in clock.stops)
            story.tell(met, by)


def customer_confirms(story: Story, command: c.CustomerConfirms, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    must_be_open(case)
    _must_be_resolved(case)
    if case.confirmed_at is None:
        story.tell(CustomerConfirmed(text=_text(story, command.text)), by)


def customer_denies(story: Story, command: c.CustomerDenies, by: str, verdict_for: VerdictFor) -> None:
    """The resolution is taken back, and what it had met runs on with the time that was left (Q-16)."""
    case = story.case
    must_be_open(case)
    _must_be_resolved(case)
    story.tell(CustomerDenied(text=_text(story, command.text)), by)
    _go_on(story, verdict_for)


def reopen(story: Story, command: c.Reopen, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    must_be_open(case)
    if case.resolved_at is None:
        raise Refused("the case is not resolved", where=f"case {case.id}", mend="Work on: nothing is to be reopened.")
    story.tell(Reopened(because=command.because), by)
    _go_on(story, verdict_for)


def _go_on(story: Story, verdict_for: VerdictFor) -> None:
    """What the resolution had met runs on, and what became known since has its clocks and notices now."""
    resume_clocks(story, verdict_for(knowledge_of(story.case)).pack)
    reassess(story, verdict_for(knowledge_of(story.case)))


def close(story: Story, command: c.Close, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    must_be_open(case)
    _must_be_resolved(case)
    must_not_be_held(case, "case", "closing")
    if any(one.holds for one in case.owed.gates):
        must_be_free(case, verdict_for(knowledge_of(case)), "close")
    _must_be_written(case, "close", "closed")
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


def _must_be_written(case: Case, act: str, done: str) -> None:
    if missing := undone(case, act):
        raise Refused(
            f"{', '.join(one.key for one in missing)} is to be written down before it is {done}",
            where=f"case {case.id}",
            mend="Complete it, or skip it with a reason.",
            source=tuple(dict.fromkeys(name for one in missing for name in one.source)),
            opens_with="complete_step",
        )


def _must_be_resolved(case: Case) -> None:
    if case.resolved_at is None:
        raise Refused(
            "the case is not resolved", where=f"case {case.id}", mend="Resolve it first.", opens_with="resolve"
        )


def _text(story: Story, words: str | None) -> str | None:
    return story.text_id() if words is not None else None
