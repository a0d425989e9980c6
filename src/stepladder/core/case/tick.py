"""What the passing of time does to a case: marks pass, deadlines are missed, each once and each told."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.events import AnyEvent, ClockAtRisk, ClockMissed, Happened
from stepladder.core.case.state import Case
from stepladder.core.case.wake import missed_from


def tick(case: Case, now: datetime) -> tuple[Happened, ...]:
    """Everything due at or before `now`, in the order of its own instants; nothing if it was all noticed before.

    Each event happened at its own instant and was noticed now. A mark is told to the owner; a miss also to the role
    that was told first, else to the fallback role: never to nobody (T43).
    """
    if not case.is_open:
        return ()
    found: list[tuple[datetime, bool, str, AnyEvent]] = []
    for clock in case.clocks.values():
        if clock.state != "running":
            continue
        for share, mark in list(zip(clock.shares, clock.marks, strict=True))[clock.marks_passed :]:
            if mark <= now:
                event = ClockAtRisk(slot=clock.slot, share=share, due_at=clock.due_at, told=(case.owner,))
                found.append((mark, False, clock.slot, event))
        if missed_from(clock) <= now:
            missed = ClockMissed(slot=clock.slot, due_at=clock.due_at, told=_told_of_a_miss(case))
            found.append((clock.due_at, True, clock.slot, missed))
    found.sort(key=lambda one: one[:3])
    return tuple(Happened(at=at, noticed_at=now, by="clock", cause="tick", event=event) for at, _, _, event in found)


def _told_of_a_miss(case: Case) -> tuple[str, ...]:
    first = next((route.to for route in case.routes.values() if not route.withdrawn), case.fallback_role)
    return tuple(dict.fromkeys(name for name in (case.owner, first) if name))
