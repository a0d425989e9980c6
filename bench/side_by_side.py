"""Two ways to do one thing, in turn, on one machine in one run: only their ratio is worth anything."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

ROUNDS = 7


@dataclass(frozen=True, slots=True)
class Timed:
    """Seconds of each round, as measured."""

    seconds: tuple[float, ...]
    operations: int

    @property
    def rate(self) -> float:
        """Operations per second, by the median round."""
        return self.operations / median(self.seconds)

    def __str__(self) -> str:
        low, high = self.operations / max(self.seconds), self.operations / min(self.seconds)
        return f"{self.rate:,.0f}/s [{low:,.0f} to {high:,.0f}]"


@dataclass(frozen=True, slots=True)
class Promise:
    """A ratio that is promised. `at_least`: higher is better, else it may be at most the goal."""

    name: str
    goal: float
    ratio: float
    said: str
    at_least: bool = True

    @property
    def is_kept(self) -> bool:
        return self.ratio >= self.goal if self.at_least else self.ratio <= self.goal

    def __str__(self) -> str:
        bound = "at least" if self.at_least else "at most"
        verdict = "kept" if self.is_kept else "MISSED"
        return f"{verdict:6}  {self.name}: {self.ratio:.2f}x, promised {bound} {self.goal:g}x\n        {self.said}"


def in_turn(
    ways: Sequence[Callable[[], object]],
    operations: int,
    *,
    rounds: int = ROUNDS,
    clock: Callable[[], float] = time.perf_counter,
) -> list[Timed]:
    """Time each way once a round, A B A B ..., after one warm-up of each, so that a drift of the machine meets both."""
    for way in ways:
        way()
    taken: list[list[float]] = [[] for _ in ways]
    for _ in range(rounds):
        for seconds, way in zip(taken, ways, strict=True):
            gc.collect()
            started = clock()
            way()
            seconds.append(clock() - started)
    return [Timed(tuple(seconds), operations) for seconds in taken]


def ratio(ours: Timed, floor: Timed) -> float:
    """How fast we are beside the floor: the median of the rounds' own ratios."""
    return median(theirs / own for own, theirs in zip(ours.seconds, floor.seconds, strict=True))
