"""Asks many more questions than a test run: `python -m tests.property.clock.soak 100000 [seed]` from the top folder.

Each of the two other ways to count is asked so many: stepping with another library, and the count of minutes where no
edge falls into a clock change. Several processes with seeds of their own share the work.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from random import Random

from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from hypothesis import strategies as st

from stepladder.core.clock.zones import zone
from tests.property.clock import test_oracle, test_stepping
from tests.property.clock.calendars import RULES, ZONES, calendar_of
from tests.property.clock.oracle import MinuteCount, Rules
from tests.property.clock.stepper import Stepper, differences, pinned

WAYS = ("stepping", "minutes")


def soak(cases: int, first_seed: int = 1) -> dict[str, int]:
    """Asks each way at least so many cases of fresh calendars: how much was worked between two instants, and when a
    promise is due. Answers how many. Raises: AssertionError - a difference, shrunk to the smallest calendar that shows
    it.
    """
    asked = dict.fromkeys(WAYS, 0)

    @given(st.sampled_from(ZONES), RULES, test_stepping.MIDDLES, st.integers(0, 10**6))
    def step(key: str, rules: Rules, middle: int, number: int) -> None:
        stepper = Stepper(key, rules, middle)
        assert differences(calendar_of(key, rules), stepper, middle, number, test_stepping.QUESTIONS) == []
        asked["stepping"] += test_stepping.QUESTIONS

    @given(st.sampled_from(ZONES), RULES, test_oracle.MIDDLES, st.integers(0, 10**6))
    def minutes(key: str, rules: Rules, middle: int, number: int) -> None:
        first, last = test_oracle.stretch(middle)
        assume(test_oracle.fits_minutes(key, rules, first, last))
        count = MinuteCount(zone(key), rules, first, last)
        assert test_oracle.differences(calendar_of(key, rules), count, first, last, Random(number)) == []
        asked["minutes"] += test_oracle.QUESTIONS

    with pinned():
        _many(step, cases // test_stepping.QUESTIONS + 1, first_seed)()
        _many(minutes, cases // test_oracle.QUESTIONS + 1, first_seed)()
    return asked


def _many(ask: Callable[..., None], examples: int, first_seed: int) -> Callable[[], None]:
    bounds = settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    return seed(first_seed)(bounds(ask))


if __name__ == "__main__":
    cases, first_seed, *_ = *map(int, sys.argv[1:]), *(100_000, 1)[len(sys.argv[1:]) :]
    for way, count in soak(cases, first_seed).items():
        print(f"seed {first_seed}, {way}: {count:,} cases of both kinds, 0 differences")
