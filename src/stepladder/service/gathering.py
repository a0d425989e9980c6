"""Many come at once and share one commit: whoever comes first leads, and takes along those who came meanwhile.

No timer: who comes alone is served at once, by itself. While a group is under way the next ones gather, and the first
of these leads the next group. So a group is as large as the commit before it was slow, and nobody waits for company.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from stepladder.service.problems import Busy

One = TypeVar("One")
Result = TypeVar("Result")
MOST_WAITING = 128

Lead = Callable[[Sequence[One]], Sequence[Result | Exception]]
"""Serves a group, and tells what became of each; or raises, and then none of the group was served."""


@dataclass(slots=True)
class _Place(Generic[One, Result]):
    """Of one who came. `told` is let go when there is an outcome, or when it is this one's turn to lead."""

    one: One
    told: threading.Lock | None = None
    leads: bool = False
    outcome: Result | BaseException | None = None


class Gathering(Generic[One, Result]):
    """Where threads meet. Holds no more than `most_waiting` besides the group under way, `most_together` in a group."""

    def __init__(self, most_waiting: int = MOST_WAITING, most_together: int = 100) -> None:
        self._most_waiting, self._most_together = most_waiting, most_together
        self._lock = threading.Lock()
        self._waiting: deque[_Place[One, Result]] = deque()
        self._under_way = False

    def served(self, one: One, lead: Lead[One, Result]) -> Result:
        """What became of this one, once its group is served.

        Raises: Busy - too many wait already, or the group it waited for met an outage; else what its own fault is.
        """
        place = self._place(one)
        if place.told is not None:
            place.told.acquire()
        if place.leads:
            self._lead(place, lead)
        if isinstance(place.outcome, BaseException):
            raise place.outcome
        assert place.outcome is not None
        return place.outcome

    def waiting(self) -> int:
        """How many wait for a group that is under way."""
        return len(self._waiting)

    def _place(self, one: One) -> _Place[One, Result]:
        with self._lock:
            if not self._under_way:
                self._under_way = True
                return _Place(one, leads=True)
            if len(self._waiting) >= self._most_waiting:
                raise Busy(
                    f"{self._most_waiting} wait already", where="intake", mend="Send it again later with the same key."
                )
            place: _Place[One, Result] = _Place(one, told=threading.Lock())
            assert place.told is not None
            place.told.acquire()
            self._waiting.append(place)
            return place

    def _lead(self, first: _Place[One, Result], lead: Lead[One, Result]) -> None:
        group = [first]
        with self._lock:
            while self._waiting and len(group) < self._most_together:
                group.append(self._waiting.popleft())
        try:
            outcomes: Sequence[Result | BaseException] = lead([place.one for place in group])
            if len(outcomes) != len(group):
                raise RuntimeError(f"{len(group)} were to be served, and {len(outcomes)} were told what became of them")
        except BaseException as fault:
            # Those who came meanwhile would meet the same, one group after the other.
            with self._lock:
                group += self._waiting
                self._waiting.clear()
            outcomes = [fault, *(_interrupted(fault) for _ in group[1:])]
        for place, outcome in zip(group, outcomes, strict=True):
            place.outcome = outcome
        self._hand_on()
        for place in group[1:]:
            assert place.told is not None
            place.told.release()

    def _hand_on(self) -> None:
        """The next one leads, before anybody else wakes; where nobody waits the next to come leads at once."""
        with self._lock:
            if not self._waiting:
                self._under_way = False
                return
            place = self._waiting.popleft()
        place.leads = True
        assert place.told is not None
        place.told.release()


def _interrupted(cause: BaseException) -> Busy:
    fault = Busy("what it was to be stored with met an outage", where="intake", mend="Send it again with the same key.")
    fault.__cause__ = cause
    return fault
