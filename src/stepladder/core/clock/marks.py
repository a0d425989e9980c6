"""Marks: the instants at which a running clock is at risk, as shares of its work time."""

from __future__ import annotations

from collections.abc import Sequence

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due
from stepladder.core.values import DeskError

DEFAULT_SHARES = (50, 75)


def marks(
    calendar: Calendar,
    start: int,
    seconds: int,
    shares: Sequence[int] = DEFAULT_SHARES,
    counting: Counting = "open_hours",
) -> tuple[int, ...]:
    """The instants, in UTC epoch seconds, at which each share has been used up, in the order of `shares`.

    Takes: seconds - the whole promise; shares - per cent, 1 to 99, floored to a second of work time.
    Under `working_days` a share is one of the open time between start and due, so that no mark falls after the due.
    Raises: DeskError - another share, and whatever `due` refuses.
    """
    for share in shares:
        if not 0 < share < 100:
            raise DeskError(f"{share}% is not from 1 to 99", where="at-risk marks", mend="Use 50 for half.")
    if counting == "working_days":
        seconds = calendar.worked_seconds(start, due(calendar, start, seconds, counting))
        counting = "open_hours"
    return tuple(due(calendar, start, seconds * share // 100, counting) for share in shares)
