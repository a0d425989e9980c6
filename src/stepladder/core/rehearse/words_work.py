"""What is done on a case, as a rehearsal tells it: gates, proofs, approvals, steps, hand-overs, talk and offers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stepladder.core.case import hand_over_events as h
from stepladder.core.case import incident_events as i
from stepladder.core.case import register_events as r
from stepladder.core.case import talk_events as t
from stepladder.core.case import work_events as w
from stepladder.core.case.event_base import Event
from stepladder.core.policy.shown.words import upper
from stepladder.core.rehearse.called import DESK, Called

Say = Callable[[Any, str, Called], str | None]
"""An event, who did it and what things are called here, as a sentence; None where it needs none."""

_KEPT_BACK = ", which is kept back from this customer"
_SHOWN_BY = {
    "message": "a message",
    "attempt": "an attempt",
    "field": "a field",
    "tick": "their word",
    "identity": "proof of identity",
    "approval": "an approval",
}
_KEEPS = {
    "evidence": "evidence is kept as it is",
    "delivery": "no message goes to the customer",
    "case": "the case may not change hands, end or be offered anything",
}


def _tried(event: w.AttemptLogged, by: str, called: Called) -> str:
    return f"{by} notes an attempt, {called.attempt(event.what)}: {ended(event.result)}"


def _ticked(event: w.GateTicked, by: str, called: Called) -> str:
    gate, proof = called.gate(event.gate), _SHOWN_BY[event.evidence]
    if event.item == event.gate.rpartition("/")[2]:
        return f"{by} ticks {gate}: shown by {proof}."
    item = called.named("field", event.item) if event.evidence == "field" else called.gate(event.gate, event.item)
    if by == DESK:
        return f"For {gate} there is {item} now: shown by {proof}."
    return f"{by} ticks {gate}, {item}: shown by {proof}."


def _gate_opened(event: w.GateOpened, by: str, called: Called) -> str:
    return f"The gate {called.gate(event.gate)} is open."


def _gate_closed(event: w.GateClosed, by: str, called: Called) -> str:
    gate = called.gate(event.gate)
    needs = [name for one in event.needs if (name := called.gate(event.gate, one)) != gate]
    return f"The gate {gate} is closed again{f': it waits for {_listed(needs)}' if needs else ''}."


def _incident_linked(event: i.IncidentLinked, by: str, called: Called) -> str:
    if by == DESK:
        return f"It looks like the incident {event.incident} that others report too."
    return f"{by} links it to the incident {event.incident}."


def _incident_unlinked(event: i.IncidentUnlinked, by: str, called: Called) -> str:
    return f"{by} takes it out of the incident {event.incident}: {ended(event.because)}"


def _incident_declared(event: i.IncidentDeclared, by: str, called: Called) -> str:
    who = "It is declared" if by == DESK else f"{by} declares it"
    return f"{who} an incident: {ended(event.title)}"


def _identity(event: w.IdentityMet, by: str, called: Called) -> str:
    proofs = called.listed("factor", event.factors)
    return f"It is proved who asks ({called.named('class', event.class_)}): {proofs}."


def _expired(event: w.FactorExpired, by: str, called: Called) -> str:
    return f"{upper(called.named('factor', event.factor))} proves nothing any more."


def _asked(event: w.ApprovalRequested, by: str, called: Called) -> str:
    until = f" by {called.when(event.expires_at)}" if event.expires_at is not None else ""
    return f"{by} asks {called.whom(event.to)} to approve {called.approval(event.approval)}{until}."


def _decided(event: w.ApprovalGiven | w.ApprovalRefused, by: str, called: Called) -> str:
    verb = "approves" if isinstance(event, w.ApprovalGiven) else "does not approve"
    return f"{by} {verb} {called.approval(event.approval)}{because(event.because)}"


def _unanswered(event: w.ApprovalExpired, by: str, called: Called) -> str:
    then = f"{called.whom(event.to)} is asked now" if event.to is not None else "nobody is left to ask"
    was = upper(called.whom(event.was))
    return f"{was} did not answer on {called.approval(event.approval)} in time: {then}."


def _done(event: w.StepCompleted, by: str, called: Called) -> str:
    verb = "has written down" if event.kind == "record" else "has done"
    # What came of a step that settles a fact is told as that fact.
    outcome = event.outcome if ("settles", event.step) not in called.known else None
    return f"{by} {verb} {called.work(event.kind, event.step)}{because(outcome)}"


def _skipped(event: w.StepSkipped, by: str, called: Called) -> str:
    return f"{by} leaves out {called.work(event.kind, event.step)}: {ended(event.because)}"


def _overdue(event: w.StepOverdue, by: str, called: Called) -> str:
    return f"Not done by {called.when(event.due_at)}: {called.work('step', event.step)}."


def _planned(event: w.FollowUpPlanned, by: str, called: Called) -> str:
    earliest, due = event.earliest_at, event.due_at
    what = called.work("follow_up", event.follow_up)
    if due is None:
        return f"To be done later: {what}."
    if earliest is None:
        return f"To be done by {called.when(due)}: {what}."
    if earliest == due:
        return f"To be done on {called.when(due)}: {what}."
    return f"To be done from {called.when(earliest)} to {called.when(due)}: {what}."


def _follow_up(event: w.FollowUpDue, by: str, called: Called) -> str:
    return f"{'Overdue' if event.overdue else 'Due now'}: {called.work('follow_up', event.follow_up)}."


def _held(event: w.HoldPlaced, by: str, called: Called) -> str:
    # A person who holds something gives the hold no name of its own.
    name = f" {called.named('hold', event.hold)}" if event.hold != event.what else ""
    return f"{'There is' if by == DESK else f'{by} places'} a hold{name}: {_KEEPS[event.what]}."


def _released(event: w.HoldReleased, by: str, called: Called) -> str:
    return f"{by} releases the hold {called.named('hold', event.hold)}: {ended(event.because)}"


def _offered(event: w.OfferMade, by: str, called: Called) -> str:
    return f"{by} offers {called.offer(event.offer)}{_worth(event.value, event.working)}."


def _granted(event: w.ConcessionGranted, by: str, called: Called) -> str:
    return f"{upper(called.offer(event.offer))} is granted{_worth(event.value, event.working)}."


def _worth(value: str | None, working: str | None) -> str:
    if value is None:
        return ""
    return f", worth {value}" + (f" ({working})" if working else "")


def _written(event: t.MessageSent | t.InternalMessageSent, by: str, called: Called) -> str:
    template = f", with the template {called.named('template', event.template)}" if event.template is not None else ""
    return f"{by} writes to {called.whom(event.to)} {called.by(event.channel)}{template}."


def _guard_warned(event: t.GuardWarned, by: str, called: Called) -> str:
    return f"It is sent although the rule {called.named('guard', event.rule)} speaks against it."


def _call(event: t.CallLogged, by: str, called: Called) -> str:
    nobody = "" if event.outcome == "reached" else ", and nobody is reached"
    return f"{by} calls {called.whom(event.with_)}{nobody}."


def _waiting(event: t.WaitingStarted, by: str, called: Called) -> str:
    until = f" until {called.when(event.until)} at the longest" if event.until is not None else ""
    return f"{by} waits for the customer{until}."


def _waited(event: t.WaitingEnded, by: str, called: Called) -> str:
    why = {"replied": "the customer replied", "over": "nobody replied in time", "resolved": "the case is resolved"}
    return f"The wait is over: {why[event.because]}."


def _trained(event: t.TrainingRemarked, by: str, called: Called) -> str:
    return f"{called.who(event.person)} is in training. {event.remark}"


def _handed_over(event: h.HandedOver, by: str, called: Called) -> str:
    back = f", back {called.when(event.returns_at)} unless taken up" if event.returns_at is not None else ""
    missing = f" Missing: {called.listed('field', event.missing)}." if event.missing else ""
    way = " by the direct way" if event.route is not None else ""
    return f"{by} hands the case over to {called.whom(event.to)}{way}{back}.{missing}{_marks(event.marks, called)}"


def _marks(marks: tuple[str, ...], called: Called) -> str:
    good = [one[1:].replace("-", " ").replace("_", " ") for one in marks if one.startswith("+")]
    poor = [called.named("trigger", one[1:]) for one in marks if not one.startswith("+")]
    return (f" Good: {_listed(good)}." if good else "") + (f" Poor: {_listed(poor)}." if poor else "")


def _not_handed_over(event: h.HandOverHeld, by: str, called: Called) -> str:
    waits = [called.named("field", one) for one in event.missing] + [called.gate(one) for one in event.gates]
    return f"The hand-over to {called.whom(event.to)} waits for {_listed(waits) or 'what is missing'}."


def _returned(event: h.HandOverReturned, by: str, called: Called) -> str:
    said = f" {ended(event.because)}" if event.because else ""
    return f"{by} gives the case back to {called.whom(event.to)}: {called.named('trigger', event.code)}.{said}"


def _came_back(event: h.HandOverExpired, by: str, called: Called) -> str:
    return f"{upper(called.whom(event.was))} did not take it up: it is with {called.whom(event.to)} again."


def because(said: str | None) -> str:
    """Somebody's reason or result behind a colon, and the end of the sentence."""
    return f": {ended(said)}" if said else "."


