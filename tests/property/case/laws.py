"""What holds of every case, read off its events and its state: the laws of the life of a case."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

from stepladder.core.case import events as e
from stepladder.core.case import talk_events as t
from stepladder.core.case import work_events as w
from stepladder.core.case.state import Case
from stepladder.core.case.wake import missed_from
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.ladders import places
from tests.unit.core.case.play import name_of
from tests.unit.core.case.work import ROLES

AFTER_THE_END = {"linked", "delivery_failed", "follow_up_due", "follow_up_planned", "step_completed", "step_skipped"}
DECIDE = {
    "high": {"manager", "admin", "leadership"},
    "write-down/2": {"manager", "leadership"},
    "discount": {"manager", "leadership"},
}
"""Who may decide each approval of the policy, and who is above them."""


def instants_owed(case: Case) -> Iterator[tuple[str, datetime]]:
    """Everything open that has a time, told apart from what the desk itself looks at."""
    for key, planned in case.follow_ups.items():
        if planned.state == "planned" and (planned.every is None or (case.is_open and case.resolved_at is None)):
            moment = planned.earliest_at or planned.due_at
            if moment is not None:
                yield f"follow-up {key}", moment
    if not case.is_open:
        return
    for slot, clock in case.clocks.items():
        if clock.state == "running":
            yield f"clock {slot}", missed_from(clock)
    for name, asked in case.approvals.items():
        if asked.state == "pending" and asked.expires_at is not None:
            yield f"approval {name}", asked.expires_at
    for name, factor in case.factors.items():
        if factor.expires_at is not None:
            yield f"factor {name}", factor.expires_at
    if case.hand_over is not None and case.hand_over.at is not None:
        yield "hand-over", case.hand_over.at
    if case.waiting is not None and case.waiting.until is not None:
        yield "wait", case.waiting.until
    # A policy that is retired asks for nothing by a time any more (T6).
    if case.resolved_at is None and case.policy_retired_at is None:
        for piece in case.owed.work:
            due = case.due.get(piece.key)
            if piece.within is not None and piece.key not in case.done:
                assert due is not None, f"the step {piece.key} has no time"
                if not due.told:
                    yield f"step {piece.key}", second_after(due.due_at)


def second_after(moment: datetime) -> datetime:
    """Within includes the limit, so a step is overdue from the second after it on."""
    return moment.fromtimestamp(moment.timestamp() + 1, moment.tzinfo)


def nothing_fires_twice(happened: list[e.Happened]) -> None:
    told: Counter[tuple[object, ...]] = Counter()
    started: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for one in happened:
        match one.event:
            case w.StepOverdue(step=step, due_at=due_at):
                told["step", step, due_at] += 1
            case w.FollowUpPlanned(follow_up=key):
                told = Counter({kept: count for kept, count in told.items() if kept[:2] != ("follow-up", key)})
            case w.FollowUpDue(follow_up=key, overdue=overdue):
                told["follow-up", key, one.at, overdue] += 1
            case w.ApprovalRequested(approval=name):
                told = Counter({kept: count for kept, count in told.items() if kept[:2] != ("approval", name)})
            case w.ApprovalExpired(approval=name):
                told["approval", name, one.at] += 1
            case e.ClockStarted(slot=slot):
                started[slot] += 1
            case e.ClockMissed(slot=slot):
                missed[slot] += 1
    assert all(count == 1 for count in told.values()), told
    assert all(missed[slot] <= started[slot] for slot in missed), missed


def t22_nothing_is_missed_while_it_stands_still(happened: list[e.Happened]) -> None:
    still: set[str] = set()
    for one in happened:
        match one.event:
            case e.ClockPaused(slot=slot):
                still.add(slot)
            case e.ClockResumed(slot=slot) | e.ClockStarted(slot=slot):
                still.discard(slot)
            case e.ClockMissed(slot=slot) | e.ClockAtRisk(slot=slot):
                assert slot not in still, f"{slot} was told while it stood still"


def the_ladder_is_walked_in_order(happened: list[e.Happened], pack: Pack) -> None:
    """Each place after the refusal of the one before, none twice, nothing after a yes, and what is given given once."""
    order = [place for one in pack.text.ladders for place, _, _ in places(one)]
    turn, open_, taken = 0, False, False
    given: Counter[str] = Counter()
    for one in happened:
        match one.event:
            case w.OfferMade(offer=offer) if offer in order:
                assert offer == order[turn], f"{offer} was offered in place of {order[turn]}"
                assert not open_
                assert not taken
                open_ = True
            case w.OfferAnswered(offer=offer, outcome=outcome) if offer in order:
                assert open_
                open_, taken, turn = False, outcome == "accepted", turn + 1
            case w.ConcessionGranted(offer=offer):
                given[offer] += 1
    assert all(given[offer] <= 1 for offer in (*order, "free-month")), given
    assert not (given["half-fee"] and any(given[place] for place in order))


def approvals_are_somebody_elses(happened: list[e.Happened]) -> None:
    asked: dict[str, str] = {}
    for one in happened:
        match one.event:
            case w.ApprovalRequested(approval=name, to=to):
                assert to.strip()
                assert name not in asked, f"{name} was asked for while it was open"
                asked[name] = one.by
            case w.ApprovalExpired(approval=name, to=None):
                del asked[name]
            case w.ApprovalGiven(approval=name) | w.ApprovalRefused(approval=name):
                assert one.by != asked.pop(name), f"{one.by} decided their own request"
                assert set(ROLES[one.by]) & DECIDE[name], f"{one.by} decided {name}"


def an_end_is_an_end(happened: list[e.Happened]) -> None:
    """On a resolved case nothing starts but what the end starts, nobody new is told; a closed one only follows up."""
    over = closed = False
    for one in happened:
        name, event = name_of(one), one.event
        if closed:
            assert name in AFTER_THE_END, f"{name} on a closed case"
        if over:
            assert not isinstance(event, e.RouteTold)
            assert not isinstance(event, e.ClockStarted) or "resolved" in event.starts
            assert not isinstance(event, w.StepOverdue)
        match event:
            case e.Resolved():
                over = True
            case e.Reopened() | t.CustomerDenied():
                over = False
            case e.Closed():
                closed = True
        closed = closed or name == "merged"
