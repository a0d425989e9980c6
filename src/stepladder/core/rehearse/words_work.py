"""What is done on a case, as a rehearsal tells it: gates, proofs, approvals, steps, hand-overs, talk and offers."""

from __future__ import annotations

from collections.abc import Callable
from datetime import tzinfo
from typing import Any

from stepladder.core.case import hand_over_events as h
from stepladder.core.case import incident_events as i
from stepladder.core.case import register_events as r
from stepladder.core.case import talk_events as t
from stepladder.core.case import work_events as w
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import DESK_NAMES
from stepladder.core.clock.when_words import when_in_words

Say = Callable[[Any, str, tzinfo], str | None]


def _ticked(event: w.GateTicked, by: str, home: tzinfo) -> str:
    if by in DESK_NAMES:
        return f"{event.gate} finds {event.item}: shown by {_A[event.evidence]}."
    item = f", {event.item}" if event.item != event.gate.rpartition("/")[2] else ""
    return f"{by} ticks {event.gate}{item}: shown by {_A[event.evidence]}."


_A = {
    "message": "a message",
    "attempt": "an attempt",
    "field": "a field",
    "tick": "their word",
    "identity": "proof of identity",
    "approval": "an approval",
}


def _incident_linked(event: i.IncidentLinked, by: str, home: tzinfo) -> str:
    if by in DESK_NAMES:
        return f"It looks like the incident {event.incident} that others report too."
    return f"{by} links it to the incident {event.incident}."


def _incident_declared(event: i.IncidentDeclared, by: str, home: tzinfo) -> str:
    who = "It is declared" if by in DESK_NAMES else f"{by} declares it"
    return f"{who} an incident: {event.title}."


def _gate_closed(event: w.GateClosed, by: str, home: tzinfo) -> str:
    needs = f": it waits for {', '.join(event.needs)}" if event.needs else ""
    return f"The gate {event.gate} is closed again{needs}."


def _asked(event: w.ApprovalRequested, by: str, home: tzinfo) -> str:
    until = f" by {when_in_words(event.expires_at, home)}" if event.expires_at is not None else ""
    return f"{by} asks {event.to} to approve {event.approval}{until}."


def _unanswered(event: w.ApprovalExpired, by: str, home: tzinfo) -> str:
    then = f"{event.to} is asked now" if event.to is not None else "nobody is left to ask"
    return f"{event.was} did not answer on {event.approval} in time: {then}."


def _done(event: w.StepCompleted, by: str, home: tzinfo) -> str:
    return f"{by} has done {event.step}{_because(event.outcome)}"


def _planned(event: w.FollowUpPlanned, by: str, home: tzinfo) -> str:
    earliest, due = event.earliest_at, event.due_at
    if due is None:
        return f"{event.follow_up} is planned."
    if earliest is None or earliest == due:
        return f"{event.follow_up} is planned by {when_in_words(due, home)}."
    return f"{event.follow_up} is planned from {when_in_words(earliest, home)} to {when_in_words(due, home)}."


def _offered(event: w.OfferMade, by: str, home: tzinfo) -> str:
    return f"{by} offers {event.offer}{_worth(event.value, event.working)}."


def _granted(event: w.ConcessionGranted, by: str, home: tzinfo) -> str:
    return f"{event.offer} is granted{_worth(event.value, event.working)}."


def _worth(value: str | None, working: str | None) -> str:
    if value is None:
        return ""
    return f", worth {value}" + (f" ({working})" if working else "")


def _written(event: t.MessageSent | t.InternalMessageSent, by: str, home: tzinfo) -> str:
    template = f", with {event.template}" if event.template is not None else ""
    return f"{by} writes to {event.to} by {event.channel}{template}."


def _call(event: t.CallLogged, by: str, home: tzinfo) -> str:
    return f"{by} calls {event.with_}" + ("." if event.outcome == "reached" else ", and nobody is reached.")


def _waiting(event: t.WaitingStarted, by: str, home: tzinfo) -> str:
    until = f" until {when_in_words(event.until, home)} at the longest" if event.until is not None else ""
    return f"{by} waits for the customer{until}."


def _waited(event: t.WaitingEnded, by: str, home: tzinfo) -> str:
    why = {"replied": "the customer replied", "over": "nobody replied in time", "resolved": "the case is resolved"}
    return f"The wait is over: {why[event.because]}."


def _handed_over(event: h.HandedOver, by: str, home: tzinfo) -> str:
    back = f", back {when_in_words(event.returns_at, home)} unless taken up" if event.returns_at is not None else ""
    missing = f" Missing: {', '.join(event.missing)}." if event.missing else ""
    marks = f" Marks: {', '.join(event.marks)}." if event.marks else ""
    way = " by the direct way" if event.route is not None else ""
    return f"{by} hands the case over to {event.to}{way}{back}.{missing}{marks}"


