"""What a new verdict changes on a case: triggers, levels, clocks, notices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from stepladder.core.case import clocks
from stepladder.core.case.assess import evidence_of, renewed_assessment, slot_of
from stepladder.core.case.events import LevelSet, Reassessed, RouteTold, RouteWithdrawn, TriggerMatched
from stepladder.core.case.holding import tell_holds
from stepladder.core.case.owed import key_of
from stepladder.core.case.owing import owed_of
from stepladder.core.case.pausing import run_on, stand_still
from stepladder.core.case.state import CaseClock, CaseTrigger
from stepladder.core.case.story import Story
from stepladder.core.case.work_events import GateClosed, GateOpened, GateTicked, IdentityMet
from stepladder.core.policy.kinds import rules_of, starts_with_signal
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.readers import readers
from stepladder.core.triage.verdict import ClockVerdict, RouteVerdict, TriggerVerdict, Verdict

PROMISE = "promised_reply"
"""The kind of clock that a person's own promise starts: no policy takes it away."""


def reassess(story: Story, verdict: Verdict, *, always: bool = False) -> None:
    """Tell what the policy now makes of the whole case, after a person changed what is known.

    Clocks whose slot is gone are cancelled, others move or start from this instant on; notices that no longer stand are
    withdrawn. `always`: say that the policy was asked even where the answer is the same.
    """
    case = story.case
    before = dict(case.levels)
    tell_triggers(story, verdict.seen, signal="")
    tell_gates(story, verdict)
    assessment = renewed_assessment(case, verdict)
    slots = {slot_of(promise) for promise in (*verdict.clocks, *verdict.promised)}
    # A promise whose moment is asked for still stands.
    slots |= {slot for slot, clock in case.clocks.items() if any(one.id == clock.clock for _, one in verdict.waiting)}
    cancelled = tuple(
        slot
        for slot, clock in case.clocks.items()
        if clock.state in ("running", "paused") and slot not in slots and clock.kind != PROMISE
    )
    if always or cancelled or assessment != case.assessment:
        story.tell(Reassessed(assessment=assessment, cancelled=cancelled))
    for scale, level in assessment.levels.items():
        if before.get(scale) != level:
            story.tell(LevelSet(scale=scale, level=level))
    standing = {one.route.id for one in verdict.routes}
    due = {(one.route.to, one.route.channel) for one in verdict.routes if one.is_told}
    for route in list(case.routes.values()):
        stands = route.route in standing or _is_still_bound(verdict, route.route)
        if not route.withdrawn and not stands and (route.to, route.channel) not in due:
            story.tell(RouteWithdrawn(route=route.route, to=route.to))
    if case.resolved_at is None:
        # What is over starts no clock and tells nobody: only a reopening does.
        tell_clocks(story, verdict, by_signal=False)
        tell_routes(story, verdict)
    tell_holds(story, verdict)


def _is_still_bound(verdict: Verdict, route: str) -> bool:
    """Whether a route is for what is the case, and is left out because another category comes first (Q-29).

    Whoever was told of it before stays told.
    """
    if verdict.pack.parameters["route.overlap"] == "union":
        return False
    whole = verdict.selection.case.whole
    return any(one.id == route and whole.binds(one.binds) for one in verdict.pack.text.routes)


def tell_gates(story: Story, verdict: Verdict) -> None:
    """Say what opened or closed since, and which of several things a gate no longer waits for."""
    owed, items = owed_of(verdict), {}
    for known in verdict.duties.gates:
        items[key_of(known.gate.scope, known.gate.id)] = {one.id: one.evidence for one in known.gate.items}
    for gate in owed.gates:
        before = story.case.owed.gate(gate.key)
        if before is None or before.key != gate.key or before == gate:
            continue
        if gate.state == "open" and before.state == "held":
            story.tell(GateOpened(gate=gate.key))
        elif gate.state == "held" and before.state != "held":
            story.tell(GateClosed(gate=gate.key, needs=gate.needs))
        for item in before.needs if gate.state == before.state == "held" else ():
            if item not in gate.needs:
                evidence = items[gate.key].get(item, "field")
                story.tell(GateTicked(gate=gate.key, item=item, evidence=evidence))
    identity, was = owed.identity, story.case.owed.identity
    if (
        identity is not None
        and identity.proved
        and not (was is not None and was.proved and was.class_ == identity.class_)
    ):
        story.tell(IdentityMet(class_=identity.class_, factors=identity.have))


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
    moves as of the moment the desk acts, so that a signal that arrives late breaks no promise at birth (Q-19). A policy
    that is retired promises nothing any more (T6).
    """
    if story.case.policy_retired_at is not None:
        return
    pack = verdict.pack
    held = {slot: clock for slot, clock in story.case.clocks.items() if clock.state != "cancelled"}
    # What may not overtake others comes after them, so that it is held back by where they stand then.
    promises = (*verdict.clocks, *verdict.promised)
    behind = [one for one in promises if rules_of(one.clock).not_before]
    _tell_clocks(story, pack, [one for one in promises if one not in behind] if behind else promises, held, by_signal)
    if behind:
        _tell_clocks(story, pack, behind, held, by_signal)
    hold_back(story, pack)
    run_on(story, pack)
    stand_still(story)


def _tell_clocks(
    story: Story, pack: Pack, promises: Sequence[ClockVerdict], held: Mapping[str, CaseClock], by_signal: bool
) -> None:
    for promise in promises:
        if slot_of(promise) not in held and starts_with_signal(promise.clock):
            floor = clocks.floor_of(story.case, rules_of(promise.clock).not_before)
            if by_signal:
                story.tell(clocks.started(pack, promise, floor))
            else:
                start_clock(story, pack, promise, floor)
    for promise in promises:
        clock = held.get(slot_of(promise))
        if clock is not None and clock.state in ("running", "paused"):
            floor = clocks.floor_of(story.case, rules_of(promise.clock).not_before)
            change = clocks.moved(pack, clock, promise, story.as_of, may_lower=not by_signal, floor=floor)
            if change is not None:
                story.tell(change)


def start_clock(story: Story, pack: Pack, promise: ClockVerdict, floor: datetime | None) -> None:
    """Start a promise now, unless the moment that it names is over."""
    event = clocks.started_at(pack, promise, story.at, floor)
    if event.due_at > event.started_at:
        story.tell(event)


def hold_back(story: Story, pack: Pack) -> None:
    """Move each running clock to behind what it may not overtake, after others have started or moved (T1)."""
    for clock in list(story.case.clocks.values()):
        if clock.state == "running" and clock.not_before:
            change = clocks.held_back(pack, story.case, clock, story.as_of)
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
    before = duty(told.route.to, verdict.levels, verdict.at, verdict.home)
    cc = told.cc[: len(told.cc) - len(before)] if told.state == "due" else told.cc
    now = duty(told.route.to, story.case.levels, int(story.now.timestamp()), verdict.home)
    return tuple(dict.fromkeys((*cc, *now)))
