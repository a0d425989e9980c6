"""What is kept about the desk itself: heartbeats, times without a worker, and counts for metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import msgspec

from stepladder.core.case.orders import DeliveryOrder
from stepladder.service.ports_due import Waiting


class LateThing(msgspec.Struct, frozen=True, kw_only=True):
    """A case that wanted to be woken while nobody was at work; `slot` is its clock that is due next, if any."""

    case: str
    slot: str
    due_at: datetime


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which no worker was at work, as one workspace felt it. Times are those of the desk's clock.

    Fields: waiting - what had fallen due by its end and was not done: clocks, cases, commands, messages; first - the
    cases that had waited longest.
    """

    began_at: datetime
    ended_at: datetime
    waiting: dict[str, int]
    first: tuple[LateThing, ...] = ()
    dismissed_by: str | None = None


class WatchPort(Protocol):
    """Every method is one short transaction."""

    def keep_beat(self, worker: str, at: datetime, body: bytes) -> None: ...  # The last one of each worker is kept.
    def last_beat(self) -> tuple[datetime, bytes] | None: ...  # The newest of all workers.
    def keep_outage(self, workspace: str, outage: Outage, notices: Sequence[DeliveryOrder] = ()) -> bool:
        """Keep it with the notices that tell of it, both or neither. False: another worker has, and told."""
        ...

    def outages(self, workspace: str, limit: int = 20) -> list[Outage]: ...  # Newest first.
    def dismiss_outage(self, workspace: str, began_at: datetime, by: str) -> bool: ...  # False: there is none.
    def late(
        self, workspace: str, now: datetime, limit: int
    ) -> tuple[Mapping[str, int], list[LateThing]]: ...  # What is due now.
    def add(self, counts: Mapping[tuple[str, str], int]) -> None: ...  # To sums by name and label.
    def counts(self) -> Mapping[tuple[str, str], int]: ...
    def waiting(
        self, now: datetime, grace: timedelta
    ) -> list[Waiting]: ...  # What is due on the whole desk; due for longer than `grace` is overdue.
    def gauges(self) -> Mapping[str, Any]: ...  # How the desk stands besides, for metrics.