def _not_handed_over(event: h.HandOverHeld, by: str, home: tzinfo) -> str:
    return f"The hand-over to {event.to} waits for {', '.join((*event.missing, *event.gates)) or 'what is missing'}."


def _returned(event: h.HandOverReturned, by: str, home: tzinfo) -> str:
    because = f" {ended(event.because)}" if event.because else ""
    return f"{by} gives the case back to {event.to}: {event.code}.{because}"


def _because(said: str | None) -> str:
    return f": {ended(said)}" if said else "."


def ended(said: str) -> str:
    """Somebody's words as the end of a sentence."""
    return said if said.endswith((".", "?", "!")) else f"{said}."


WORK: dict[type[Event], Say] = {
    w.AttemptLogged: lambda event, by, home: f"{by} tried {event.what}: {ended(event.result)}",
    w.GateTicked: _ticked,
    w.GateOpened: lambda event, by, home: f"The gate {event.gate} is open.",
    w.GateClosed: _gate_closed,
    w.GateWaived: lambda event, by, home: f"{by} waives the gate {event.gate}: {ended(event.because)}",
    w.FactorChecked: lambda event, by, home: f"{by} checks {event.factor}: {event.result}.",
    w.FactorExpired: lambda event, by, home: f"{event.factor} proves nothing any more.",
    w.IdentityMet: lambda event, by, home: f"It is proved who asks ({event.class_}): {', '.join(event.factors)}.",
    w.ApprovalRequested: _asked,
    w.ApprovalGiven: lambda event, by, home: f"{by} approves {event.approval}{_because(event.because)}",
    w.ApprovalRefused: lambda event, by, home: f"{by} does not approve {event.approval}{_because(event.because)}",
    w.ApprovalExpired: _unanswered,
    w.StepCompleted: _done,
    w.StepSkipped: lambda event, by, home: f"{by} leaves out {event.step}: {ended(event.because)}",
    w.StepOverdue: lambda event, by, home: f"{event.step} was not done by {when_in_words(event.due_at, home)}.",
    w.FollowUpPlanned: _planned,
    w.FollowUpDue: lambda event, by, home: f"{event.follow_up} is {'overdue' if event.overdue else 'due'}.",
    w.HoldPlaced: lambda event, by, home: f"The hold {event.hold} keeps {event.what} as it is.",
    w.HoldReleased: lambda event, by, home: f"{by} releases the hold {event.hold}: {ended(event.because)}",
    w.OfferMade: _offered,
    w.OfferAnswered: lambda event, by, home: f"{event.offer} is {event.outcome}.",
    w.ConcessionGranted: _granted,
    r.EntryLinked: lambda event, by, home: f"{by} links it to {event.entry} ({event.register}, {event.state}).",
    r.EntryUnlinked: lambda event, by, home: f"{by} says that {event.entry} is not about it.",
    r.EntryAdvanced: lambda event, by, home: f"{event.entry} is {event.state}.",
    t.MessageSent: _written,
    t.InternalMessageSent: _written,
    t.ActWarned: lambda event, by, home: f"{event.rule} speaks against what {by} does.",
    t.GuardWarned: lambda event, by, home: f"It is sent although {event.rule} speaks against it.",
    t.CallLogged: _call,
    t.WaitingStarted: _waiting,
    t.WaitingEnded: _waited,
    t.ReplyPromised: lambda event, by, home: f"{by} promises a reply by {when_in_words(event.until, home)}.",
    t.CustomerConfirmed: lambda event, by, home: "The customer says that it is over.",
    t.CustomerDenied: lambda event, by, home: "The customer says that it is not over.",
    h.HandedOver: _handed_over,
    h.HandOverHeld: _not_handed_over,
    h.HandOverReturned: _returned,
    h.HandOverExpired: lambda event, by, home: f"{event.was} did not take it up: it is with {event.to} again.",
    h.Merged: lambda event, by, home: f"{by} joins the case to {event.into}, which goes on.",
    h.Split: lambda event, by, home: f"{by} splits another matter off: {event.into}.",
    i.IncidentLinked: _incident_linked,
    i.IncidentUnlinked: lambda event, by, home: f"{by} takes it out of the incident {event.incident}: {event.because}",
    i.IncidentDeclared: _incident_declared,
    i.IncidentUpdated: lambda event, by, home: (
        f"{event.author} tells everybody in the incident {event.incident} the news."
    ),
    i.IncidentEnded: lambda event, by, home: (
        f"{event.author} tells everybody that the incident {event.incident} is over."
    ),
    t.TrainingRemarked: lambda event, by, home: f"Training of {event.person} ({event.stage}): {event.remark}",
    h.PolicyMoved: lambda event, by, home: f"{by} moves the case from policy {event.was} to {event.version}.",
}
"""How each of these events reads."""
