"""Aggregates beside the cases as they are stored, and what one command changes on one of them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from functools import cache

import msgspec

from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.case.reactions import ReactionOrder
from stepladder.core.streams import stream_of
from stepladder.service.made import Made
from stepladder.service.texts import Text


@cache
def shape_of(state: type) -> str:
    """The form of today's snapshots of this type: it changes whenever the state gets another field or type."""
    schema = msgspec.json.encode(msgspec.json.schema(state), order="sorted")
    return hashlib.sha256(schema).hexdigest()[:12]


class Aggregate(Made, frozen=True, kw_only=True):
    """What stands beside the cases, as it is stored: an account, an incident and the like.

    `state` is what its events fold to, as JSON; `shape` names the form of it. `version` counts its events. The store
    reads none of it: `service.aggregates` knows the kinds.
    """

    kind: str
    id: str
    version: int
    shape: str
    state: bytes

    @property
    def stream(self) -> str:
        return stream_of(self.kind, self.id)


class EventRow(Made, frozen=True, kw_only=True):
    """An event of an aggregate as it is stored: its type, the version of its form, and its data as JSON."""

    type: str
    v: int
    at: datetime
    noticed_at: datetime
    by: str
    cause: str
    data: bytes


class AggregateChange(Made, frozen=True, kw_only=True):
    """All that one command changes on one aggregate: its state after the events, which count from expected_version + 1.

    A case and an aggregate are never part of the same change: one asks the other by a reaction.
    """

    workspace: str
    recorded_at: datetime
    aggregate: Aggregate
    wake_at: datetime | None = None
    urgency: int = 0
    expected_version: int = 0
    events: tuple[EventRow, ...] = ()
    texts: tuple[Text, ...] = ()
    deliveries: tuple[DeliveryOrder, ...] = ()
    """Notices that belong to no case."""
    reactions: tuple[ReactionOrder, ...] = ()
    cases: tuple[str, ...] = ()
    """Cases it names for the first time: they must be there, and not archived, as it is stored."""
