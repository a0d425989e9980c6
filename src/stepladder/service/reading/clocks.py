"""Clocks as people see them: how much is used, what comes next, which spans counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

Standing = Literal["running", "at_risk", "overdue", "paused", "met", "met_by_resolution", "missed", "cancelled"]
"""As the state of a clock, with two more for a running one: a mark has passed, its deadline has passed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NextDue:
    """What a case owes next. `share` is how much of the elapsed time is used, 0 to 100."""

    slot: str
    kind: str
    due_at: datetime
    started_at: datetime
    standing: Literal["running", "at_risk", "overdue"]
    share: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WorkingSpan:
    """A span that counted, in the zone of the clock's calendar; `counts` is its work time in seconds."""

    start: datetime
    end: datetime
    counts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockView:
    """One promise of a case. Instants stand in the zone of its calendar; `within` is in seconds."""

    slot: str
    id: str
    kind: str
    team: str | None
    standing: Standing
    due_at: datetime
    started_at: datetime
    marks: tuple[datetime, ...]
    missed_at: datetime | None
    stopped_at: datetime | None
    within: int
    strict: bool
    counting: str
    calendar: str
    zone: ZoneInfo
    working: tuple[WorkingSpan, ...]
    share: int
    title: str
    because: str
    source: tuple[str, ...]


def share_used(started_at: datetime, due_at: datetime, now: datetime) -> int:
    """Elapsed time used, 0 to 100; 100 from the deadline on."""
    whole = (due_at - started_at).total_seconds()
    if now >= due_at or whole <= 0:
        return 100
    return max(0, min(99, int((now - started_at).total_seconds() * 100 / whole)))


def next_due(
    slot: str, kind: str, due_at: datetime, started_at: datetime, marks: Sequence[datetime], now: datetime
) -> NextDue:
    """How a running clock stands at `now`."""
    standing: Literal["running", "at_risk", "overdue"] = "running"
    if now >= due_at:
        standing = "overdue"
    elif any(mark <= now for mark in marks):
        standing = "at_risk"
    return NextDue(
        slot=slot, kind=kind, due_at=due_at, started_at=started_at, standing=standing,
        share=share_used(started_at, due_at, now),
    )  # fmt: skip
