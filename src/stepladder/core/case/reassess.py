"""What a new verdict changes on a case: triggers, levels, clocks, notices."""

from __future__ import annotations

from stepladder.core.case import clocks
from stepladder.core.case.assess import evidence_of, renewed_assessment
from stepladder.core.case.events import ClockMet, LevelSet, Reassessed, RouteTold, RouteWithdrawn, TriggerMatched
from stepladder.core.case.state import CaseTrigger
from stepladder.core.case.story import Story
from stepladder.core.triage.readers import readers
from stepladder.core.triage.verdict import RouteVerdict, TriggerVerdict, Verdict


def reassess(story: Story, verdict: Verdict, *, always: bool = False) -> None:
    """Tell what the policy now makes of the whole case, after a person changed what is known.

    Clocks whose slot is gone are cancelled, others move or start from this instant on; notices that no longer stand are
    withdrawn. `always`: say that the policy was asked even where the answer is the same.
    """
    case = story.case
    before = dict(case.levels)
    tell_triggers(story, verdict.triggers, signal="")
    assessment = renewed_assessment(case, verdict)
    slots = {clocks.slot_of(promise) for promise in verdict.clocks}
    cancelled = tuple(slot for slot, clock in case.clocks.items() if clock.state == "running" and slot not in slots)
    if always or cancelled or assessment != case.assessment:
        story.tell(Reassessed(assessment=assessment, cancelled=cancelled))
    for scale, level in assessment.levels.items():
        if before.get(scale) != level:
            story.tell(LevelSet(scale=scale, level=level))
    standing = {one.route.id for one in verdict.routes}
    due = {(one.route.to, one.route.channel) for one in verdict.routes if one.state == "due"}
    for route in list(case.routes.values()):
        if not route.withdrawn and route.route not in standing and (route.to, route.channel) not in due:
            story.tell(RouteWithdrawn(route=route.route, to=route.to))
    tell_clocks(story, verdict, by_signal=False)
    tell_routes(story, verdict)


def tell_triggers(story: Story, found: tuple[TriggerVerdict, ...], *, signal: str) -> list[str]:
    """Record the triggers that are new to the case, and give those of them that count."""
    new = []
    for one in found:
        if _is_new(story.case.triggers.get(one.trigger.id), one):
            story.tell(
                TriggerMatched(
                    trigger=one.trigger.id,
                    state=one.state,
                    reader=one.reader,
                    confidence=one.confidence,
                    evidence=evidence_of(one, signal),
                )
            )
            if one.state != "suggested":
                new.append(one.trigger.id)
    return new


def _is_new(known: CaseTrigger | None, found: TriggerVerdict) -> bool:
    if known is None:
        return True
    if known.state == "corrected":
        return found.reader == "person"  # What a person ruled out, only a person brings back.
    # A reading never raises another one: only a person's yes or a stated fact makes a suggestion count.
    return known.state == "suggested" and found.state != "suggested"


def tell_clocks(story: Story, verdict: Verdict, *, by_signal: bool) -> None:
    """Start what is new, then move what runs under another promise; what was met or missed stays as it is.

    `by_signal`: new clocks start when the signal met the rule (Q-14), and nothing is given more time. A running clock
    moves as of the moment the desk acts, so that a signal that arrives late breaks no promise at birth (Q-19).
    """
    held = {slot: clock for slot, clock in story.case.clocks.items() if clock.state != "cancelled"}
    for promise in verdict.clocks:
        if clocks.slot_of(promise) not in held:
            started = clocks.started(verdict.pack, promise)
            story.tell(started if by_signal else clocks.started_at(verdict.pack, promise, story.at))
    for promise in verdict.clocks:
        clock = held.get(clocks.slot_of(promise))
        if clock is not None and clock.state == "running":
            change = clocks.moved(verdict.pack, clock, promise, story.now, may_lower=not by_signal)
            if change is not None:
                story.tell(change)


def tell_routes(story: Story, verdict: Verdict) -> None:
    """Send each due notice to whom no standing one has gone by the same channel, whatever route brought that one."""
    for one in verdict.routes:
        route = one.route
        told = {(out.to, out.channel) for out in story.case.routes.values() if not out.withdrawn}
        if one.state == "due" and (route.to, route.channel) not in told:
            story.tell(
                RouteTold(
                    route=route.id,
                    to=route.to,
                    channel=route.channel,
                    cc=_copies(story, verdict, one),
                    template=route.template,
                    tags=route.tags,
                )
            )


def _copies(story: Story, verdict: Verdict, told: RouteVerdict) -> tuple[str, ...]:
    """The copies of a notice that goes now: a verdict names who was on duty at its own instant, as the last (Q-06)."""
    duty = readers(verdict.pack).duty
    before = duty(told.route.to, verdict.levels, verdict.at)
    cc = told.cc[: len(told.cc) - len(before)]
    return tuple(dict.fromkeys((*cc, *duty(told.route.to, story.case.levels, int(story.now.timestamp())))))


def meet_clocks(story: Story, stop: str, by: str) -> None:
    """Stop the clocks that an event of this name meets, in time or late."""
    for clock in list(story.case.clocks.values()):
        if clock.waits and stop in clock.stops:
            story.tell(ClockMet(slot=clock.slot, late=clock.state == "missed"), by)
