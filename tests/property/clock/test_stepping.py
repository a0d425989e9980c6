"""The calendar against stepping with another library, in gaps and repeated hours too. Source: T38."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.property.clock.calendars import BORDERS, CHANGES, RULES, ZONES, at, calendar_of
from tests.property.clock.oracle import NAMES, Rules
from tests.property.clock.stepper import Stepper, differences, pinned

QUESTIONS = 60
EXAMPLES = 100
"""Each with as many questions of both kinds: 6,000 cases a run. `soak.py` beside this file asks 100,000 and more."""

MIDDLES = st.sampled_from([*CHANGES, *BORDERS[1:], at("2025-06-15T00:00")])


@pytest.fixture(scope="module", autouse=True)
def _one_zone_data_for_both() -> Iterator[None]:
    with pinned():
        yield


@settings(max_examples=EXAMPLES, deadline=None)
@given(st.sampled_from(ZONES), RULES, MIDDLES, st.integers(0, 10**6))
def test_t38_any_calendar_equals_stepping_with_another_library(key: str, rules: Rules, middle: int, seed: int) -> None:
    stepper = Stepper(key, rules, middle)
    assert differences(calendar_of(key, rules), stepper, middle, seed, QUESTIONS) == []


def every(days: tuple[str, ...], *spans: str) -> dict[str, list[str]]:
    return {day: list(spans) for day in days}


IN_THE_CHANGE = {
    "opens in the gap": ("America/New_York", "2025-03-09T07:00", "02:30-05:00"),
    "closes in the gap": ("America/New_York", "2025-03-09T07:00", "01:00-02:30"),
    "turned inside out by the gap": ("America/New_York", "2025-03-09T07:00", "02:30-03:15"),
    "opens in the repeated hour": ("America/New_York", "2025-11-02T06:00", "01:30-05:00"),
    "closes in the repeated hour": ("America/New_York", "2025-11-02T06:00", "00:30-01:30"),
    "half an hour of gap": ("Australia/Lord_Howe", "2025-10-04T15:30", "02:15-04:00"),
    "half an hour repeated": ("Australia/Lord_Howe", "2025-04-05T15:00", "01:45-02:15"),
    "a gap at midnight": ("America/Santiago", "2025-09-07T04:00", "00:00-24:00"),
    "a repeated midnight": ("America/Havana", "2025-11-02T05:00", "22:00-00:30"),
    "a gap of 45 minutes past": ("Pacific/Chatham", "2025-09-27T14:00", "02:30-03:30"),
    "a date left out": ("Pacific/Apia", "2011-12-30T10:00", "22:00-06:00"),
}


@pytest.mark.parametrize(("key", "middle", "span"), IN_THE_CHANGE.values(), ids=IN_THE_CHANGE)
@pytest.mark.parametrize("by_shift", [True, False], ids=["holiday by shift", "holiday by date"])
def test_t38_edges_within_a_change_equal_stepping(key: str, middle: str, span: str, by_shift: bool) -> None:
    rules = Rules(every(NAMES, span), frozenset(), {}, by_shift)
    stepper = Stepper(key, rules, at(middle))
    assert differences(calendar_of(key, rules), stepper, at(middle), 1, QUESTIONS) == []


def test_the_stepping_sees_a_minute_that_is_wrong() -> None:
    right = Rules(every(NAMES, "02:30-05:00"), frozenset(), {}, holiday_closes_shift=True)
    wrong = Rules(every(NAMES, "02:31-05:00"), frozenset(), {}, holiday_closes_shift=True)
    middle = at("2025-03-09T07:00")
    found = differences(
        calendar_of("America/New_York", wrong), Stepper("America/New_York", right, middle), middle, 1, 99
    )
    assert any(said.startswith("worked ") for said in found)
    assert any(said.startswith("due ") for said in found)
    assert {"worked_many", "deadlines"} <= set(found)
