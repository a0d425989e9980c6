"""What a promise comes to on a calendar: when it is due, when it is at risk, and which spans count until then."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due, working
from stepladder.core.clock.marks import DEFAULT_SHARES, marks


@dataclass(frozen=True, slots=True)
class Promised:
    """A promise with its working. All instants are UTC epoch seconds; `seconds` is its whole work time.

    Fields: marks - one for each of `shares`, which are per cent; working - the spans that count, in order.
    """

    start: int
    seconds: int
    due_at: int
    shares: tuple[int, ...]
    marks: tuple[int, ...]
    working: tuple[tuple[int, int], ...]


def promised(
    calendar: Calendar,
    start: int,
    seconds: int,
    shares: Sequence[int] = DEFAULT_SHARES,
    counting: Counting = "open_hours",
) -> Promised:
    """A promise of `seconds` from `start`. Raises: DeskError - whatever `due` and `marks` refuse."""
    due_at = due(calendar, start, seconds, counting)
    return Promised(
        start=start,
        seconds=seconds,
        due_at=due_at,
        shares=tuple(shares),
        marks=marks(calendar, start, seconds, shares, counting),
        working=tuple(working(calendar, start, due_at, counting)),
    )
