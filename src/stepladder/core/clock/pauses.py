"""Pauses: stretches in which a clock stands still, taken out of what is counted and never added as plain time.

A pause is a pair of UTC epoch seconds, half-open, and may overlap others. Each question takes one pass over the merged
pauses, however many there are. Source: T15, T18, T21 to T23.
"""

from __future__ import annotations

from collections.abc import Iterable

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.chunks import merge
from stepladder.core.clock.counting import Counting, due, working
from stepladder.core.values import DeskError

Span = tuple[int, int]


def merged(pauses: Iterable[Span]) -> list[Span]:
    """The pauses in order, those that overlap or touch as one, those of no length left out.

    Raises: DeskError - a pause that ends before it starts, by its place.
    """
    kept: list[Span] = []
    for place, (stopped, resumed) in enumerate(pauses):
        if resumed < stopped:
            mend = "Exchange the two instants."
            raise DeskError("the pause ends before it starts", where=f"pauses[{place}]", mend=mend)
        if stopped < resumed:
            kept.append((stopped, resumed))
    return merge(kept)


def subtract(spans: Iterable[Span], pauses: Iterable[Span]) -> list[Span]:
    """What is left of the spans, which are in order and apart, outside of the pauses."""
    still, left = merged(pauses), list[Span]()
    place = 0
    for opens, closes in spans:
        while place < len(still) and still[place][1] <= opens:
            place += 1
        at = opens
        # The last pause of this span may reach into the next one, so it is looked at again there.
        for stopped, resumed in _until(still, place, closes):
            if at < stopped:
                left.append((at, stopped))
            at = max(at, resumed)
        if at < closes:
            left.append((at, closes))
    return left


def counted(calendar: Calendar, start: int, end: int, pauses: Iterable[Span], counting: Counting = "open_hours") -> int:
    """Seconds counted between two instants outside of the pauses; 0 where the end is not after the start.

    Under `working_days` these are the open seconds, as in its working.
    """
    if end <= start:
        return 0
    paused = 0
    for stopped, resumed in merged(pauses):
        if resumed > start and stopped < end:
            paused += _between(calendar, max(stopped, start), min(resumed, end), counting)
    return _between(calendar, start, end, counting) - paused


def due_with_pauses(
    calendar: Calendar, start: int, seconds: int, pauses: Iterable[Span], counting: Counting = "open_hours"
) -> int:
    """The instant by which `seconds` have been counted from `start` outside of the pauses; `start` itself for 0.

    A pause that begins on the due instant, or before it, moves it past its own end: a clock that stands still is never
    due (T22). What was left when it stopped is counted from there: open time, or every second under `elapsed`.
    Raises: DeskError - as `counting.due`; a pause that ends before it starts.
    """
    moment = due(calendar, start, seconds, counting)
    since_start = ((max(stopped, start), resumed) for stopped, resumed in merged(pauses) if resumed > start)
    return moment if seconds == 0 else past_pauses(calendar, moment, since_start, counting)


def past_pauses(calendar: Calendar, moment: int, pauses: Iterable[Span], counting: Counting = "open_hours") -> int:
    """Where an instant of a running clock (its due, a mark) falls once the pauses up to it are taken out of the count.

    None of the pauses began before the clock did. Raises: DeskError - a pause that ends before it starts.
    """
    for stopped, resumed in merged(pauses):
        if stopped > moment:
            break
        left = _between(calendar, stopped, moment, counting)
        # Closing time and the next opening are one moment of work, so what is left could end before the instant itself.
        moment = max(moment, resumed + left if counting == "elapsed" else calendar.due(resumed, left))
    return moment


def working_with_pauses(
    calendar: Calendar, start: int, end: int, pauses: Iterable[Span], counting: Counting = "open_hours"
) -> list[Span]:
    """The spans that count between two instants, less the pauses; their lengths sum to `counted`."""
    return subtract(working(calendar, start, end, counting), pauses)


def _between(calendar: Calendar, start: int, end: int, counting: Counting) -> int:
    return max(end - start, 0) if counting == "elapsed" else calendar.worked_seconds(start, end)


def _until(pauses: list[Span], place: int, closes: int) -> Iterable[Span]:
    while place < len(pauses) and pauses[place][0] < closes:
        yield pauses[place]
        place += 1
