"""The calendar against a count of open minutes that shares nothing with it but the zone data. Source: T38."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.zones import zone
from tests.property.clock.calendars import BORDERS, CHANGES, RULES, ZONES, at, calendar_of
from tests.property.clock.oracle import NAMES, MinuteCount, Rules, is_clean

WEEKDAYS = NAMES[:5]
QUESTIONS = 120


def differences(calendar: Calendar, count: MinuteCount, first: int, last: int, random: Random) -> list[str]:
    """Every question on which the two disagree, in words."""
    edges = [edge for span in calendar.working(first, last) for edge in span]
    found = []
    for _ in range(QUESTIONS):
        # A third of the instants lie on or beside an edge of the hours.
        start, end = sorted(
            min(max(random.choice(edges) + random.choice((-1, 0, 1)), first), last)
            if edges and random.random() < 1 / 3
            else random.randrange(first, last)
            for _ in range(2)
        )
        work = random.choice((0, 1, 1800, 3600, 14_400, random.randrange(86_400)))
        if (got := calendar.worked_seconds(start, end)) != (want := count.worked(start, end)):
            found.append(f"worked {start}..{end}: {got}, not {want}")
        want_due = count.due(start, work)
        if want_due is not None and (got := calendar.due(start, work)) != want_due:
            found.append(f"due {start}+{work}: {got}, not {want_due}")
    return found


MIDDLES = st.sampled_from([*CHANGES, *BORDERS, at("2025-06-15T00:00")])


def stretch(middle: int) -> tuple[int, int]:
    """Ten days of whole minutes around an instant."""
    return (middle // 60 - 5 * 1440) * 60, (middle // 60 + 5 * 1440) * 60


def fits_minutes(key: str, rules: Rules, first: int, last: int) -> bool:
    """True where the count of minutes must agree: offsets with seconds, as in Monrovia before 1972, do not fit."""
    return key != "Africa/Monrovia" and is_clean(zone(key), rules, first, last)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(ZONES), RULES, MIDDLES, st.integers(0, 10**6))
def test_t38_any_calendar_equals_the_count_of_minutes(key: str, rules: Rules, middle: int, seed: int) -> None:
    first, last = stretch(middle)
    assume(fits_minutes(key, rules, first, last))
    count = MinuteCount(zone(key), rules, first, last)
    assert differences(calendar_of(key, rules), count, first, last, Random(seed)) == []


def every(days: tuple[str, ...], *spans: str) -> dict[str, list[str]]:
    return {day: list(spans) for day in days}


SCHEDULES = {
    "weekdays 09-18": every(WEEKDAYS, "09:00-18:00"),
    "around the clock": every(NAMES, "00:00-24:00"),
    "full weekdays": every(WEEKDAYS, "00:00-24:00"),
    "nights": every(NAMES, "22:00-06:00"),
    "split days": every(WEEKDAYS, "09:00-12:00", "13:00-18:00"),
    "seven days": every(NAMES, "08:00-20:00"),
    "odd minutes": every(NAMES, "00:07-00:59", "03:01-13:13", "23:53-00:03"),
}


@pytest.mark.parametrize("hours", SCHEDULES.values(), ids=SCHEDULES)
@pytest.mark.parametrize("middle", ["2025-03-09T07:00", "2025-11-02T06:00"], ids=["spring", "autumn"])
def test_t38_common_schedules_equal_the_count_of_minutes_over_both_changes(
    hours: dict[str, list[str]], middle: str
) -> None:
    key, first, last = "America/New_York", at(middle) - 8 * 86_400, at(middle) + 8 * 86_400
    rules = Rules(hours, frozenset(), {}, holiday_closes_shift=True)
    assert is_clean(zone(key), rules, first, last)
    count = MinuteCount(zone(key), rules, first, last)
    assert differences(calendar_of(key, rules), count, first, last, Random(1)) == []


def test_the_oracle_sees_an_hour_that_is_wrong() -> None:
    first, last = at("2025-03-05T00:00"), at("2025-03-12T00:00")
    right = Rules(SCHEDULES["nights"], frozenset(), {}, holiday_closes_shift=True)
    wrong = Rules(every(NAMES, "22:00-05:59"), frozenset(), {}, holiday_closes_shift=True)
    count = MinuteCount(zone("America/New_York"), right, first, last)
    assert differences(calendar_of("America/New_York", wrong), count, first, last, Random(1)) != []


@pytest.mark.parametrize(("span", "clean"), [("02:30-05:00", False), ("00:30-03:00", True), ("01:59-02:00", False)])
def test_a_boundary_in_the_gap_is_seen(span: str, clean: bool) -> None:
    rules = Rules({"sun": [span]}, frozenset(), {}, holiday_closes_shift=True)
    first, last = at("2025-03-08T00:00"), at("2025-03-11T00:00")
    assert is_clean(zone("America/New_York"), rules, first, last) is clean
