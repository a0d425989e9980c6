"""Clocks as people see them: how much is used, what comes next, which spans counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Literal, cast
from zoneinfo import ZoneInfo

from stepladder.core.case.state import Case, CaseClock
from stepladder.core.clock.counting import Counting, working
from stepladder.core.clock.zones import zone as pinned
from stepladder.core.policy.pack import Pack
from stepladder.service.made import Made

Standing = Literal["running", "at_risk", "overdue", "paused", "met", "met_by_resolution", "missed", "cancelled"]
"""As the state of a clock, with two more for a running one: a mark has passed, its deadline has passed."""


class NextDue(Made, frozen=True, kw_only=True):
    """What a case owes next. `share` is how much of the elapsed time is used, 0 to 100."""

    slot: str
    kind: str
    due_at: datetime
    started_at: datetime
    standing: Literal["running", "at_risk", "overdue"]
    share: int


class WorkingSpan(Made, frozen=True, kw_only=True):
    """A span that counted, in the zone of the clock's calendar; `counts` is its work time in seconds."""

    start: datetime
    end: datetime
    counts: int


class ClockView(Made, frozen=True, kw_only=True):
    """One promise of a case. Instants stand in the zone of its calendar; `within` is in seconds.

    Fields: pauses - from and to, in UTC epoch seconds, in order: what lies between a resolution and its reopening.
    """

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
    cancelled_because: str | None
    within: int
    strict: bool
    counting: str
    calendar: str
    zone: ZoneInfo
    working: tuple[WorkingSpan, ...]
    pauses: tuple[tuple[int, int], ...]
    share: int
    title: str
    because: str
    source: tuple[str, ...]

    @property
    def waits(self) -> bool:
        """Whether it is still to be kept, in time or late."""
        return self.standing in ("running", "at_risk", "overdue")


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


def clock_views(case: Case, pack: Pack, now: datetime) -> tuple[ClockView, ...]:
    """Every clock of a case by due instant, those that still wait first."""
    views = [_view(clock, pack, now) for clock in case.clocks.values()]
    return tuple(sorted(views, key=lambda view: (not view.waits, view.due_at, view.slot)))


def _view(clock: CaseClock, pack: Pack, now: datetime) -> ClockView:
    rule = next((one for one in pack.text.clocks if one.id == clock.clock), None)
    calendar = pack.calendars[clock.calendar]
    zone = pinned(pack.zone) if clock.calendar == "always" else calendar.zone
    # What lies between a resolution and the reopening after it did not count.
    starts = [clock.started_at, *(resumed for _, resumed in clock.pauses)]
    ends = [*(stopped for stopped, _ in clock.pauses), clock.due_at]
    spans = [
        span
        for start, end in zip(starts, ends, strict=True)
        for span in working(calendar, _seconds(start), _seconds(end), cast(Counting, clock.counting))
    ]
    return ClockView(
        slot=clock.slot,
        id=clock.clock,
        kind=clock.kind,
        team=clock.team,
        standing=_standing(clock, now),
        due_at=clock.due_at.astimezone(zone),
        started_at=clock.started_at.astimezone(zone),
        marks=tuple(mark.astimezone(zone) for mark in clock.marks),
        missed_at=clock.missed_at,
        stopped_at=clock.stopped_at,
        cancelled_because=clock.cancelled_because,
        within=clock.within,
        strict=clock.strict,
        counting=clock.counting,
        calendar=clock.calendar,
        zone=zone,
        working=tuple(
            WorkingSpan(
                start=datetime.fromtimestamp(start, zone), end=datetime.fromtimestamp(end, zone), counts=end - start
            )
            for start, end in spans
        ),
        pauses=tuple((_seconds(stopped), _seconds(resumed)) for stopped, resumed in clock.pauses),
        share=share_used(clock.started_at, clock.due_at, now) if clock.waits else 100,
        title=(rule.title if rule else "") or clock.kind.replace("_", " "),
        because=rule.because if rule else "",
        source=clock.source,
    )


def _standing(clock: CaseClock, now: datetime) -> Standing:
    if not clock.waits:
        return clock.state
    if clock.state == "missed" or now >= clock.due_at:
        return "overdue"
    return "at_risk" if any(mark <= now for mark in clock.marks) else "running"


def _seconds(moment: datetime) -> int:
    return int(moment.astimezone(UTC).timestamp())
