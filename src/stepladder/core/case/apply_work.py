"""What the work on a case makes of it: gates, proofs, approvals, steps, follow-ups, holds, offers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from msgspec.structs import replace

from stepladder.core.case import work_events as w
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import Happened
from stepladder.core.case.owed import MATCHED, GateStanding, Owed, OwedGate
from stepladder.core.case.state import Case
from stepladder.core.case.work_state import (
    AskedApproval,
    Attempt,
    CheckedFactor,
    DoneWork,
    DueWork,
    MadeOffer,
    PlacedHold,
    PlannedWork,
    Tick,
)

_DESK = "desk"


def owes(case: Case, at: datetime) -> None:
    """What a new answer of the policy brings along.

    Steps that have a time fall due so long after they were first asked for, and not once nobody asks any more; what
    the desk writes by itself is written; follow-ups of a match that does not hold any more are needless.
    """
    if case.policy_retired_at is not None:
        return
    owed = case.owed
    if case.due:
        asked = {piece.key for piece in owed.work}
        for key in [key for key in case.due if key not in asked]:
            del case.due[key]
    for piece in owed.work:
        # Most pieces are neither: their keys need not be put together.
        if piece.within is None and not piece.automatic:
            continue
        key = piece.key
        if piece.within is not None and key not in case.due and key not in case.done:
            case.due[key] = DueWork(at + timedelta(seconds=piece.within))
        if piece.automatic and not piece.before and key not in case.done:
            case.done[key] = DoneWork(key, piece.kind, "done", at, _DESK)
    for key, planned in case.follow_ups.items():
        if planned.after == MATCHED and key not in owed.matched and planned.is_ahead:
            planned.state = "cancelled"


def writes_down(case: Case, before: str, answers: Mapping[str, bool | None], at: datetime, by: str) -> None:
    """What is written down with an act: by the desk itself, or by the answers given, under the names of their facts."""
    for piece in case.owed.work:
        if piece.before != before or piece.by_hand or piece.key in case.done:
            continue
        answer = answers.get(piece.fact)
        if piece.automatic:
            case.done[piece.key] = DoneWork(piece.key, piece.kind, "done", at, _DESK)
        elif answer is not None:
            case.facts[piece.fact] = answer
            case.done[piece.key] = DoneWork(piece.key, piece.kind, "done", at, by, outcome="yes" if answer else "no")


def _with_owed(case: Case, owed: Owed) -> None:
    if case.assessment is not None:
        case.assessment = replace(case.assessment, owed=owed)


def _with_gate(case: Case, found: OwedGate | None, state: GateStanding, needs: tuple[str, ...]) -> None:
    """The case with one gate standing otherwise; as it is where it has no such gate."""
    if found is not None:
        owed = case.owed
        changed = replace(found, state=state, needs=needs)
        gates = tuple([changed if one is found else one for one in owed.gates])
        _with_owed(case, replace(owed, gates=gates))


def _attempt_logged(case: Case, event: w.AttemptLogged, happened: Happened) -> None:
    case.attempts.append(Attempt(happened.at, happened.by, event.what, event.result, event.ref))


def _gate_ticked(case: Case, event: w.GateTicked, happened: Happened) -> None:
    if happened.by_person:
        key = f"{event.gate}/{event.item}"
        case.ticks[key] = Tick("open", happened.at, happened.by, event.evidence, event.ref)
    gate = case.owed.gate(event.gate)
    if gate is not None:
        _with_gate(case, gate, gate.state, tuple([one for one in gate.needs if one != event.item]))


def _gate_opened(case: Case, event: w.GateOpened, happened: Happened) -> None:
    _with_gate(case, case.owed.gate(event.gate), "open", ())


def _gate_closed(case: Case, event: w.GateClosed, happened: Happened) -> None:
    _with_gate(case, case.owed.gate(event.gate), "held", event.needs)


def _gate_waived(case: Case, event: w.GateWaived, happened: Happened) -> None:
    case.ticks[event.gate] = Tick("waived", happened.at, happened.by, because=event.because)
    _with_gate(case, case.owed.gate(event.gate), "waived", ())


def _factor_checked(case: Case, event: w.FactorChecked, happened: Happened) -> None:
    case.factors[event.factor] = CheckedFactor(event.factor, event.result, happened.at, happened.by, event.expires_at)


def _factor_expired(case: Case, event: w.FactorExpired, happened: Happened) -> None:
    case.factors.pop(event.factor, None)
    if case.assessment is not None:
        # What it had opened closes again: the policy is asked at once, whatever it was noticed with.
        again = min(case.assessment.ask_again_at or happened.at, happened.at)
        case.assessment = replace(case.assessment, ask_again_at=again)
    identity = case.owed.identity
    if identity is not None and event.factor in identity.have:
        have = tuple(one for one in identity.have if one != event.factor)
        identity = replace(identity, have=have, proved=False)
        _with_owed(case, replace(case.owed, identity=identity))


def _identity_met(case: Case, event: w.IdentityMet, happened: Happened) -> None:
    identity = case.owed.identity
    if identity is not None:
        identity = replace(identity, have=event.factors, proved=True)
        _with_owed(case, replace(case.owed, identity=identity))


def _approval_requested(case: Case, event: w.ApprovalRequested, happened: Happened) -> None:
    case.approvals[event.approval] = AskedApproval(
        event.approval,
        "pending",
        event.to,
        happened.by,
        happened.at,
        event.expires_at,
        event.then_to,
        event.within,
    )


def _decided(state: Any) -> Callable[[Case, Any, Happened], None]:
    def apply(case: Case, event: w.ApprovalGiven | w.ApprovalRefused, happened: Happened) -> None:
        asked = case.approvals[event.approval]
        asked.state, asked.because = state, event.because
        asked.decided_by, asked.decided_at = happened.by, happened.at

    return apply


def _approval_expired(case: Case, event: w.ApprovalExpired, happened: Happened) -> None:
    asked = case.approvals[event.approval]
    if event.to is None:
        asked.state, asked.expires_at = "expired", None
        return
    asked.to, asked.expires_at, asked.then_to = event.to, event.expires_at, event.then_to


def _step_completed(case: Case, event: w.StepCompleted, happened: Happened) -> None:
    _did(case, DoneWork(event.step, event.kind, "done", happened.at, happened.by, event.outcome))


def _step_skipped(case: Case, event: w.StepSkipped, happened: Happened) -> None:
    _did(case, DoneWork(event.step, event.kind, "waived", happened.at, happened.by, because=event.because))


def _did(case: Case, done: DoneWork) -> None:
    planned = case.follow_ups.get(done.key)
    if done.kind != "follow_up" or planned is None:
        case.done[done.key] = done
        case.due.pop(done.key, None)
        return
    if planned.every is None or planned.due_at is None:
        case.done[done.key] = done
        planned.state = done.state
        return
    if planned.state == "due":
        # The turn that was told is done; the next one stands already.
        planned.state = "planned"
        return
    # What comes again is due from the instant that it was due at, never from when somebody got round to it.
    step, due_at = timedelta(seconds=planned.every), planned.due_at
    while due_at <= done.at:
        due_at += step
    if due_at == planned.due_at:
        due_at += step
    planned.due_at, planned.earliest_at, planned.state = due_at, None, "planned"


def _step_overdue(case: Case, event: w.StepOverdue, happened: Happened) -> None:
    case.due[event.step].told = True


def _follow_up_planned(case: Case, event: w.FollowUpPlanned, happened: Happened) -> None:
    case.done.pop(event.follow_up, None)
    case.follow_ups[event.follow_up] = PlannedWork(
        event.follow_up, event.after, event.earliest_at, event.due_at, event.owner, event.optional, event.every
    )


def _follow_up_due(case: Case, event: w.FollowUpDue, happened: Happened) -> None:
    planned = case.follow_ups[event.follow_up]
    if planned.every is None:
        planned.state = "overdue" if event.overdue else "due"
        return
    # The next turn derives from this one; who slept through several is told once (T25).
    due_at = event.due_at
    while due_at <= happened.noticed_at:
        due_at += timedelta(seconds=planned.every)
    planned.due_at, planned.earliest_at, planned.state = due_at, None, "due"


def _hold_placed(case: Case, event: w.HoldPlaced, happened: Happened) -> None:
    case.holds[event.hold] = PlacedHold(
        event.hold, event.what, happened.at, happened.by, event.released_by, event.source
    )


def _hold_released(case: Case, event: w.HoldReleased, happened: Happened) -> None:
    case.holds[event.hold].released_at = happened.at


def _offer_made(case: Case, event: w.OfferMade, happened: Happened) -> None:
    case.offers.append(
        MadeOffer(
            event.offer,
            event.kind,
            happened.at,
            happened.by,
            value=event.value,
            working=event.working,
            per=event.per,
            ground=event.ground,
        )
    )


def _offer_answered(case: Case, event: w.OfferAnswered, happened: Happened) -> None:
    made = next(one for one in reversed(case.offers) if one.offer == event.offer)
    made.outcome = event.outcome


def _nothing(case: Case, event: Event, happened: Happened) -> None:
    """The offer that was answered says it already; the event is the line of the ledger."""


APPLY: dict[type[Event], Callable[[Case, Any, Happened], None]] = {
    w.AttemptLogged: _attempt_logged,
    w.GateTicked: _gate_ticked,
    w.GateOpened: _gate_opened,
    w.GateClosed: _gate_closed,
    w.GateWaived: _gate_waived,
    w.FactorChecked: _factor_checked,
    w.FactorExpired: _factor_expired,
    w.IdentityMet: _identity_met,
    w.ApprovalRequested: _approval_requested,
    w.ApprovalGiven: _decided("given"),
    w.ApprovalRefused: _decided("refused"),
    w.ApprovalExpired: _approval_expired,
    w.StepCompleted: _step_completed,
    w.StepSkipped: _step_skipped,
    w.StepOverdue: _step_overdue,
    w.FollowUpPlanned: _follow_up_planned,
    w.FollowUpDue: _follow_up_due,
    w.HoldPlaced: _hold_placed,
    w.HoldReleased: _hold_released,
    w.OfferMade: _offer_made,
    w.OfferAnswered: _offer_answered,
    w.ConcessionGranted: _nothing,
}