def _listed(names: list[str]) -> str:
    return ", ".join(dict.fromkeys(names))


def ended(said: str) -> str:
    """Somebody's words as the end of a sentence."""
    return said if said.endswith((".", "?", "!")) else f"{said}."


WORK: dict[type[Event], Say] = {
    w.AttemptLogged: _tried,
    w.GateTicked: _ticked,
    w.GateOpened: _gate_opened,
    w.GateClosed: _gate_closed,
    w.GateWaived: lambda event, by, called: f"{by} waives the gate {called.gate(event.gate)}: {ended(event.because)}",
    w.FactorChecked: lambda event, by, called: f"{by} checks {called.named('factor', event.factor)}: {event.result}.",
    w.FactorExpired: _expired,
    w.IdentityMet: _identity,
    w.ApprovalRequested: _asked,
    w.ApprovalGiven: _decided,
    w.ApprovalRefused: _decided,
    w.ApprovalExpired: _unanswered,
    w.StepCompleted: _done,
    w.StepSkipped: _skipped,
    w.StepOverdue: _overdue,
    w.FollowUpPlanned: _planned,
    w.FollowUpDue: _follow_up,
    w.HoldPlaced: _held,
    w.HoldReleased: _released,
    w.OfferMade: _offered,
    w.OfferAnswered: lambda event, by, called: f"{upper(called.offer(event.offer))} is {event.outcome}.",
    w.ConcessionGranted: _granted,
    r.EntryLinked: lambda event, by, called: f"{by} links it to {event.entry} ({event.register}, {event.state}).",
    r.EntryUnlinked: lambda event, by, called: f"{by} says that {event.entry} is not about it.",
    r.EntryAdvanced: lambda event, by, called: f"{event.entry} is {event.state}.",
    t.MessageSent: _written,
    t.InternalMessageSent: _written,
    t.ActWarned: lambda event, by, called: (
        f"The rule {called.named('guard', event.rule)} speaks against what {by} does."
    ),
    t.GuardWarned: _guard_warned,
    t.CallLogged: _call,
    t.WaitingStarted: _waiting,
    t.WaitingEnded: _waited,
    t.ReplyPromised: lambda event, by, called: f"{by} promises a reply by {called.when(event.until)}.",
    t.CustomerConfirmed: lambda event, by, called: "The customer says that it is over.",
    t.CustomerDenied: lambda event, by, called: "The customer says that it is not over.",
    h.HandedOver: _handed_over,
    h.HandOverHeld: _not_handed_over,
    h.HandOverReturned: _returned,
    h.HandOverExpired: _came_back,
    h.Merged: lambda event, by, called: f"{by} joins the case to {event.into}, which goes on.",
    h.Split: lambda event, by, called: f"{by} splits another matter off: {event.into}.",
    i.IncidentLinked: _incident_linked,
    i.IncidentUnlinked: _incident_unlinked,
    i.IncidentDeclared: _incident_declared,
    i.IncidentUpdated: lambda event, by, called: (
        f"{called.who(event.author)} tells everybody in the incident {event.incident} the news"
        f"{_KEPT_BACK if event.kept_back else ''}."
    ),
    i.IncidentEnded: lambda event, by, called: (
        f"{called.who(event.author)} tells everybody that the incident {event.incident} is over"
        f"{_KEPT_BACK if event.kept_back else ''}."
    ),
    t.TrainingRemarked: _trained,
    h.PolicyMoved: lambda event, by, called: f"{by} moves the case from policy {event.was} to {event.version}.",
}
"""How each of these events reads."""
