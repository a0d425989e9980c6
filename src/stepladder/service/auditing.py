"""What the desk should hold, counted anew from its events: states, wake-ups, notices and commands elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from msgspec import field

from stepladder.core.account.hearing import contacts
from stepladder.core.agenda.notices import deliveries as of_agenda
from stepladder.core.case.apply import apply
from stepladder.core.case.events import Happened
from stepladder.core.case.orders import DeliveryOrder, deliveries
from stepladder.core.case.reactions import ReactionOrder, reactions
from stepladder.core.case.state import Case
from stepladder.core.case.upcasters import decode, version_of
from stepladder.core.case.wake import wake_at
from stepladder.core.incident.asked import asked_by_case, asked_by_incident, asked_by_watch
from stepladder.core.register.asked import asked_by_entry
from stepladder.core.streams import Told, WrittenLater, holds_more
from stepladder.service.accounts import ACCOUNTS
from stepladder.service.agendas import AGENDAS
from stepladder.service.aggregates import Kind
from stepladder.service.incidents import INCIDENTS, WATCHES
from stepladder.service.made import Made
from stepladder.service.registers import ENTRIES
from stepladder.service.rows import StoredEvent

CASE = "case"
"""The kind of what is no aggregate beside the cases."""


class Expected(Made, frozen=True):
    """What the events of one stream come to.

    Fields: deliveries, reactions - all that were ever ordered, by the key they are stored under.
    """

    state: Any
    version: int
    urgency: int
    wake_at: datetime | None
    deliveries: dict[str, DeliveryOrder] = field(default_factory=dict)
    reactions: dict[tuple[str, str], ReactionOrder] = field(default_factory=dict)


Orders = Callable[[Any, tuple[Told[Any]], int, datetime], tuple[Sequence[DeliveryOrder], Sequence[ReactionOrder]]]
"""(state after an event, the event, its version, when it was stored) -> what it orders."""

_KINDS: dict[str, tuple[Kind[Any, Any], Orders]] = {
    kind.name: (kind, orders)
    for kind, orders in (
        (ACCOUNTS, lambda *_: ((), ())),
        (AGENDAS, lambda after, told, first, _: (of_agenda(after, told, first_version=first), ())),
        (WATCHES, lambda after, told, first, due: ((), asked_by_watch(after.id, told, first_version=first, due=due))),
        (INCIDENTS, lambda after, told, first, due: ((), asked_by_incident(after, told, first_version=first, due=due))),
        (ENTRIES, lambda after, told, first, due: ((), asked_by_entry(after, told, first_version=first, due=due))),
    )
}


def state_type(kind: str) -> type | None:
    """The type of a kind's states; None for a kind that this release does not know."""
    if kind == CASE:
        return Case
    known = _KINDS.get(kind)
    return None if known is None else known[0].state


def expect(kind: str, id_: str, events: Sequence[StoredEvent]) -> Expected:
    """What these events, all of a stream from the first, come to.

    Raises: WrittenLater - one of them holds what only a later release knows; DeskError - one cannot be read.
    """
    return _of_case(id_, events) if kind == CASE else _of_aggregate(kind, id_, events)


def _of_case(id_: str, events: Sequence[StoredEvent]) -> Expected:
    case, sent, asked = Case(id=id_), list[DeliveryOrder](), list[ReactionOrder]()
    for one in events:
        event = decode(one.type, one.v, one.data)
        # An older form has keys that today's has not; what one of today holds besides is not known here.
        if one.v == version_of(one.type) and holds_more(event, one.data):
            raise WrittenLater(one.type, one.v)
        told = (Happened(at=one.at, noticed_at=one.noticed_at, by=one.by, cause=one.cause, event=event),)
        apply(case, told[0])
        # Where one command stored several events, what they order was told by the state after the last of them. Nothing
        # that an event orders is taken back by what follows in the same command, so nothing is expected in vain.
        sent += deliveries(case, told, first_version=one.version)
        asked += reactions(case.id, told, first_version=one.version)
        asked += contacts(case, told, first_version=one.version)
        asked += asked_by_case(case.id, told, first_version=one.version)
    return _expected(case, wake_at(case), sent, asked)


def _of_aggregate(name: str, id_: str, events: Sequence[StoredEvent]) -> Expected:
    kind, orders = _KINDS[name]
    state, sent, asked = kind.fold(id_, ()), list[DeliveryOrder](), list[ReactionOrder]()
    for one in events:
        event = kind.decode(one.type, one.v, one.data)
        if holds_more(event, one.data):
            raise WrittenLater(one.type, one.v)
        told = (Told(at=one.at, noticed_at=one.noticed_at, by=one.by, cause=one.cause, event=event),)
        state = kind.evolve(state, *told)
        more_sent, more_asked = orders(state, told, one.version, one.recorded_at)
        sent += more_sent
        asked += more_asked
    return _expected(state, kind.wake_at(state), sent, asked)


def _expected(
    state: Any, wakes: datetime | None, sent: Sequence[DeliveryOrder], asked: Sequence[ReactionOrder]
) -> Expected:
    return Expected(
        state=state,
        version=state.version,
        urgency=state.urgency,
        wake_at=wakes,
        deliveries={one.id: one for one in sent},
        reactions={(one.event, one.target): one for one in asked},
    )
