"""What a new verdict changes on a case: triggers, levels, clocks, notices."""

from __future__ import annotations

from stepladder.core.case import clocks
from stepladder.core.case.assess import evidence_of, renewed_assessment
from stepladder.core.case.events import ClockMet, LevelSet, Reassessed, RouteTold, RouteWithdrawn, TriggerMatched
from stepladder.core.case.state import CaseTrigger
from stepladder.core.case.story import Story
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
    for route in list(case.routes.values()):
        if not route.withdrawn and route.route not in standing:
            story.tell(RouteWithdrawn(route=route.route, to=route.to))
    tell_clocks(story, verdict, by_signal=False)
    tell_routes(story, verdict.routes)


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

    `by_signal`: new clocks start when the signal met the rule (Q-14), and nothing is given more time.
    """
    held = {slot: clock for slot, clock in story.case.clocks.items() if clock.state != "cancelled"}
    for promise in verdict.clocks:
        if clocks.slot_of(promise) not in held:
            started = clocks.started(verdict.pack, promise)
            story.tell(started if by_signal else clocks.started_at(verdict.pack, promise, story.at))
    for promise in verdict.clocks:
        clock = held.get(clocks.slot_of(promise))
        if clock is not None and clock.state == "running":
            change = clocks.moved(verdict.pack, clock, promise, story.at, may_lower=not by_signal)
            if change is not None:
                story.tell(change)


def tell_routes(story: Story, routes: tuple[RouteVerdict, ...]) -> None:
    """Send each due notice that is not out already."""
    for one in routes:
        told = story.case.routes.get(one.route.id)
        if one.state == "due" and (told is None or told.withdrawn):
            to, channel = one.route.to, one.route.channel
            story.tell(
                RouteTold(
                    route=one.route.id,
                    to=to,
                    channel=channel,
                    cc=one.cc,
                    template=one.route.template,
                    tags=one.route.tags,
                )
            )


def meet_clocks(story: Story, stop: str, by: str) -> None:
    """Stop the clocks that an event of this name meets, in time or late."""
    for clock in list(story.case.clocks.values()):
        if clock.waits and stop in clock.stops:
            story.tell(ClockMet(slot=clock.slot, late=clock.state == "missed"), by)
