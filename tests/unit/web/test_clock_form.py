"""What the form of the clock page makes of what is typed, and the words beside each field that cannot be read."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from stepladder.packfiles import load
from stepladder.web.pages.clock_form import Asked, read_form
from tests.unit.core.clock.offices import epoch

NOW = datetime(2025, 3, 7, 21, 15, tzinfo=UTC)


def read(**form: str) -> Asked:
    return read_form(
        {"calendar": "office", "start": "2025-03-07T16:15", "within": "4h", **form}, load("support-desk"), NOW
    )


def test_a_time_without_an_offset_is_on_the_wall_of_the_calendar() -> None:
    asked = read()
    assert asked.faults == {}
    assert (asked.start, asked.within, asked.counting) == (epoch("2025-03-07T16:15-05:00"), 14_400, "open_hours")


def test_a_time_with_an_offset_is_exact_and_is_shown_on_the_wall_of_the_calendar() -> None:
    asked = read(start="2025-03-07T22:15:30+01:00")
    assert asked.start == epoch("2025-03-07T16:15:30-05:00")
    assert asked.given["start"] == "2025-03-07T16:15:30"


def test_a_time_that_comes_twice_can_be_either() -> None:
    first, second = read(start="2025-11-02T01:30"), read(start="2025-11-02T01:30", start_second="1")
    assert (first.start, second.start) == (epoch("2025-11-02T01:30-04:00"), epoch("2025-11-02T01:30-05:00"))
    assert first.twice == second.twice == {"start": "01:30"}
    exact = read(start="2025-11-02T01:30-05:00")
    assert (exact.start, exact.given["start_second"]) == (second.start, "1")
    # The tick means nothing at any other time, and is taken back.
    assert read(start_second="1").given["start_second"] == ""


def test_a_time_that_does_not_exist_moves_on_and_says_so() -> None:
    asked = read(start="2025-03-09T02:30")
    assert asked.start == epoch("2025-03-09T03:30-04:00")
    assert "02:30 does not exist" in asked.notes["start"]
    assert asked.given["start"] == "2025-03-09T03:30"


def test_only_what_was_asked_for_is_read() -> None:
    assert read(ask="due", end="nonsense").faults == {}
    assert read(ask="worked", within="nonsense", end="2025-03-08T10:00").faults == {}


FAULTS = {  # claim: (the form, the field, what, mend)
    "an unknown calendar": ({"calendar": "offise"}, "calendar", "no calendar 'offise'", "Did you mean 'office'?"),
    "an unknown counting": ({"counting": "day"}, "counting", "counted by 'day'", "working_days"),
    "no time at all": ({"start": "yesterday"}, "start", "'yesterday' is not a date and time", "2025-03-07T16:15"),
    "no start": ({"start": " "}, "start", "There is no start", "from when"),
    "a year before all zones": ({"start": "0001-01-01T00:00"}, "start", "out of range", "1970"),
    "a year after all calendars": ({"start": "9999-12-31T23:59"}, "start", "out of range", "8990"),
    "no length": ({"within": ""}, "within", "There is no length", "4h"),
    "another length": ({"within": "4 hours"}, "within", "'4 hours' is not a duration", "4h"),
    "less than nothing": ({"within": "-4h"}, "within", "'-4h' is not a duration", "4h"),
    "no end": ({"ask": "worked"}, "end", "There is no end", "until when"),
    "an end before the start": (
        {"ask": "worked", "end": "2025-03-01T10:00"}, "end", "The end is before the start", "later one"),
    "an end of another age": ({"ask": "worked", "end": "9999-01-01T00:00"}, "end", "out of range", "8990"),
}  # fmt: skip


@pytest.mark.parametrize(("form", "place", "what", "mend"), FAULTS.values(), ids=FAULTS)
def test_a_fault_stands_at_its_field_and_says_how_to_mend_it(
    form: dict[str, str], place: str, what: str, mend: str
) -> None:
    asked = read(**form)
    assert list(asked.faults) == [place]
    assert what in asked.faults[place].what
    assert mend in asked.faults[place].mend


def test_all_faults_are_told_at_once() -> None:
    assert set(read(calendar="x", counting="y", start="z", within="w").faults) == {
        "calendar", "counting", "start", "within",
    }  # fmt: skip
