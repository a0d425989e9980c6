"""Who is written to because of what happened: one order per addressee, the same each time it is derived."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any, Literal

import msgspec

from stepladder.core.case import hand_over_events as h
from stepladder.core.case import incident_events as i
from stepladder.core.case import talk_events as t
from stepladder.core.case import work_events as w
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import (
    ClockAtRisk,
    ClockMissed,
    DeliveryFailed,
    Happened,
    PolicyRetired,
    RouteTold,
)
from stepladder.core.case.state import Case
from stepladder.core.values import format_instant

Purpose = Literal[
    "route", "at_risk", "missed", "retired", "failure", "message", "hand_over", "approval", "step_overdue", "follow_up",
    "waiting_over", "internal",
]  # fmt: skip
AgendaPurpose = Literal["agenda_due", "agenda_overdue", "outage"]
"""Of notices that belong to no case."""
CUSTOMER = "customer"
INTERNAL = "email"
"""The channel of notices about a case's own clocks and failures."""


class DeliveryOrder(msgspec.Struct, frozen=True, kw_only=True):
    """One message to one addressee, due at once.

    `id` is that of its event and a number, so that a crash and a second try make no second one (T46). `to` is a role, a
    person's id, `customer` or an address of the customer's side. `case` is empty for what belongs to none. `details`
    holds no words of customers.
    """

    id: str
    case: str
    event: str
    purpose: Purpose | AgendaPurpose
    to: str
    channel: str
    urgency: int
    copy: bool = False
    template: str | None = None
    text: str | None = None
    details: dict[str, Any] = {}
    created_at: datetime


class _Notice(msgspec.Struct, frozen=True):
    purpose: Purpose
    to: str
    channel: str
    copy: bool = False
    template: str | None = None
    text: str | None = None
    details: dict[str, Any] = {}


def deliveries(case_after: Case, events: Sequence[Happened], *, first_version: int) -> tuple[DeliveryOrder, ...]:
    """The messages that the events of one command order, in their order.

    Takes: case_after - the case after them; first_version - the version of the first event.
    """
    orders = []
    for version, happened in enumerate(events, first_version):
        notices = _NOTICES.get(type(happened.event))
        if notices is None:
            continue  # Of most events nobody is told.
        event = f"{case_after.id}/{version}"
        for number, notice in enumerate(notices(case_after, happened.event), 1):
            orders.append(
                DeliveryOrder(
                    id=f"{event}/{number}",
                    case=case_after.id,
                    event=event,
                    purpose=notice.purpose,
                    to=notice.to,
                    channel=notice.channel,
                    urgency=case_after.urgency,
                    copy=notice.copy,
                    template=notice.template,
                    text=notice.text,
                    details=notice.details,
                    created_at=happened.noticed_at,
                )
            )
    return tuple(orders)


def _of_route(case: Case, told: RouteTold) -> Iterator[_Notice]:
    details: dict[str, Any] = {"route": told.route} | ({"tags": list(told.tags)} if told.tags else {})
    yield _Notice("route", told.to, told.channel, template=told.template, details=details)
    for copy in dict.fromkeys(told.cc):
        if copy != told.to:
            yield _Notice("route", copy, told.channel, copy=True, template=told.template, details=details)


def _of_risk(case: Case, risk: ClockAtRisk) -> Iterator[_Notice]:
    details = {"slot": risk.slot, "share": risk.share, "due_at": _utc(risk.due_at)}
    yield from (_Notice("at_risk", to, INTERNAL, details=details) for to in risk.told)


def _of_miss(case: Case, missed: ClockMissed) -> Iterator[_Notice]:
    details = {"slot": missed.slot, "due_at": _utc(missed.due_at)}
    yield from (_Notice("missed", to, INTERNAL, details=details) for to in missed.told)


def _of_retirement(case: Case, retired: PolicyRetired) -> Iterator[_Notice]:
    details = {"because": retired.because, "slots": list(retired.cancelled)}
    yield from (_Notice("retired", to, INTERNAL, details=details) for to in retired.told)


