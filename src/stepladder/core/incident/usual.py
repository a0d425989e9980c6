"""Whether so many reports are more than usual for that hour of the week: a Poisson tail against earlier weeks.

Where too little was counted to know what is usual, the number alone decides.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from math import exp

HOURS = 168
ENOUGH = timedelta(weeks=4)
"""So long must be counted before anything is called usual."""
RARE = 0.01
"""Chance makes a suspicion as often as this at the most, for each look at a window. Source: PERFORMANCE section 4."""


def hour_of_week(at: datetime) -> int:
    """0 for the hour from Monday 00:00 UTC to 167."""
    return at.weekday() * 24 + at.hour


def expected(counted: Mapping[int, int], since: datetime, at: datetime, window: int) -> float | None:
    """How many reports a window of so many seconds usually has at that hour; None while too little is known.

    Takes: counted - reports before this window by hour of the week; since - when counting began.
    """
    if at - since < ENOUGH:
        return None
    weeks = (at - since) / timedelta(weeks=1)
    return counted.get(hour_of_week(at), 0) / weeks * window / 3600


def tail(number: int, usual: float) -> float:
    """The probability of so many or more where `usual` are expected.

    >>> round(tail(3, 1.0), 4), tail(0, 5.0)
    (0.0803, 1.0)
    """
    term, below = exp(-usual), 0.0
    for k in range(number):
        below += term
        term *= usual / (k + 1)
    return max(0.0, 1.0 - below)


def is_more_than_usual(number: int, usual: float | None) -> bool:
    """Whether chance alone would seldom bring so many."""
    return usual is None or tail(number, usual) <= RARE
