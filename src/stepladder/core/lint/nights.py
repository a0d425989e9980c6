"""A year of one promise against those who must keep it: which cases come in too late for anybody, and the worst.

Pure arithmetic over calendars in UTC epoch seconds. A year is played over each of its half hours and over each opening
and closing, at which everything that changes does change.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due

HALF_HOUR = 1_800
YEAR = 366 * 86_400


@dataclass(frozen=True, slots=True)
class Counted:
    """A duration on a calendar. Fields: seconds - 1 or more."""

    calendar: Calendar
    seconds: int
    counting: Counting

    def due(self, start: int) -> int:
        return due(self.calendar, start, self.seconds, self.counting)


@dataclass(frozen=True, slots=True)
class Team:
    """Who must keep a promise. Fields: calendars - it is there when one of them is open; answers - how long it may take
    by its own promise, None where its being there is enough."""

    calendars: tuple[Calendar, ...]
    answers: Counted | None = None

    def back(self, at: int) -> int:
        """When somebody is there, from `at` on."""
        return min(calendar.next_open(at) for calendar in self.calendars)

    def ready(self, start: int) -> int:
        """The instant from which a promise that began at `start` can be kept by this team."""
        return self.answers.due(start) if self.answers is not None else self.back(start)


class Night(NamedTuple):
    """A case that comes in at `start`: due at `due`, while nobody is there before `back` or answers before `ready`."""

    start: int
    due: int
    back: int
    ready: int


class Year(NamedTuple):
    """The worst night, and how many of the half hours of the year are the start of one."""

    worst: Night
    late: int
    of: int

    @property
    def percent(self) -> int:
        """Rounded, at least 1: what happens is never told as nothing."""
        return max(round(100 * self.late / self.of), 1)


def play(promise: Counted, teams: Sequence[Team], first: int, last: int) -> Year | None:
    """The worst night between two instants; None where every promise can be kept by one of the teams.

    The worst is the one in which the customer waits longest past the deadline, the first of those that are equal.
    """
    if _is_kept_anyway(promise, teams):
        return None
    worst, late, of = None, 0, 0
    for start in _moments([promise.calendar, *(one for team in teams for one in team.calendars)], first, last):
        of += start % HALF_HOUR == 0
        night = _night(promise, teams, start)
        if night is not None:
            late += start % HALF_HOUR == 0
            if worst is None or night.ready - night.due > worst.ready - worst.due:
                worst = night
    return Year(worst, late, of) if worst is not None else None


def _night(promise: Counted, teams: Sequence[Team], start: int) -> Night | None:
    due_at = promise.due(start)
    ready = back = None
    for team in teams:
        at = team.ready(start)
        # Who only opens at the deadline has no time left; an answer that is due with it is in time.
        if at < due_at or (at == due_at and team.answers is not None):
            return None
        if ready is None or at < ready:
            ready, back = at, team.back(start)
    return Night(start, due_at, back, ready) if ready is not None and back is not None else None


def _is_kept_anyway(promise: Counted, teams: Sequence[Team]) -> bool:
    """Whether one of the teams is there whenever the promise counts."""
    return promise.counting == "open_hours" and any(
        team.answers is None and promise.calendar in team.calendars for team in teams
    )


def _moments(calendars: Sequence[Calendar], first: int, last: int) -> Iterator[int]:
    edges = {edge for calendar in dict.fromkeys(calendars) for span in calendar.working(first, last) for edge in span}
    grid = range(-(-first // HALF_HOUR) * HALF_HOUR, last, HALF_HOUR)
    yield from sorted(edges.union(grid) - {last})


def always_later(late: Counted, soon: Counted, first: int) -> bool:
    """Whether the first of two durations ends after the second, whenever in two weeks both begin."""
    return all(late.due(start) > soon.due(start) for start in range(first, first + 14 * 86_400, 3_600))


def ever_later(late: Counted, soon: Counted, first: int) -> bool:
    """Whether there is an hour in two weeks from which the first of two durations ends after the second."""
    return any(late.due(start) > soon.due(start) for start in range(first, first + 14 * 86_400, 3_600))