def _of_failure(case: Case, failed: DeliveryFailed) -> Iterator[_Notice]:
    # A failure on the way to the fallback role itself must not go round in circles (T13).
    if case.fallback_role and failed.to != case.fallback_role:
        details = {"delivery": failed.delivery, "to": failed.to, "channel": failed.channel}
        yield _Notice("failure", case.fallback_role, INTERNAL, details=details | {"reason": failed.reason})


def _of_message(case: Case, sent: t.MessageSent) -> Iterator[_Notice]:
    yield _Notice("message", sent.to, sent.channel, text=sent.text)


def _of_internal_message(case: Case, sent: t.InternalMessageSent) -> Iterator[_Notice]:
    yield _Notice("internal", sent.to, sent.channel, text=sent.text, template=sent.template)


def _of_hand_over(case: Case, given: h.HandedOver | h.HandOverReturned) -> Iterator[_Notice]:
    yield _Notice("hand_over", given.to, INTERNAL, details={"was": given.was})


def _of_expired_hand_over(case: Case, expired: h.HandOverExpired) -> Iterator[_Notice]:
    yield from (_Notice("hand_over", to, INTERNAL, details={"was": expired.was}) for to in expired.told)


def _of_request(case: Case, asked: w.ApprovalRequested) -> Iterator[_Notice]:
    details = {"approval": asked.approval, "state": "pending"}
    yield _Notice("approval", asked.to, INTERNAL, details=details)


def _of_expired_approval(case: Case, expired: w.ApprovalExpired) -> Iterator[_Notice]:
    details = {"approval": expired.approval, "state": "pending" if expired.to is not None else "expired"}
    yield from (_Notice("approval", to, INTERNAL, details=details) for to in dict.fromkeys(expired.told))


def _of_decision(case: Case, decided: w.ApprovalGiven | w.ApprovalRefused) -> Iterator[_Notice]:
    asked = case.approvals[decided.approval]
    yield _Notice("approval", asked.asked_by, INTERNAL, details={"approval": asked.approval, "state": asked.state})


def _of_overdue_step(case: Case, overdue: w.StepOverdue) -> Iterator[_Notice]:
    details = {"step": overdue.step, "due_at": _utc(overdue.due_at)}
    yield from (_Notice("step_overdue", to, INTERNAL, details=details) for to in overdue.told)


def _of_follow_up(case: Case, due: w.FollowUpDue) -> Iterator[_Notice]:
    details = {"follow_up": due.follow_up, "due_at": _utc(due.due_at)}
    yield from (_Notice("follow_up", to, INTERNAL, details=details) for to in due.told)


def _of_waiting(case: Case, ended: t.WaitingEnded) -> Iterator[_Notice]:
    yield from (_Notice("waiting_over", to, INTERNAL, details={}) for to in ended.told)


def _of_incident(case: Case, told: i.IncidentUpdated | i.IncidentEnded) -> Iterator[_Notice]:
    if not told.kept_back:
        yield _Notice("message", CUSTOMER, INTERNAL, text=told.text)


_NOTICES: dict[type[Event], Callable[[Case, Any], Iterator[_Notice]]] = {
    i.IncidentUpdated: _of_incident,
    i.IncidentEnded: _of_incident,
    h.HandedOver: _of_hand_over,
    h.HandOverReturned: _of_hand_over,
    h.HandOverExpired: _of_expired_hand_over,
    w.ApprovalRequested: _of_request,
    w.ApprovalExpired: _of_expired_approval,
    w.ApprovalGiven: _of_decision,
    w.ApprovalRefused: _of_decision,
    w.StepOverdue: _of_overdue_step,
    w.FollowUpDue: _of_follow_up,
    t.WaitingEnded: _of_waiting,
    RouteTold: _of_route,
    ClockAtRisk: _of_risk,
    ClockMissed: _of_miss,
    PolicyRetired: _of_retirement,
    DeliveryFailed: _of_failure,
    t.MessageSent: _of_message,
    t.InternalMessageSent: _of_internal_message,
}


def _utc(moment: datetime) -> str:
    return format_instant(moment, UTC)
