from datetime import date

import pytest

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due, working
from stepladder.core.values import DeskError, parse_duration
from tests.unit.core.clock.offices import (
    ALWAYS,
    EVERY_DAY,
    NEW_YORK,
    NIGHTS,
    OFFICE,
    SPLIT,
    SUNDAYS,
    epoch,
    on_the_wall,
    weekly,
)

SHORT_FRIDAY = Calendar(NEW_YORK, {**weekly("09:00-18:00"), "fri": ["11:00-15:00"]})
LUNCH_ON_TUESDAY = Calendar(NEW_YORK, {**weekly("09:00-18:00"), "tue": ["09:00-12:00", "13:00-18:00"]})
FRIDAY_NIGHT = Calendar(NEW_YORK, {"fri": ["22:00-06:00"]})
LONG_NIGHT = Calendar(NEW_YORK, {"thu": ["18:00-12:00"], "fri": ["07:00-09:00"], "mon": ["09:00-18:00"]})
HOLIDAY = Calendar(NEW_YORK, weekly("09:00-18:00"), [date(2025, 6, 3)])
SAMOA = Calendar("Pacific/Apia", weekly("09:00-17:00", days=EVERY_DAY))

TABLE: dict[str, tuple[Calendar, str, str, Counting, str]] = {  # claim: (calendar, start, within, counting, due)
    "SD-262: open hours": (OFFICE, "2025-06-02T10:00-04:00", "24h", "open_hours", "2025-06-04T16:00:00-04:00"),
    "SD-262: working days": (OFFICE, "2025-06-02T10:00-04:00", "24h", "working_days", "2025-06-03T10:00:00-04:00"),
    "SD-262: elapsed": (OFFICE, "2025-06-06T10:00-04:00", "24h", "elapsed", "2025-06-07T10:00:00-04:00"),
    "friday plus a working day is monday": (
        OFFICE, "2025-06-06T17:00-04:00", "24h", "working_days", "2025-06-09T17:00:00-04:00"),
    "72 h are three working days": (
        OFFICE, "2025-06-05T10:00-04:00", "72h", "working_days", "2025-06-10T10:00:00-04:00"),
    "a holiday is no working day": (
        HOLIDAY, "2025-06-02T10:00-04:00", "24h", "working_days", "2025-06-04T10:00:00-04:00"),
    "a start outside hours is the next opening": (
        OFFICE, "2025-06-07T12:00-04:00", "24h", "working_days", "2025-06-10T09:00:00-04:00"),
    "a start on closing time is outside hours": (
        OFFICE, "2025-06-02T18:00-04:00", "24h", "working_days", "2025-06-04T09:00:00-04:00"),
    "a remainder counts as open hours": (
        OFFICE, "2025-06-02T10:00-04:00", "34h", "working_days", "2025-06-04T11:00:00-04:00"),
    "less than 24 h are open hours": (
        OFFICE, "2025-06-06T17:00-04:00", "4h", "working_days", "2025-06-09T12:00:00-04:00"),
    "no work time is due at once": (
        OFFICE, "2025-06-07T12:00-04:00", "0h", "working_days", "2025-06-07T12:00:00-04:00"),
    "after the close of the day reached it is that close": (
        SHORT_FRIDAY, "2025-06-05T17:00-04:00", "24h", "working_days", "2025-06-06T15:00:00-04:00"),
    "before the opening of the day reached it is that opening": (
        SHORT_FRIDAY, "2025-06-05T09:30-04:00", "24h", "working_days", "2025-06-06T11:00:00-04:00"),
    "in the lunch of the day reached it is the end of lunch": (
        LUNCH_ON_TUESDAY, "2025-06-02T12:30-04:00", "24h", "working_days", "2025-06-03T13:00:00-04:00"),
    "on the close before lunch it stays there": (
        LUNCH_ON_TUESDAY, "2025-06-02T12:00-04:00", "24h", "working_days", "2025-06-03T12:00:00-04:00"),
    "a night belongs to the evening on which it began": (
        FRIDAY_NIGHT, "2025-06-07T02:00-04:00", "24h", "working_days", "2025-06-14T02:00:00-04:00"),
    "hours that end before the night before them does are no working day": (
        LONG_NIGHT, "2025-06-06T09:30-04:00", "24h", "working_days", "2025-06-09T18:00:00-04:00"),
    "every night follows the next": (
        NIGHTS, "2025-06-07T02:00-04:00", "48h", "working_days", "2025-06-09T02:00:00-04:00"),
    "spring keeps the time of day": (
        ALWAYS, "2025-03-08T12:00-05:00", "24h", "working_days", "2025-03-09T12:00:00-04:00"),
    "spring does not keep it for elapsed hours": (
        ALWAYS, "2025-03-08T12:00-05:00", "24h", "elapsed", "2025-03-09T13:00:00-04:00"),
    "a time that does not exist moves on": (
        ALWAYS, "2025-03-08T02:30-05:00", "24h", "working_days", "2025-03-09T03:30:00-04:00"),
    "a date left out is no working day": (
        SAMOA, "2011-12-29T10:00-10:00", "24h", "working_days", "2011-12-31T10:00:00+14:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "within", "counting", "expected"), TABLE.values(), ids=TABLE)
def test_due(calendar: Calendar, start: str, within: str, counting: Counting, expected: str) -> None:
    assert on_the_wall(calendar, due(calendar, epoch(start), parse_duration(within), counting)) == expected


@pytest.mark.parametrize("counting", ["open_hours", "working_days", "elapsed"])
def test_less_than_nothing_is_refused(counting: Counting) -> None:
    with pytest.raises(DeskError, match="below zero"):
        due(OFFICE, 0, -86_400, counting)


@pytest.mark.parametrize("counting", ["open_hours", "working_days", "elapsed"])
def test_more_than_four_centuries_are_refused(counting: Counting) -> None:
    with pytest.raises(DeskError, match="400 years"):
        due(OFFICE, 0, 2 * 10**10, counting)


def test_working_days_beyond_four_centuries_are_refused() -> None:
    with pytest.raises(DeskError, match="calendar sundays: the promise ends in over 400 years"):
        due(SUNDAYS, 0, 500 * 53 * 86_400, "working_days")


def test_t44_working_days_of_a_calendar_that_has_run_out_are_refused() -> None:
    fair = Calendar(NEW_YORK, {}, (), {date(2025, 12, 25): ["09:00-10:00"]}, id="fair")
    with pytest.raises(DeskError, match="calendar fair: the promise ends in over 400 years"):
        due(fair, epoch("2025-12-01T00:00Z"), 86_400, "working_days")


def test_an_unknown_counting_is_refused_with_the_known_ones() -> None:
    for call in (lambda: due(OFFICE, 0, 1, "days"), lambda: working(OFFICE, 0, 1, "days")):  # type: ignore[arg-type]
        with pytest.raises(DeskError, match="no counting is called 'days'") as refused:
            call()
        assert "open_hours, working_days, elapsed" in refused.value.mend


def test_the_working_shows_what_counts() -> None:
    start, end = epoch("2025-06-06T11:00-04:00"), epoch("2025-06-06T14:00-04:00")
    spans = [(start, start + 3600), (start + 7200, end)]
    assert working(SPLIT, start, end, "open_hours") == spans
    assert working(SPLIT, start, end, "working_days") == spans
    assert working(SPLIT, start, end, "elapsed") == [(start, end)]
    assert working(SPLIT, end, start, "elapsed") == []
