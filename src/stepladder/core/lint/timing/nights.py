"""A year of one promise against those who must keep it: which cases come in too late for anybody, and the worst.

Pure arithmetic over calendars in UTC epoch seconds. What hours alone decide is played over each time in which all are
closed; where a team has a time of its own to answer, over each half hour of the year and each opening and closing.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.chunks import merge
from stepladder.core.clock.counting import Counting, due

HALF_HOUR = 1_800
YEAR = 366 * 86_400


@dataclass(frozen=True, slots=True)
class Counted:
    """A duration on a calendar. Fields: seconds - 1 or more."""

    calendar: Calendar
    seconds: int
    counting: Counting

    @property
    def never_goes_back(self) -> bool:
        """Whether a later start is never due earlier. The same time of day is, where clocks show an hour twice."""
        return self.counting != "working_days"

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
    hours = tuple(dict.fromkeys(calendar for team in teams for calendar in team.calendars))
    if promise.never_goes_back and all(team.answers is None for team in teams):
        nights = list(_closed(promise, hours, first, last))
    else:
        moments = _moments((promise.calendar, *hours), first, last)
        nights = [(night, night.start % HALF_HOUR == 0) for night in _late(promise, teams, moments)]
    if not nights:
        return None
    worst = max(nights, key=lambda found: found[0].ready - found[0].due)[0]
    return Year(worst, sum(late for _, late in nights), _half_hours(first, last))


def _closed(promise: Counted, hours: Sequence[Calendar], first: int, last: int) -> Iterator[tuple[Night, int]]:
    """Each time in which all are closed for longer than the promise takes, with the half hours that begin too late.

    The first moment of it is the worst: later starts are due no earlier, and nobody comes back sooner.
    """
    everybody = Team(tuple(hours))
    spans = merge(span for calendar in hours for span in calendar.working(first, last))
    for closes, opens in pairwise([first, *(edge for span in spans for edge in span), last]):
        if closes == opens or any(calendar.is_open(closes) for calendar in hours):
            continue
        back = everybody.back(closes)
        due_at = promise.due(closes)
        if due_at <= back:
            grid = range(-(-closes // HALF_HOUR) * HALF_HOUR, min(opens, last), HALF_HOUR)
            # Deadlines never go back, so those that come too late stand before all that do not.
            late = bisect_right(grid, back, key=promise.due)
            yield Night(closes, due_at, back, back), late


def _late(promise: Counted, teams: Sequence[Team], moments: Sequence[int]) -> Iterator[Night]:
    """Each of the moments, in order, at which a case comes in too late for all teams."""
    timed = (promise, *(team.answers for team in teams if team.answers is not None))
    place, leaps = 0, all(one.never_goes_back for one in timed)
    while place < len(moments):
        start = moments[place]
        waits = [(team.ready(start), team) for team in teams]
        ready, first = min(waits, key=lambda wait: wait[0])
        due_at = promise.due(start)
        # Who only opens at the deadline has no time left; an answer that is due with it is in time.
        if any(at < due_at or (at == due_at and team.answers is not None) for at, team in waits):
            # Whoever comes later, while somebody is still ready before this deadline, has a later one and is in time.
            place = _first_ready(teams, moments, place, due_at) if leaps else place + 1
        else:
            yield Night(start, due_at, first.back(start), ready)
            place += 1


def _first_ready(teams: Sequence[Team], moments: Sequence[int], before: int, at: int) -> int:
    """The first place after `before` whose moment finds nobody ready before `at`; sought in steps that double."""

    def ready(start: int) -> int:
        return min([team.ready(start) for team in teams])

    low, step = before + 1, 1
    while low + step <= len(moments) and ready(moments[low + step - 1]) < at:
        low, step = low + step, 2 * step
    return bisect_left(moments, at, low, min(low + step, len(moments)), key=ready)


def _is_kept_anyway(promise: Counted, teams: Sequence[Team]) -> bool:
    """Whether one of the teams is there whenever the promise counts."""
    return promise.counting == "open_hours" and any(
        team.answers is None and promise.calendar in team.calendars for team in teams
    )


def _moments(calendars: Sequence[Calendar], first: int, last: int) -> list[int]:
    """Each half hour, opening and closing, in order."""
    edges = {edge for calendar in dict.fromkeys(calendars) for span in calendar.working(first, last) for edge in span}
    return sorted(edges.union(range(-(-first // HALF_HOUR) * HALF_HOUR, last, HALF_HOUR)) - {last})


def _half_hours(first: int, last: int) -> int:
    return len(range(-(-first // HALF_HOUR) * HALF_HOUR, last, HALF_HOUR))


def always_later(late: Counted, soon: Counted, first: int) -> bool:
    """Whether the first of two durations ends after the second, whenever in two weeks both begin."""
    return all(late.due(start) > soon.due(start) for start in range(first, first + 14 * 86_400, 3_600))
