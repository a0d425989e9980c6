"""How an aggregate beside the cases is kept, whatever its kind: read from its snapshot or its events, and changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, Protocol, TypeVar

import msgspec

from stepladder.core.streams import Told, stream_of
from stepladder.service.aggregate_rows import Aggregate, AggregateChange, EventRow, shape_of
from stepladder.service.ports import Store

_ENCODER = msgspec.json.Encoder()
_ALL = 1_000_000
_AT_ONCE = 100


class Kept(Protocol):
    """What every aggregate has."""

    id: str
    version: int

    @property
    def urgency(self) -> int: ...


A = TypeVar("A", bound=Kept)
E = TypeVar("E")


@dataclass(frozen=True)
class Kind(Generic[A, E]):
    """A kind of aggregate: the name it is stored under, the type of its state, and how its events are read and meant.

    `version` is that of the form in which events are written today; `wake_at` says when time alone changes one.
    """

    name: str
    state: type[A]
    decode: Callable[[str, int, bytes], E]
    version: int
    evolve: Callable[..., A]
    fold: Callable[[str, Iterable[Told[E]]], A]
    wake_at: Callable[[A], datetime | None] = lambda _: None

    def load(self, store: Store, workspace: str, id_: str) -> A | None:
        """One as it stands; None where it has no events."""
        row = store.load_aggregate(workspace, self.name, id_)
        return None if row is None else self.read(store, workspace, row)

    def all(self, store: Store, workspace: str) -> Iterator[A]:
        """Every one of a workspace, in the order of their ids."""
        after = ""
        while rows := store.aggregates(workspace, self.name, after=after, limit=_AT_ONCE):
            for row in rows:
                yield self.read(store, workspace, row)
            after = rows[-1].id

    def read(self, store: Store, workspace: str, row: Aggregate) -> A:
        """The one of a snapshot, or of its whole history where the snapshot has an older form."""
        if row.shape == shape_of(self.state):
            return msgspec.json.decode(row.state, type=self.state)
        return self.fold(row.id, self.history(store, workspace, row.id))

    def history(self, store: Store, workspace: str, id_: str, *, after: int = 0) -> Iterator[Told[E]]:
        """Its events in order, those beyond version `after`."""
        for one in store.events(workspace, stream_of(self.name, id_), after=after, limit=_ALL):
            event = self.decode(one.type, one.v, one.data)
            yield Told(at=one.at, noticed_at=one.noticed_at, by=one.by, cause=one.cause, event=event)

    def change(
        self, workspace: str, before: A, events: tuple[Told[Any], ...], now: datetime
    ) -> tuple[A, AggregateChange]:
        """What these events do to one: how it stands then, and the change that stores it."""
        after = self.evolve(before, *events)
        row = Aggregate(
            kind=self.name,
            id=after.id,
            version=after.version,
            shape=shape_of(self.state),
            state=_ENCODER.encode(after),
        )
        return after, AggregateChange(
            workspace=workspace,
            recorded_at=now,
            aggregate=row,
            wake_at=self.wake_at(after),
            urgency=after.urgency,
            expected_version=before.version,
            events=tuple(self._row(one) for one in events),
        )

    def _row(self, one: Told[Any]) -> EventRow:
        return EventRow(
            type=str(one.event.__struct_config__.tag),
            v=self.version,
            at=one.at,
            noticed_at=one.noticed_at,
            by=one.by,
            cause=one.cause,
            data=_ENCODER.encode(one.event),
        )
