"""Where on the wall the clocks of a zone change."""

from datetime import date, timedelta

import pytest

from stepladder.core.clock.zones import zone
from stepladder.web.pages.changes import changes, comes_twice, wall
from tests.unit.core.clock.offices import epoch

TABLE = {  # claim: (zone, around, (day, time on the wall, length in minutes, gap))
    "New York goes forward at two": ("America/New_York", date(2025, 3, 9), (date(2025, 3, 9), "2:00:00", 60, True)),
    "New York goes back to one": ("America/New_York", date(2025, 11, 2), (date(2025, 11, 2), "1:00:00", 60, False)),
    "Lord Howe goes by half an hour": (
        "Australia/Lord_Howe", date(2025, 10, 5), (date(2025, 10, 5), "2:00:00", 30, True)),
    "Santiago has a sunday without its first hour": (
        "America/Santiago", date(2025, 9, 7), (date(2025, 9, 7), "0:00:00", 60, True)),
    "Santiago has a saturday with its last hour twice": (
        "America/Santiago", date(2025, 4, 5), (date(2025, 4, 5), "23:00:00", 60, False)),
    "Havana has midnight twice": ("America/Havana", date(2025, 11, 2), (date(2025, 11, 2), "0:00:00", 60, False)),
    "Samoa left out a date": ("Pacific/Apia", date(2011, 12, 30), (date(2011, 12, 30), "0:00:00", 1440, True)),
}  # fmt: skip


@pytest.mark.parametrize(("key", "day", "expected"), TABLE.values(), ids=TABLE)
def test_a_change_is_found_on_its_date_alone(key: str, day: date, expected: tuple[date, str, int, bool]) -> None:
    (found,) = changes(zone(key), [day + timedelta(days=n) for n in range(-3, 4)])
    assert (found.day, str(timedelta(seconds=found.wall)), found.length // 60, found.is_gap) == expected
    assert [one.at for one in changes(zone(key), [day])] == [found.at]
    assert changes(zone(key), [day + timedelta(days=2)]) == []


def test_a_zone_without_summer_time_never_changes() -> None:
    assert changes(zone("Asia/Kathmandu"), [date(2025, 1, 1) + timedelta(days=n) for n in range(366)]) == []


def test_a_time_that_comes_twice_is_known_in_both_its_places() -> None:
    new_york = zone("America/New_York")
    for text, twice in (
        ("2025-11-02T00:59-04:00", False),
        ("2025-11-02T01:30-04:00", True),
        ("2025-11-02T01:30-05:00", True),
        ("2025-11-02T02:00-05:00", False),
    ):
        assert comes_twice(new_york, epoch(text)) is twice
    first, second = (wall(epoch(f"2025-11-02T01:30{offset}"), new_york) for offset in ("-04:00", "-05:00"))
    assert first == second
