"""Asks many more questions than a test run: `python -m tests.property.clock.soak 100000` from the top folder."""

from __future__ import annotations

import sys

from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

from tests.property.clock.calendars import RULES, ZONES, calendar_of
from tests.property.clock.oracle import Rules
from tests.property.clock.stepper import Stepper, differences, pinned
from tests.property.clock.test_stepping import MIDDLES, QUESTIONS


def soak(cases: int, first_seed: int = 1) -> int:
    """Asks at least so many questions of fresh calendars, and answers how many. Raises: AssertionError - a difference,
    shrunk to the smallest calendar that shows it."""
    asked = 0

    @seed(first_seed)
    @settings(
        max_examples=-(-cases // QUESTIONS),
        deadline=None,
        database=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
    )
    @given(st.sampled_from(ZONES), RULES, MIDDLES, st.integers(0, 10**6))
    def ask(key: str, rules: Rules, middle: int, number: int) -> None:
        nonlocal asked
        found = differences(calendar_of(key, rules), Stepper(key, rules, middle), middle, number, QUESTIONS)
        assert found == [], (key, rules, middle)
        asked += QUESTIONS

    with pinned():
        ask()
    return asked


if __name__ == "__main__":
    print(f"{soak(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000):,} cases of both kinds, 0 differences")
