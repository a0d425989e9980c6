"""What is kept about the desk itself: heartbeats, times without a worker, and counts for metrics."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

import msgspec


class LateNotice(msgspec.Struct, frozen=True, kw_only=True):
    """Something that fell due while nobody was at work: a clock by its slot, or a message."""

    workspace: str
    case: str
    what: str
    due_at: datetime


class Outage(msgspec.Struct, frozen=True, kw_only=True):
    """A time in which no worker was at work. Fields: waiting - what had fallen due by its end, by kind; first - of it.

    Times are those of the desk's clock.
    """

    began_at: datetime
    ended_at: datetime
    waiting: dict[str, int]
    first: tuple[LateNotice, ...] = ()
    dismissed_by: str | None = None


class WatchPort(Protocol):
    """Every method is one short transaction."""

    def keep_beat(self, worker: str, at: datetime, body: bytes) -> None: ...  # The last one of each worker is kept.
    def last_beat(self) -> tuple[datetime, bytes] | None: ...  # The newest of all workers.
    def keep_outage(self, outage: Outage) -> bool: ...  # False: another worker has noted it.
    def outages(self, limit: int = 20) -> list[Outage]: ...  # Newest first.
    def dismiss_outage(self, began_at: datetime, by: str) -> None: ...
    def late(self, now: datetime, limit: int) -> tuple[Mapping[str, int], list[LateNotice]]: ...  # What is due now.
    def add(self, counts: Mapping[tuple[str, str], int]) -> None: ...  # To sums by name and label.
    def counts(self) -> Mapping[tuple[str, str], int]: ...
    def gauges(self, now: datetime) -> Mapping[str, Any]: ...  # How the desk stands, for metrics.
