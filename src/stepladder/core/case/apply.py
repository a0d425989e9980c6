"""The case after an event. Never refuses: what happened, happened."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from msgspec.structs import replace

from stepladder.core.case import apply_talk, apply_work
from stepladder.core.case import events as e
from stepladder.core.case import hand_over_events as h
from stepladder.core.case import talk_events as t
from stepladder.core.case import work_events as w
from stepladder.core.case.apply_talk import joins, needless
from stepladder.core.case.copies import copy_of
from stepladder.core.case.event_base import Event
from stepladder.core.case.state import Case, CaseClock, CaseRoute, CaseTrigger
from stepladder.core.values import whole_seconds


def apply(case: Case, happened: e.Happened) -> None:
    """Change the case by one event. Only who made the case may call it; everybody else uses `evolve`."""
    case.version += 1
    _APPLY[type(happened.event)](case, happened.event, happened)


def evolve(case: Case, *happened: e.Happened) -> Case:
    """The case after these events, in their order; the case given stays as it is."""
    after = copy_of(case)
    for one in happened:
        apply(after, one)
    return after


def fold(case_id: str, events: Iterable[e.Happened]) -> Case:
    """The case that these events, all of it from the first, have made."""
    case, told = Case(id=case_id), tuple(events)
    for one in told:
        event = one.event
        _APPLY[type(event)](case, event, one)
    case.version = len(told)
    return case


def _signal_received(case: Case, event: e.SignalReceived, happened: e.Happened) -> None:
    case.signals.append(event.signal)
    if event.sender == "customer" and case.customer_waits_since is None:
        case.customer_waits_since = happened.at


def _case_opened(case: Case, event: e.CaseOpened, happened: e.Happened) -> None:
    case.pack, case.pack_version, case.digest = event.pack, event.version, event.digest
    case.calendar_revision = event.revision
    case.opened_at = happened.at
    case.customer, case.contact = event.customer, event.contact
    case.conversation, case.continues, case.zone = event.conversation, event.continues, event.zone
    case.owner, case.fallback_role = event.owner_role, event.fallback_role
    case.assessment = event.assessment
    case.facts_read.update(event.facts)
    case.split_from = event.split_from
    apply_work.owes(case, happened.at)
    joins(case, event.owner_role)


def _signal_joined(case: Case, event: e.SignalJoined, happened: e.Happened) -> None:
    if event.assessment is not None:
        case.assessment = event.assessment
        apply_work.owes(case, happened.at)
    case.facts_read.update(event.facts)


def _customer_replied(case: Case, event: e.CustomerReplied, happened: e.Happened) -> None:
    if not event.automatic and case.customer_waits_since is None:
        case.customer_waits_since = happened.at


def _trigger_matched(case: Case, event: e.TriggerMatched, happened: e.Happened) -> None:
    case.triggers[event.trigger] = CaseTrigger(
        event.trigger, event.state, event.reader, event.confidence, event.evidence
    )


def _trigger_confirmed(case: Case, event: e.TriggerConfirmed, happened: e.Happened) -> None:
    _confirm(case, event.trigger)


def _confirm(case: Case, trigger: str) -> None:
    known = case.triggers.get(trigger)
    evidence = known.evidence if known is not None else ()
    case.triggers[trigger] = CaseTrigger(trigger, "confirmed", "person", 1.0, evidence)


def _trigger_corrected(case: Case, event: e.TriggerCorrected, happened: e.Happened) -> None:
    known = case.triggers.get(event.trigger)
    # What the desk itself takes back may be read again; only what a person called wrong stays so.
    if event.fact is not None or not happened.by_person:
        case.triggers.pop(event.trigger, None)
    elif known is not None:
        case.triggers[event.trigger] = replace(known, state="corrected")
    if event.becomes is not None:
        _confirm(case, event.becomes)


def _reassessed(case: Case, event: e.Reassessed, happened: e.Happened) -> None:
    case.assessment = event.assessment
    apply_work.owes(case, happened.at)
    for slot in event.cancelled:
        if (clock := case.clocks.get(slot)) is not None:
            clock.state, clock.stopped_at = "cancelled", happened.at


def _fact_set(case: Case, event: e.FactSet, happened: e.Happened) -> None:
    if event.text is not None:
        case.fact_texts[event.fact] = event.text
    elif event.value is not None:
        case.facts[event.fact] = event.value


def _level_set(case: Case, event: e.LevelSet, happened: e.Happened) -> None:
    if event.by_person:
        case.levels_by_person[event.scale] = event.level
    if case.assessment is not None and case.assessment.levels.get(event.scale) != event.level:
        levels = case.assessment.levels | {event.scale: event.level}
        case.assessment = replace(case.assessment, levels=levels)


def _passed(marks: tuple[datetime, ...], computed_at: datetime) -> int:
    """A mark at or before the instant at which it is computed is over: nobody is told of it (T27)."""
    return bisect_right(marks, computed_at)


def _clock_started(case: Case, event: e.ClockStarted, happened: e.Happened) -> None:
    # By place as far as may be: the fold is spent on this more than on anything else.
    case.clocks[event.slot] = CaseClock(
        event.slot, event.clock, event.kind, event.team, event.within, event.strict, event.counting, event.calendar,
        event.started_at, event.due_at, event.marks, event.stops, event.source, event.shares,
        marks_passed=_passed(event.marks, happened.noticed_at),
        term=event.term,
        starts=event.starts,
        restarts=event.restarts,
        not_before=event.not_before,
        pauses_for=event.pauses,
        held_until=event.held_until,
    )  # fmt: skip


def _clock_moved(case: Case, event: e.ClockMoved, happened: e.Happened) -> None:
    clock = case.clocks[event.slot]
    # The same deadline is the same warning: who was told at its marks is not told again (T39).
    same = event.due_at == clock.due_at and event.marks == clock.marks
    clock.clock, clock.within, clock.strict = event.clock, event.within, event.strict
    clock.calendar, clock.counting, clock.counted = event.calendar, event.counting, event.counted
    clock.due_at, clock.held_until, clock.term = event.due_at, event.held_until, event.term
    clock.marks, clock.shares, clock.source = event.marks, event.shares, event.source
    clock.stops, clock.starts, clock.restarts = event.stops or clock.stops, event.starts, event.restarts
    clock.not_before, clock.pauses_for = event.not_before, event.pauses
    if not same:
        clock.marks_passed = _passed(event.marks, happened.noticed_at)


def _clock_at_risk(case: Case, event: e.ClockAtRisk, happened: e.Happened) -> None:
    case.clocks[event.slot].marks_passed += 1


def _clock_missed(case: Case, event: e.ClockMissed, happened: e.Happened) -> None:
    clock = case.clocks[event.slot]
    clock.state, clock.missed_at = "missed", event.due_at


def _clock_met(case: Case, event: e.ClockMet, happened: e.Happened) -> None:
    clock = case.clocks[event.slot]
    clock.stopped_at = happened.at
    if not event.late:
        clock.state = "met_by_resolution" if event.by_resolution else "met"


def _clock_paused(case: Case, event: e.ClockPaused, happened: e.Happened) -> None:
    clock = case.clocks[event.slot]
    clock.state, clock.paused_at = "paused", happened.at


def _clock_resumed(case: Case, event: e.ClockResumed, happened: e.Happened) -> None:
    clock = case.clocks[event.slot]
    if clock.held_until == clock.due_at:
        clock.held_until = event.due_at  # What held it back moves with it.
    clock.state, clock.stopped_at, clock.paused_at = "running", None, None
    clock.due_at, clock.marks, clock.shares = event.due_at, event.marks, event.shares
    clock.marks_passed = _passed(event.marks, happened.noticed_at)
    clock.pauses = clock.pauses_with(event.stopped_at, event.resumed_at or whole_seconds(happened.noticed_at))


def _recalculated(case: Case, event: e.Recalculated, happened: e.Happened) -> None:
    case.calendar_revision = event.revision


def _policy_retired(case: Case, event: e.PolicyRetired, happened: e.Happened) -> None:
    case.policy_retired_at, case.policy_retired_because = happened.at, event.because
    _cancel([case.clocks[slot] for slot in event.cancelled], happened.at, because=event.because)
    needless(case)
    case.due.clear()


def _route_told(case: Case, event: e.RouteTold, happened: e.Happened) -> None:
    case.routes[event.route] = CaseRoute(event.route, event.to, event.channel, event.cc, happened.at)
    joins(case, event.to)
    for name in event.cc:
        joins(case, name)


def _route_withdrawn(case: Case, event: e.RouteWithdrawn, happened: e.Happened) -> None:
    if (route := case.routes.get(event.route)) is not None:
        route.withdrawn = True


def _delivery_failed(case: Case, event: e.DeliveryFailed, happened: e.Happened) -> None:
    case.failed_deliveries.append(event.delivery)
    case.errors.append(f"{event.to} was not reached by {event.channel}: {event.reason}")


def _acknowledged(case: Case, event: e.Acknowledged, happened: e.Happened) -> None:
    apply_talk.taken_up(case)
    for route in case.routes.values():
        route.taken_up = True
    # Somebody else may have it in hand while the team that promised an answer is still silent (SD-267).
    if case.follow_ups and (event.teams != () or not case.teams_awaited()):
        needless(case, "no_team_response")
    if happened.by not in (case.owner, *case.answered_by):
        case.answered_by.append(happened.by)
    joins(case, happened.by)
    if case.acknowledged_at is None:
        case.acknowledged_at = happened.at


def _owner_changed(case: Case, event: e.OwnerChanged, happened: e.Happened) -> None:
    case.owner, case.owner_is_person = event.owner, event.person
    case.answered_by.clear()
    apply_talk.taken_up(case)
    joins(case, event.owner)


def _resolved(case: Case, event: e.Resolved, happened: e.Happened) -> None:
    case.resolved_at = happened.at
    case.customer_waits_since = None
    case.hand_over = None
    for planned in case.follow_ups.values():
        if planned.after == "no_team_response" and planned.is_ahead:
            planned.ended = True
    needless(case, "no_team_response", "customer_contact")
    for planned in case.follow_ups.values():
        # What comes again does so until the case is solved.
        if planned.every is not None and planned.is_ahead:
            planned.state = "cancelled"


def _reopened(case: Case, event: e.Reopened | t.CustomerDenied, happened: e.Happened) -> None:
    case.resolved_at, case.confirmed_at = None, None
    _cancel([clock for clock in case.clocks.values() if "resolved" in clock.starts], happened.at)
    needless(case, "resolved")


def _closed(case: Case, event: e.Closed, happened: e.Happened) -> None:
    answers = {
        "case.resolved_by_team": event.resolved_by_team,
        "case.satisfied": event.satisfied,
        "case.first_level_possible": event.first_level_possible,
    }
    apply_work.writes_down(case, "close", answers, happened.at, happened.by)
    _ends(case, happened.at)


def _merged(case: Case, event: h.Merged, happened: e.Happened) -> None:
    case.merged_into = event.into
    _ends(case, happened.at)
    needless(case)


def _ends(case: Case, at: datetime) -> None:
    """The case is over: what was promised to follow it up stays, all else stops."""
    case.closed_at = at
    case.customer_waits_since, case.hand_over, case.waiting = None, None, None
    _cancel(case.clocks.values(), at)


def _cancel(clocks: Iterable[CaseClock], at: datetime, *, because: str | None = None) -> None:
    """What a case no longer owes: a miss stays one."""
    for clock in clocks:
        if clock.waits or clock.state == "paused":
            clock.stopped_at, clock.cancelled_because = at, because
            if clock.state != "missed":
                clock.state = "cancelled"


def _linked(case: Case, event: e.Linked, happened: e.Happened) -> None:
    if event.relation == "continued_by":
        case.continued_by.append(event.case)
    else:
        case.linked[event.case] = event.relation


def _nothing(case: Case, event: Event, happened: e.Happened) -> None:
    """The event is part of the history and changes no state."""


_APPLY: dict[type[Event], Callable[[Case, Any, e.Happened], None]] = {
    **apply_work.APPLY,
    **apply_talk.APPLY,
    e.SignalReceived: _signal_received,
    e.CaseOpened: _case_opened,
    e.SignalJoined: _signal_joined,
    e.CustomerReplied: _customer_replied,
    e.TriggerMatched: _trigger_matched,
    e.TriggerConfirmed: _trigger_confirmed,
    e.TriggerCorrected: _trigger_corrected,
    e.Reassessed: _reassessed,
    e.FactSet: _fact_set,
    e.LevelSet: _level_set,
    e.ClockStarted: _clock_started,
    e.ClockMoved: _clock_moved,
    e.ClockAtRisk: _clock_at_risk,
    e.ClockMissed: _clock_missed,
    e.ClockMet: _clock_met,
    e.ClockPaused: _clock_paused,
    e.ClockResumed: _clock_resumed,
    e.Recalculated: _recalculated,
    e.PolicyRetired: _policy_retired,
    e.RouteTold: _route_told,
    e.RouteWithdrawn: _route_withdrawn,
    e.DeliveryFailed: _delivery_failed,
    e.Acknowledged: _acknowledged,
    e.OwnerChanged: _owner_changed,
    e.NoteAdded: _nothing,
    t.CustomerDenied: _reopened,
    h.Merged: _merged,
    e.Resolved: _resolved,
    e.Reopened: _reopened,
    e.Closed: _closed,
    e.Linked: _linked,
}

ADDING: frozenset[type[Event]] = frozenset(
    {e.SignalReceived, e.TriggerMatched, e.LevelSet, e.ClockStarted, e.RouteTold, w.FollowUpPlanned}
)
"""Events that put something beside what a case holds, or in its place, and change no clock or notice itself."""
