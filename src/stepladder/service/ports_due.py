"""What the due loop tells of itself, and what it asks of the store when the clock was moved under it."""

from __future__ import annotations

from bisect import bisect_left
from datetime import datetime, timedelta
from typing import Protocol

import msgspec

from stepladder.service.made import Made

BOUNDS = (0.1, 0.5, 1.0, 5.0, 15.0, 60.0, 300.0, 3_600.0)
"""Seconds. Wake-ups are counted by how late they were noticed: up to each of these, and later than the last."""
LATE = timedelta(seconds=5)
"""Noticed later than this, an event says of itself that it was late."""


class Waiting(Made, frozen=True, kw_only=True):
    """What is due and not done, of one kind in one workspace.

    Fields: kind - case, aggregate, reaction, delivery, or sending for what a sender holds whose lease has ended; of -
    the kind of aggregate or the channel, empty for cases and reactions; overdue - how many of `count` have been due
    for longer than they may; longest - for how long the oldest has been due.
    """

    workspace: str
    kind: str
    of: str
    count: int
    overdue: int
    longest: timedelta


class DueRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One worker's due loop since it started.

    Fields: woken, failed, late - wake-ups, those of them that failed, and those noticed later than `LATE`; counts - how
    many up to each of `BOUNDS`, the last one beyond them all; seconds_late - all of them together; worst - the most;
    jumps - how often the clock was moved under it; jumped_by - seconds, forward where above zero, the last time.
    """

    worker: str
    started_at: datetime
    seen_at: datetime
    woken: int = 0
    failed: int = 0
    late: int = 0
    counts: tuple[int, ...] = (0,) * (len(BOUNDS) + 1)
    seconds_late: float = 0.0
    worst: float = 0.0
    jumps: int = 0
    jumped_at: datetime | None = None
    jumped_by: float = 0.0

    def seen(self, at: datetime) -> DueRecord:
        """As it stands at this instant."""
        return msgspec.structs.replace(self, seen_at=at)

    def and_woken(self, late_by: tuple[timedelta, ...], failed: int) -> DueRecord:
        """With another batch of wake-ups."""
        counts, seconds = list(self.counts), [max(0.0, one.total_seconds()) for one in late_by]
        for one in seconds:
            counts[bisect_left(BOUNDS, one)] += 1
        return msgspec.structs.replace(
            self,
            woken=self.woken + len(seconds),
            failed=self.failed + failed,
            late=self.late + sum(one > LATE.total_seconds() for one in seconds),
            counts=tuple(counts),
            seconds_late=self.seconds_late + sum(seconds),
            worst=max(self.worst, *seconds) if seconds else self.worst,
        )

    def and_jumped(self, at: datetime, by: timedelta) -> DueRecord:
        """With another move of the clock."""
        return msgspec.structs.replace(self, jumps=self.jumps + 1, jumped_at=at, jumped_by=by.total_seconds())


class DueRecords(Protocol):
    """Where workers keep what they say of themselves, and what must be set right when the clock was moved."""

    def keep(self, record: DueRecord) -> None: ...  # In place of the same worker's last one.
    def records(self) -> tuple[DueRecord, ...]: ...  # By worker; those not seen for a week are forgotten.
    def after_jump(self, now: datetime, by: timedelta) -> int:
        """Let nothing that the desk itself had set a time for wait for the clock to come back, nor be taken for over.

        Takes: now - by the clock as it is now; by - how far it was moved. Answers how many deliveries and reactions
        got another time. All workers tell of one jump, within 30 s, and it is acted on once. Deadlines of cases stay:
        they are instants that were promised.
        """
        ...


class NoRecords:
    """For a desk that nobody watches: keeps nothing."""

    def keep(self, record: DueRecord) -> None:
        return

    def records(self) -> tuple[DueRecord, ...]:
        return ()

    def after_jump(self, now: datetime, by: timedelta) -> int:
        return 0
