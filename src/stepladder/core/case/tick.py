"""What the passing of time does to a case: whatever falls due is noticed, once, in order, and told to somebody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from stepladder.core.case.events import AnyEvent, ClockAtRisk, ClockMissed, Happened
from stepladder.core.case.hand_over_events import HandOverExpired
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.talk_events import WaitingEnded
from stepladder.core.case.wake import falls_due, follow_up_from, missed_from
from stepladder.core.case.work_events import ApprovalExpired, FactorExpired, FollowUpDue, StepOverdue
from stepladder.core.case.work_state import AskedApproval

_Due = tuple[datetime, int, str, AnyEvent]
"""When, its place among what falls due at one instant, its name there, and what happened."""


def tick(case: Case, now: datetime) -> tuple[Happened, ...]:
    """Everything due at or before `now`, in the order of its own instants; nothing if it was all noticed before.

    Each event happened at its own instant and was noticed now. However late that is, it is what would have happened had
    somebody looked at each of these instants: whoever has the case by then is told.
    """
    story = Story(case, at=now, now=now, cause="tick")
    for _due in tell_due(story, now):
        pass
    return story.events


def tell_due(story: Story, until: datetime) -> Iterator[tuple[Happened, ...]]:
    """Tell what is due at or before `until`, one instant after the other, each as the case stands by then."""
    while (at := falls_due(story.case)) is not None and at <= until:
        due = due_by(story.case, at, noticed_at=story.now)
        if not due:
            return
        for one in due:
            story.add(one)
        yield due


def due_by(case: Case, until: datetime, *, noticed_at: datetime) -> tuple[Happened, ...]:
    """What is due at or before `until`, as the case stands now, in the order of its own instants.

    A mark is told to the owner; a miss also to the role that was told first, else to the fallback role: never to nobody
    (T43). A case that is over never fires (T8), but for what was promised to follow it up.
    """
    found = [*_follow_ups(case, until)]
    if case.is_open:
        found += [*_clocks(case, until), *_approvals(case, until), *_others(case, until)]
    found.sort(key=lambda one: one[:3])
    return tuple(
        Happened(at=at, noticed_at=noticed_at, by="clock", cause="tick", event=event) for at, _, _, event in found
    )


def _clocks(case: Case, now: datetime) -> Iterator[_Due]:
    for clock in case.clocks.values():
        if clock.state != "running":
            continue
        for share, mark in list(zip(clock.shares, clock.marks, strict=True))[clock.marks_passed :]:
            if mark <= now:
                event = ClockAtRisk(slot=clock.slot, share=share, due_at=clock.due_at, told=(case.owner,))
                yield mark, 0, clock.slot, event
        if missed_from(clock) <= now:
            missed = ClockMissed(slot=clock.slot, due_at=clock.due_at, told=_told_of_a_miss(case))
            yield clock.due_at, 1, clock.slot, missed


def _follow_ups(case: Case, now: datetime) -> Iterator[_Due]:
    for key, planned in case.follow_ups.items():
        at, told = follow_up_from(case, planned), (planned.owner or case.owner,)
        while at is not None and at <= now:
            ends_at = planned.due_at or at
            overdue = planned.every is None and at == ends_at and planned.earliest_at != ends_at
            yield at, 2, key, FollowUpDue(follow_up=key, due_at=ends_at, overdue=overdue, told=told)
            at = ends_at if planned.every is None and not overdue and at < ends_at else None


def _approvals(case: Case, now: datetime) -> Iterator[_Due]:
    """Whoever does not answer in time is passed over, one after the other, each in its own time."""
    for asked in case.approvals.values():
        expires_at, then_to, was = asked.expires_at, asked.then_to, asked.to
        while asked.state == "pending" and expires_at is not None and expires_at <= now:
            at, event = expires_at, _expired(case, asked, was, then_to, expires_at)
            yield at, 3, asked.approval, event
            expires_at, then_to, was = event.expires_at, event.then_to, event.to or was


def _expired(
    case: Case, asked: AskedApproval, was: str, then_to: tuple[str, ...], expires_at: datetime
) -> ApprovalExpired:
    if not then_to:
        return ApprovalExpired(approval=asked.approval, was=was, told=(case.owner, asked.asked_by))
    again = expires_at + timedelta(seconds=asked.within) if asked.within is not None else None
    return ApprovalExpired(
        approval=asked.approval, was=was, to=then_to[0], expires_at=again, then_to=then_to[1:], told=(then_to[0],)
    )


def _others(case: Case, now: datetime) -> Iterator[_Due]:
    if case.resolved_at is None:
        for key, step in case.due.items():
            if not step.told and step.due_at < now:
                told = _told_of_a_miss(case)
                yield step.due_at, 4, key, StepOverdue(step=key, due_at=step.due_at, told=told)
    back = case.hand_over
    if back is not None and back.at is not None and back.at <= now:
        told = tuple(dict.fromkeys((back.to, case.owner)))
        yield back.at, 5, "", HandOverExpired(to=back.to, was=case.owner, person=back.person, told=told)
    waiting = case.waiting
    if waiting is not None and waiting.until is not None and waiting.until <= now:
        yield waiting.until, 6, "", WaitingEnded(because="over", told=(case.owner,))
    for name, factor in case.factors.items():
        if factor.expires_at is not None and factor.expires_at <= now:
            yield factor.expires_at, 7, name, FactorExpired(factor=name)


def _told_of_a_miss(case: Case) -> tuple[str, ...]:
    first = next((route.to for route in case.routes.values() if not route.withdrawn), case.fallback_role)
    return tuple(dict.fromkeys(name for name in (case.owner, first) if name))
