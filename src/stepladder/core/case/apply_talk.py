"""What is said, and what passes from one owner to another, makes of a case."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from stepladder.core.case import hand_over_events as h
from stepladder.core.case import incident_events as i
from stepladder.core.case import register_events as r
from stepladder.core.case import talk_events as t
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import DESK_NAMES, Happened
from stepladder.core.case.owed import IMPLEMENTED
from stepladder.core.case.state import Case
from stepladder.core.case.work_state import ReturnTimer, Waiting


def joins(case: Case, name: str) -> None:
    """Who takes part in the case from now on; nobody leaves it."""
    if name and name not in case.participants:
        case.participants.append(name)


def needless(case: Case, *after: str) -> None:
    """Follow-ups of these events, or all of them, that nobody needs to do any more."""
    for planned in case.follow_ups.values():
        if (not after or planned.after in after) and planned.is_ahead:
            planned.state = "cancelled"


def _message_sent(case: Case, event: t.MessageSent, happened: Happened) -> None:
    if happened.by in DESK_NAMES:
        return
    case.messages.append(event.text)
    if event.said:
        for rule, times in event.said.items():
            case.said[rule] = case.said.get(rule, 0) + times
    _answered(case, happened)


def _written_inside(case: Case, event: t.InternalMessageSent, happened: Happened) -> None:
    if event.to not in case.written_inside:
        case.written_inside.append(event.to)
    joins(case, happened.by)


def _answered(case: Case, happened: Happened) -> None:
    if case.first_reply_at is None:
        case.first_reply_at = happened.at
    case.customer_waits_since = None
    needless(case, "customer_contact")
    joins(case, happened.by)


def _recorded(case: Case, event: Event, happened: Happened) -> None:
    """It is on record, and the state says all of it already: what a guard counts came with the message."""


def _call_logged(case: Case, event: t.CallLogged, happened: Happened) -> None:
    is_answer = case.is_with_customer(event.with_)
    case.calls_made += is_answer
    if event.outcome == "reached" and happened.by_person:
        (case.calls if is_answer else case.talks).append(happened.at)
        if is_answer:
            _answered(case, happened)


def _waiting_started(case: Case, event: t.WaitingStarted, happened: Happened) -> None:
    case.waiting = Waiting(happened.at, event.until)


def _waiting_ended(case: Case, event: t.WaitingEnded, happened: Happened) -> None:
    case.waiting = None


def _reply_promised(case: Case, event: t.ReplyPromised, happened: Happened) -> None:
    case.promises += 1


def _customer_confirmed(case: Case, event: t.CustomerConfirmed, happened: Happened) -> None:
    case.confirmed_at = happened.at


def _handed_over(case: Case, event: h.HandedOver, happened: Happened) -> None:
    _fill(case, event.fields)
    fields = case.assessment.fields if case.assessment is not None else ()
    # What may be left out was left out with it: nobody waits for it any more.
    if not any(one.id in event.missing for one in fields if not one.optional):
        _fill(case, [one.id for one in fields if one.optional])
    case.hand_over = ReturnTimer(event.was, case.owner_is_person, event.returns_at, earlier=_earlier(case, event))
    case.quality = list(event.marks)
    case.owner, case.owner_is_person = event.to, event.person
    case.answered_by.clear()
    joins(case, event.to)


def _earlier(case: Case, event: h.HandedOver) -> tuple[tuple[str, bool], ...]:
    """The hands it went through before these two; it goes back to nobody twice."""
    back = case.hand_over
    hands = ((back.to, back.person), *back.earlier) if back is not None else ()
    return tuple(one for one in hands if one[0] not in (event.was, event.to))


def _hand_over_held(case: Case, event: h.HandOverHeld, happened: Happened) -> None:
    _fill(case, event.fields)


def _fill(case: Case, fields: Sequence[str]) -> None:
    known = case.given_fields
    known += [name for name in fields if name not in known]


def _given_back(case: Case, event: h.HandOverReturned | h.HandOverExpired, happened: Happened) -> None:
    earlier = case.hand_over.earlier if case.hand_over is not None else ()
    case.owner, case.owner_is_person = event.to, event.person
    case.answered_by.clear()
    # No time runs for the hands before: whoever has it now decides.
    case.hand_over = ReturnTimer(*earlier[0], at=None, taken=True, earlier=earlier[1:]) if earlier else None
    joins(case, event.to)


def _split(case: Case, event: h.Split, happened: Happened) -> None:
    case.linked[event.into] = "split_to"


def _policy_moved(case: Case, event: h.PolicyMoved, happened: Happened) -> None:
    case.pack_version, case.digest = event.version, event.digest
    case.policy_retired_at, case.policy_retired_because = None, None


def taken_up(case: Case) -> None:
    """Somebody took up what was handed over: it does not go back by itself any more."""
    if case.hand_over is not None:
        case.hand_over.at, case.hand_over.taken = None, True


def _incident_linked(case: Case, event: i.IncidentLinked, happened: Happened) -> None:
    case.incident, case.incident_state = event.incident, event.state


def _incident_unlinked(case: Case, event: i.IncidentUnlinked, happened: Happened) -> None:
    case.incident, case.incident_state = None, None
    case.facts.pop("incident.declared", None)


def _incident_declared(case: Case, event: i.IncidentDeclared, happened: Happened) -> None:
    case.incident, case.incident_state = event.incident, "declared"


def _incident_ended(case: Case, event: i.IncidentEnded, happened: Happened) -> None:
    case.incident_state = "ended"


def _entry_known(case: Case, event: r.EntryLinked | r.EntryAdvanced, happened: Happened) -> None:
    case.entries[event.entry] = event.state
    _entries_heard(case, event.entry, event.number)


def _entry_unlinked(case: Case, event: r.EntryUnlinked, happened: Happened) -> None:
    case.entries.pop(event.entry, None)
    _entries_heard(case, event.entry, event.number)


def _entries_heard(case: Case, entry: str, number: int) -> None:
    """Once nothing that it is about is there, nobody has to be told that it is."""
    case.entries_heard[entry] = number
    if IMPLEMENTED not in case.entries.values():
        needless(case, IMPLEMENTED)


APPLY: dict[type[Event], Callable[[Case, Any, Happened], None]] = {
    t.MessageSent: _message_sent,
    t.InternalMessageSent: _written_inside,
    t.GuardWarned: _recorded,
    t.ActWarned: _recorded,
    t.TrainingRemarked: _recorded,
    t.CallLogged: _call_logged,
    t.WaitingStarted: _waiting_started,
    t.WaitingEnded: _waiting_ended,
    t.ReplyPromised: _reply_promised,
    t.CustomerConfirmed: _customer_confirmed,
    h.HandedOver: _handed_over,
    h.HandOverHeld: _hand_over_held,
    h.HandOverReturned: _given_back,
    h.HandOverExpired: _given_back,
    h.Split: _split,
    h.PolicyMoved: _policy_moved,
    i.IncidentLinked: _incident_linked,
    i.IncidentUnlinked: _incident_unlinked,
    i.IncidentDeclared: _incident_declared,
    i.IncidentUpdated: _recorded,
    i.IncidentEnded: _incident_ended,
    r.EntryLinked: _entry_known,
    r.EntryUnlinked: _entry_unlinked,
    r.EntryAdvanced: _entry_known,
}
