"""Answers that other programs were seen to give wrong, beside the right ones. Source: docs/explanation/pitfalls.md."""

from datetime import date, datetime, timedelta

import pytest

from stepladder.core.clock.calendar import Calendar
from stepladder.core.values import DeskError
from tests.unit.core.clock.offices import (
    ALWAYS,
    EVERY_DAY,
    FULL_WEEKDAYS,
    NEW_YORK,
    NIGHTS,
    OFFICE,
    SPLIT,
    deadline,
    weekly,
    worked,
)

GAP = Calendar(NEW_YORK, weekly("02:30-05:00", days=EVERY_DAY))
FOLD = Calendar(NEW_YORK, weekly("01:30-05:00", days=EVERY_DAY))

DUE = {  # claim: (calendar, start, within, right, wrong)
    "elapsed hours over the repeated hour, counted on the wall": (
        ALWAYS, "2026-11-01T01:48-04:00", "4h", "2026-11-01T04:48:00-05:00", "2026-11-01T05:48:00-05:00"),
    "a day that closes at 23:59:59 and not at 24:00 loses a second": (
        FULL_WEEKDAYS, "2025-06-03T21:01-04:00", "4h", "2025-06-04T01:01:00-04:00", "2025-06-04T01:01:01-04:00"),
    "after midnight the shift of the evening before is forgotten": (
        NIGHTS, "2025-10-15T01:05-04:00", "4h", "2025-10-15T05:05:00-04:00", "2025-10-16T02:00:00-04:00"),
    "a deadline on closing time is moved to the next opening": (
        OFFICE, "2025-06-05T14:00-04:00", "4h", "2025-06-05T18:00:00-04:00", "2025-06-06T09:00:00-04:00"),
    "an opening that does not exist is taken for the end of the gap": (
        GAP, "2025-03-09T00:00-05:00", "1m", "2025-03-09T03:31:00-04:00", "2025-03-09T03:01:00-04:00"),
    "an opening that comes twice is taken for the second": (
        FOLD, "2025-11-02T00:00-04:00", "1m", "2025-11-02T01:31:00-04:00", "2025-11-02T01:31:00-05:00"),
    "lunch is no span of its own where a day has but one": (
        SPLIT, "2025-06-05T11:00-04:00", "3h", "2025-06-05T15:00:00-04:00", "2025-06-05T14:00:00-04:00"),
}  # fmt: skip

WORKED = {  # claim: (calendar, start, end, right, wrong), in seconds
    "elapsed time over the change of autumn, counted on the wall": (
        ALWAYS, "2025-10-31T07:39-04:00", "2025-11-05T04:50-05:00", 118 * 3600 + 660, 117 * 3600 + 660),
    "a start after closing and an end after closing lose the day between": (
        OFFICE, "2025-03-06T19:35-05:00", "2025-03-07T21:21-05:00", 9 * 3600, 0),
    "start and end on one saturday count as if it were open": (
        OFFICE, "2026-07-18T11:03-04:00", "2026-07-18T20:47-04:00", 0, 6 * 3600 + 57 * 60),
    "full days that close at 23:59 lose a minute each": (
        FULL_WEEKDAYS, "2025-06-02T00:00-04:00", "2025-06-07T00:00-04:00", 120 * 3600, 120 * 3600 - 300),
    "nights are dropped though the hours were taken": (
        NIGHTS, "2025-10-13T12:00-04:00", "2025-10-17T12:00-04:00", 32 * 3600, 28_548),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "within", "right", "wrong"), DUE.values(), ids=DUE)
def test_a_deadline_that_others_miss(calendar: Calendar, start: str, within: str, right: str, wrong: str) -> None:
    assert deadline(calendar, start, within) == right != wrong


@pytest.mark.parametrize(("calendar", "start", "end", "right", "wrong"), WORKED.values(), ids=WORKED)
def test_work_time_that_others_miscount(calendar: Calendar, start: str, end: str, right: int, wrong: int) -> None:
    assert calendar.worked(datetime.fromisoformat(start), datetime.fromisoformat(end)) == timedelta(seconds=right)
    assert right != wrong


def test_a_naive_datetime_is_refused_and_not_taken_for_utc() -> None:
    with pytest.raises(DeskError, match="names no instant"):
        OFFICE.deadline(datetime(2025, 6, 5, 10), timedelta(hours=1))


def test_a_holiday_list_that_has_run_out_answers_and_warns() -> None:
    calendar = Calendar(NEW_YORK, weekly("09:00-18:00"), [date(2019, 12, 25)], id="office")
    assert deadline(calendar, "2025-06-05T10:00-04:00", "4h") == "2025-06-05T14:00:00-04:00"
    (warning,) = calendar.warnings(datetime.fromisoformat("2025-06-05T10:00-04:00"))
    assert "The last holiday of calendar office was 2019-12-25" in warning


def test_a_night_shift_is_written_as_one_span() -> None:
    halves = Calendar(NEW_YORK, weekly("00:00-06:00", "22:00-24:00", days=EVERY_DAY))
    for start, end in (("2025-03-08T12:00-05:00", "2025-03-10T12:00-04:00"), ("2025-11-01T23:00-04:00",) * 2):
        assert worked(NIGHTS, start, end) == worked(halves, start, end)
