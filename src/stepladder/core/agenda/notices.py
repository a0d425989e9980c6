"""Who is written to because of what came up on an agenda, and whether that still has to go out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

from stepladder.core.agenda.answer import KIND
from stepladder.core.agenda.events import AnyAgendaEvent, Happening, ItemDue, ItemOverdue
from stepladder.core.agenda.state import Agenda
from stepladder.core.case.orders import INTERNAL, AgendaPurpose, DeliveryOrder
from stepladder.core.streams import stream_of
from stepladder.core.values import format_instant, parse_instant


def deliveries(agenda: Agenda, events: Sequence[Happening], *, first_version: int) -> tuple[DeliveryOrder, ...]:
    """The notices that these events order; they belong to no case. Takes: first_version - that of the first event."""
    return tuple(
        order
        for version, happened in enumerate(events, first_version)
        for order in _of_event(agenda, happened, f"{stream_of(KIND, agenda.id)}/{version}")
    )


def no_longer_needed(delivery: DeliveryOrder, agenda: Agenda) -> str | None:
    """Why a notice need not go out any more, None where it must."""
    if delivery.purpose == "outage":
        return None  # It is about the desk itself, and stays true.
    item = agenda.items.get(str(delivery.details["item"]))
    if item is None:
        return "the policy in force does not ask for it any more"
    due_at = parse_instant(str(delivery.details["due_at"]))
    if item.settled is not None and due_at <= item.settled:
        return "it was done or left out before the notice went out"
    if delivery.purpose == "agenda_due" and item.turn is not None and item.turn.due_at != due_at:
        return "its next turn has come up by now"
    return None


def _of_event(agenda: Agenda, happened: Happening, event: str) -> Iterator[DeliveryOrder]:
    one = happened.event
    if not isinstance(one, ItemDue | ItemOverdue):
        return
    purpose, due_at = _about(one)
    details = {"agenda": agenda.id, "item": one.item, "due_at": format_instant(due_at, UTC), "missed": one.missed}
    for number, to in enumerate(dict.fromkeys(one.told), 1):
        yield DeliveryOrder(
            id=f"{event}/{number}", case="", event=event, purpose=purpose, to=to, channel=INTERNAL, urgency=0,
            details=details, created_at=happened.noticed_at,
        )  # fmt: skip


def _about(event: AnyAgendaEvent) -> tuple[AgendaPurpose, datetime]:
    if isinstance(event, ItemDue):
        return "agenda_due", event.turn.due_at
    assert isinstance(event, ItemOverdue)
    return "agenda_overdue", event.due_at
