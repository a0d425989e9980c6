"""The workspace's calendars were revised: every running clock of a case is counted anew (T7)."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.clocks import floor_of, moved_to
from stepladder.core.case.counted import recalculated
from stepladder.core.case.events import ClockMoved, Happened, Recalculated
from stepladder.core.case.meanwhile import catch_up
from stepladder.core.case.state import Case, CaseClock
from stepladder.core.case.story import Story
from stepladder.core.policy.pack import Pack

CAUSE = "recalculate"


def recalculate(case: Case, pack: Pack, *, now: datetime, by: str = "desk") -> tuple[Happened, ...]:
    """What a revision of the calendars changes on a case: the deadlines and warnings of its running clocks.

    Takes: pack - the version the case is pinned to, under the calendars as they are revised now.
    A clock keeps its start, its pauses and its promise; one that may not overtake others follows them (T1). What fell
    due before is told first and stays; a deadline that now lies in the past is left to the next tick, which tells it at
    its own instant; a mark that does counts as passed. Nothing for a closed case, or where the clocks were counted
    under this revision or a later one before.
    """
    if not case.is_open or case.calendar_revision >= pack.revision:
        return ()
    story = Story(case, at=now, now=now, cause=CAUSE)
    catch_up(story, lambda: pack)
    story.tell(Recalculated(revision=pack.revision), by)
    # What may not overtake others comes after them, so that it is held back by where they stand then.
    for clock in sorted(story.case.clocks.values(), key=lambda one: bool(one.not_before)):
        if clock.state == "running":
            change = _moved(pack, story.case, clock, now)
            if change is not None:
                story.tell(change, by)
    return story.events


def _moved(pack: Pack, case: Case, clock: CaseClock, now: datetime) -> ClockMoved | None:
    """The clock at its new instants; None where neither the deadline nor a warning still ahead is another."""
    found = recalculated(pack.calendars, clock, floor=floor_of(case, clock.not_before))
    ahead = _ahead(clock.marks, clock.shares, now)
    if found.due_at == clock.due_at and _ahead(found.marks, found.shares, now) == ahead:
        return None
    if clock.held_until == clock.due_at and found.due_at <= now:
        return None  # Held back less than it was, it never comes forward to a deadline that is over.
    return moved_to(clock, found)


def _ahead(marks: tuple[datetime, ...], shares: tuple[int, ...], now: datetime) -> list[tuple[datetime, int]]:
    return [(mark, share) for mark, share in zip(marks, shares, strict=True) if mark > now]
