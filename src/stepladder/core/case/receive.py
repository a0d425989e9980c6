"""A signal arrives: it opens a case, or joins one that is open."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.assess import assessment_of, facts_of, instant, joined_assessment, rises
from stepladder.core.case.events import (
    CaseOpened,
    CustomerReplied,
    LevelSet,
    Reopened,
    SignalJoined,
    SignalReceived,
)
from stepladder.core.case.following import plan_by
from stepladder.core.case.hearing import hear
from stepladder.core.case.holding import tell_holds
from stepladder.core.case.meanwhile import catch_up
from stepladder.core.case.reassess import tell_clocks, tell_gates, tell_routes, tell_triggers
from stepladder.core.case.refused import must_be_open
from stepladder.core.case.resume import resume_clocks
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.talking import end_waiting
from stepladder.core.clock.zones import zone
from stepladder.core.policy.chosen import overdue_since
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import DeskError

FALLBACK = "directory.missing"
"""The parameter that names the role which hears what would reach nobody else. Source: Q-22."""


class ReviewOverdue(DeskError):
    """The policy opens no new case until it was read again (Q-50)."""


def receive(
    case: Case | None,
    *,
    case_id: str,
    signal: SignalReceived,
    verdict: Verdict,
    by: str,
    now: datetime,
    customer: str | None = None,
    contact: str | None = None,
    continues: str | None = None,
) -> Story | None:
    """The events a signal adds to the case it joins, or to a new one, with the case after them.

    Takes: case - the open case it joins, or None; verdict - on this signal and on what the case knows
    (`knowledge_of`), at the instant of the signal; continues - the closed case whose conversation goes on in a new one.
    None where there is no case and the policy asks for none, and for a signal that is part of the case.
    Automatic signals (out of office, bounces) open, start, stop and reopen nothing (T12).
    Raises: Refused - the case is closed; ReviewOverdue - no new case is opened.
    """
    if case is None:
        if not opens_case(signal, verdict):
            return None
        _refuse_while_overdue(verdict.pack, now)
        return opened(case_id, signal, verdict, by=by, now=now, customer=customer, contact=contact, continues=continues)
    must_be_open(case)
    if signal.signal in case.signals:
        return None
    story = Story(case, at=instant(verdict.at), now=now, cause=signal.signal)
    catch_up(story, lambda: verdict.pack)
    _join(story, signal, verdict, by)
    return story


def opens_case(signal: SignalReceived, verdict: Verdict) -> bool:
    """Whether a signal that belongs to no open case opens one."""
    return signal.sender != "automatic" and verdict.binds


def opened(
    case_id: str,
    signal: SignalReceived,
    verdict: Verdict,
    *,
    by: str,
    now: datetime,
    customer: str | None = None,
    contact: str | None = None,
    continues: str | None = None,
    split_from: str | None = None,
) -> Story:
    """A new case, whatever the policy makes of it."""
    story = Story(Case(id=case_id), at=instant(verdict.at), now=now, cause=signal.signal, is_new=True)
    _open(story, signal, verdict, by, customer, contact, continues, split_from)
    return story


def _refuse_while_overdue(pack: Pack, now: datetime) -> None:
    since = overdue_since(pack, now.astimezone(zone(pack.zone)).date())
    if since is not None:
        raise ReviewOverdue(
            f"the policy was to be reviewed by {since}, and opens no new case until that is done",
            where=f"policy {pack.id}",
            mend="Review it, set `next_review` and publish it; then send the signal again.",
        )


def fallback_role(pack: Pack) -> str:
    return pack.parameters[FALLBACK]


def _open(
    story: Story,
    signal: SignalReceived,
    verdict: Verdict,
    by: str,
    customer: str | None,
    contact: str | None,
    continues: str | None,
    split_from: str | None,
) -> None:
    pack, fallback = verdict.pack, fallback_role(verdict.pack)
    story.tell(signal, by)
    story.tell(
        CaseOpened(
            pack=pack.id,
            version=pack.version,
            digest=pack.digest,
            customer=customer,
            contact=contact,
            conversation=signal.conversation,
            continues=continues,
            split_from=split_from,
            owner_role=next((one.route.to for one in verdict.routes if one.is_told), fallback),
            fallback_role=fallback,
            assessment=assessment_of(verdict),
            facts=facts_of(verdict),
            zone=verdict.home,
            revision=pack.revision,
        )
    )
    tell_triggers(story, verdict.seen, signal=signal.signal)
    for scale, level in verdict.levels.items():
        story.tell(LevelSet(scale=scale, level=level))
    tell_clocks(story, verdict, by_signal=True)
    tell_routes(story, verdict)
    tell_holds(story, verdict)
    plan_by(story, 0, lambda: verdict)


def _join(story: Story, signal: SignalReceived, verdict: Verdict, by: str) -> None:
    case, due = story.case, len(story.events)
    story.tell(signal, by)
    if signal.sender == "automatic":
        story.tell(SignalJoined(signal=signal.signal), by)
        story.tell(_reply(signal, automatic=True), by)
        return
    joined = joined_assessment(case, verdict)
    risen = {scale: level for scale, level in verdict.levels.items() if rises(case, verdict.pack, scale, level)}
    tell_gates(story, verdict)
    facts = {name: value for name, value in facts_of(verdict).items() if case.facts_read.get(name) != value}
    story.tell(
        SignalJoined(signal=signal.signal, assessment=joined if joined != case.assessment else None, facts=facts), by
    )
    if signal.sender == "customer":
        story.tell(_reply(signal), by)
        end_waiting(story, "replied", lambda known: verdict)
    new = tell_triggers(story, verdict.seen, signal=signal.signal)
    if case.resolved_at is not None:
        # A complaint that is repeated is as open as a new one.
        brought = tuple(dict.fromkeys((*new, *(one for one in verdict.shown if _counts(case, one)))))
        if not brought:
            return  # "Thanks!" after the end starts nothing, though the customer spoke last (T30).
        story.tell(Reopened(because=f"a message brought {', '.join(brought)}"))
        resume_clocks(story, verdict.pack)
    for scale, level in risen.items():
        story.tell(LevelSet(scale=scale, level=level))
    tell_clocks(story, verdict, by_signal=True)
    tell_routes(story, verdict)
    tell_holds(story, verdict)
    hear(story, due, lambda known: verdict)
    plan_by(story, due, lambda: verdict)


def _counts(case: Case, trigger: str) -> bool:
    known = case.triggers.get(trigger)
    return known is not None and known.state in ("provisional", "confirmed")


def _reply(signal: SignalReceived, *, automatic: bool = False) -> CustomerReplied:
    return CustomerReplied(signal=signal.signal, text=signal.text, channel=signal.channel, automatic=automatic)
