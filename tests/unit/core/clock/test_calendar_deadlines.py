"""Deadlines and work time on ordinary days: the edges of hours, and where other programs went wrong."""

import pytest

from stepladder.core.clock.calendar import Calendar
from tests.unit.core.clock.offices import (
    ALWAYS,
    FULL_WEEKDAYS,
    NEW_YORK,
    NIGHTS,
    OFFICE,
    SPLIT,
    deadline,
    weekly,
    worked,
)

EIGHT = Calendar(NEW_YORK, weekly("08:00-17:00"))
NINE_TO_FIVE = Calendar(NEW_YORK, weekly("09:00-17:00"))

DEADLINES = {  # claim: (calendar, start, within, due)
    "friday 16:00 and 4 h on 08-17 is monday 11:00": (
        EIGHT, "2025-06-06T16:00-04:00", "4h", "2025-06-09T11:00:00-04:00"),
    "friday 17:00 and 8 h on 09-17 is monday 17:00": (
        NINE_TO_FIVE, "2025-06-06T17:00-04:00", "8h", "2025-06-09T17:00:00-04:00"),
    "SD-259: friday 17:00 high is due monday 12:00": (
        OFFICE, "2025-06-06T17:00-04:00", "4h", "2025-06-09T12:00:00-04:00"),
    "SD-262: monday 10:00 standard is due wednesday 16:00": (
        OFFICE, "2025-06-02T10:00-04:00", "24h", "2025-06-04T16:00:00-04:00"),
    "a deadline on closing time stays there": (OFFICE, "2025-06-06T14:00-04:00", "4h", "2025-06-06T18:00:00-04:00"),
    "one second more is the next opening": (OFFICE, "2025-06-06T14:00:01-04:00", "4h", "2025-06-09T09:00:01-04:00"),
    "a deadline on the close before lunch stays there": (
        SPLIT, "2025-06-06T09:00-04:00", "3h", "2025-06-06T12:00:00-04:00"),
    "lunch does not count": (SPLIT, "2025-06-06T11:00-04:00", "2h", "2025-06-06T14:00:00-04:00"),
    "a start in the lunch break waits": (SPLIT, "2025-06-06T12:30-04:00", "1m", "2025-06-06T13:01:00-04:00"),
    "no work time is due at once, though closed": (OFFICE, "2025-06-07T03:00-04:00", "0h", "2025-06-07T03:00:00-04:00"),
    "no work time is due at once on closing time": (
        OFFICE, "2025-06-06T18:00-04:00", "0h", "2025-06-06T18:00:00-04:00"),
    "a start on closing time counts from the next opening": (
        OFFICE, "2025-06-06T18:00-04:00", "1s", "2025-06-09T09:00:01-04:00"),
    "a start with a fraction is cut to its second": (
        OFFICE, "2025-06-06T10:00:00.999-04:00", "1s", "2025-06-06T10:00:01-04:00"),
    "the start may stand in any zone": (OFFICE, "2025-06-06T23:00+09:00", "1h", "2025-06-06T11:00:00-04:00"),
    "full weekdays land on the minute, not a second later": (
        FULL_WEEKDAYS, "2025-06-03T21:01-04:00", "4h", "2025-06-04T01:01:00-04:00"),
    "full weekdays rest from friday midnight to monday": (
        FULL_WEEKDAYS, "2025-06-06T23:00-04:00", "2h", "2025-06-09T01:00:00-04:00"),
    "after midnight a night is still the same night": (
        NIGHTS, "2025-10-15T01:05-04:00", "4h", "2025-10-15T05:05:00-04:00"),
    "a night ends and the next begins": (NIGHTS, "2025-10-15T05:00-04:00", "2h", "2025-10-15T23:00:00-04:00"),
    "a promise may take a year of office hours": (
        OFFICE, "2025-06-02T09:00-04:00", "2349h", "2026-06-01T18:00:00-04:00"),
    "1970 works": (OFFICE, "1970-01-02T17:00-05:00", "2h", "1970-01-05T10:00:00-05:00"),
    "2199 works": (OFFICE, "2199-12-31T17:00-05:00", "2h", "2200-01-01T10:00:00-05:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "within", "due"), DEADLINES.values(), ids=DEADLINES)
def test_deadline(calendar: Calendar, start: str, within: str, due: str) -> None:
    assert deadline(calendar, start, within) == due


WORKED = {  # claim: (calendar, start, end, worked)
    "SD-261: friday 17:00 to monday 10:00 is two hours": (
        OFFICE, "2025-06-06T17:00-04:00", "2025-06-09T10:00-04:00", "2:00:00"),
    "t17: a case of saturday counts from the first working minute": (
        OFFICE, "2025-06-07T10:00-04:00", "2025-06-09T09:30-04:00", "0:30:00"),
    "from after one close to after the next is one whole day": (
        OFFICE, "2025-03-06T19:35-05:00", "2025-03-07T21:21-05:00", "9:00:00"),
    "within one saturday nothing is worked": (OFFICE, "2026-07-18T11:03-04:00", "2026-07-18T20:47-04:00", "0:00:00"),
    "the opening second counts": (OFFICE, "2025-06-06T09:00:00-04:00", "2025-06-06T09:00:01-04:00", "0:00:01"),
    "the closing second does not": (OFFICE, "2025-06-06T17:59:59-04:00", "2025-06-06T18:00:01-04:00", "0:00:01"),
    "four nights are 32 hours": (NIGHTS, "2025-10-13T12:00-04:00", "2025-10-17T12:00-04:00", "1 day, 8:00:00"),
    "a split day is eight hours": (SPLIT, "2025-06-06T00:00-04:00", "2025-06-07T00:00-04:00", "8:00:00"),
    "five full weekdays lose no second": (
        FULL_WEEKDAYS, "2025-06-02T00:00-04:00", "2025-06-09T00:00-04:00", "5 days, 0:00:00"),
    "always counts every second": (ALWAYS, "2025-06-02T00:00:07-04:00", "2025-06-09T00:00-04:00", "6 days, 23:59:53"),
    "the same instant twice is nothing": (ALWAYS, "2025-06-02T00:00-04:00", "2025-06-02T04:00Z", "0:00:00"),
    "a century of weekdays": (
        FULL_WEEKDAYS, "2001-01-01T00:00-05:00", "2101-01-01T00:00-05:00", "26090 days, 0:00:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "end", "expected"), WORKED.values(), ids=WORKED)
def test_worked(calendar: Calendar, start: str, end: str, expected: str) -> None:
    assert worked(calendar, start, end) == expected
