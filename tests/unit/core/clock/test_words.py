"""The working as people read it."""

from datetime import date, datetime

import pytest

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.when_words import instant_in_words
from stepladder.core.clock.words import in_words, length_in_words
from stepladder.core.clock.zones import zone
from tests.unit.core.clock.offices import (
    ALWAYS,
    EVERY_DAY,
    FULL_WEEKDAYS,
    NEW_YORK,
    NIGHTS,
    OFFICE,
    SPLIT,
    epoch,
    weekly,
)

SANTIAGO = Calendar("America/Santiago", weekly("18:00-24:00", days=EVERY_DAY))
NEW_YEAR = Calendar(NEW_YORK, weekly("09:00-18:00"), [date(2026, 1, 1)])

TABLE = {  # claim: (calendar, start, end, words)
    "friday and monday": (
        OFFICE, "2025-06-06T16:15-04:00", "2025-06-09T11:15-04:00",
        "Fri 16:15 to 18:00, 1 h 45 min; Mon 09:00 to 11:15, 2 h 15 min"),
    "minutes alone, and whole hours": (
        SPLIT, "2025-06-06T11:15-04:00", "2025-06-06T14:00-04:00",
        "Fri 11:15 to 12:00, 45 min; Fri 13:00 to 14:00, 1 h"),
    "minutes under ten have two digits after hours": (
        OFFICE, "2025-06-06T09:00-04:00", "2025-06-06T10:05-04:00", "Fri 09:00 to 10:05, 1 h 5 min"),
    "seconds are told where there are some": (
        OFFICE, "2025-06-06T09:00:30-04:00", "2025-06-06T10:01-04:00", "Fri 09:00:30 to 10:01, 1 h 30 s"),
    "a night ends on the next day": (
        NIGHTS, "2025-06-06T12:00-04:00", "2025-06-07T12:00-04:00", "Fri 22:00 to Sat 06:00, 8 h"),
    "a day that ends at midnight ends at 24:00": (
        FULL_WEEKDAYS, "2025-06-06T18:00-04:00", "2025-06-09T01:00-04:00",
        "Fri 18:00 to 24:00, 6 h; Mon 00:00 to 01:00, 1 h"),
    "several days through say the day of the end": (
        ALWAYS, "2025-06-06T18:00-04:00", "2025-06-09T00:00-04:00", "Fri 18:00 to Mon 00:00, 54 h"),
    "the same weekday a week later needs its date": (
        OFFICE, "2025-06-06T17:00-04:00", "2025-06-13T10:00-04:00",
        "Fri 6 Jun 17:00 to 18:00, 1 h; Mon 9 Jun 09:00 to 18:00, 9 h; Tue 10 Jun 09:00 to 18:00, 9 h; "
        "Wed 11 Jun 09:00 to 18:00, 9 h; Thu 12 Jun 09:00 to 18:00, 9 h; Fri 13 Jun 09:00 to 10:00, 1 h"),
    "seven dates do not": (
        Calendar(NEW_YORK, weekly("09:00-10:00", days=("fri", "thu"))),
        "2025-06-06T08:00-04:00", "2025-06-12T20:00-04:00",
        "Fri 09:00 to 10:00, 1 h; Thu 09:00 to 10:00, 1 h"),
    "over a new year the year is told, if the date is": (
        Calendar(NEW_YORK, {"tue": ["09:00-10:00"]}), "2025-12-30T08:00-05:00", "2026-01-06T20:00-05:00",
        "Tue 30 Dec 2025 09:00 to 10:00, 1 h; Tue 6 Jan 2026 09:00 to 10:00, 1 h"),
    "a new year within seven dates is plain": (
        NEW_YEAR, "2025-12-31T17:00-05:00", "2026-01-02T10:00-05:00",
        "Wed 17:00 to 18:00, 1 h; Fri 09:00 to 10:00, 1 h"),
    "a repeated hour says which of the two it is": (
        ALWAYS, "2025-11-02T01:30-04:00", "2025-11-02T01:30-05:00", "Sun 01:30 (UTC-04:00) to 01:30 (UTC-05:00), 1 h"),
    "over the gap of spring the length is the real one": (
        ALWAYS, "2025-03-09T01:00-05:00", "2025-03-09T04:00-04:00", "Sun 01:00 to 04:00, 2 h"),
    "where midnight does not exist the close has its own time": (
        SANTIAGO, "2025-09-06T12:00-04:00", "2025-09-07T12:00-03:00", "Sat 18:00 to Sun 01:00, 6 h"),
    "nothing": (OFFICE, "2025-06-07T12:00-04:00", "2025-06-08T12:00-04:00", "no time"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "end", "words"), TABLE.values(), ids=TABLE)
def test_in_words(calendar: Calendar, start: str, end: str, words: str) -> None:
    assert in_words(calendar.working(epoch(start), epoch(end)), calendar.zone) == words


def test_the_reader_of_another_zone_sees_the_calendars_wall_clock_and_the_same_instants() -> None:
    spans = OFFICE.working(epoch("2025-06-06T22:15+02:00"), epoch("2025-06-09T17:15+02:00"))
    assert in_words(spans, OFFICE.zone) == "Fri 16:15 to 18:00, 1 h 45 min; Mon 09:00 to 11:15, 2 h 15 min"


def test_a_long_working_is_summed_up_and_loses_no_time() -> None:
    spans = OFFICE.working(epoch("2025-06-02T09:00-04:00"), epoch("2025-08-01T18:00-04:00"))
    words = in_words(spans, OFFICE.zone, most=2)
    assert words == (
        "Mon 2 Jun 09:00 to 18:00, 9 h; Tue 3 Jun 09:00 to 18:00, 9 h; 43 more spans until Fri 1 Aug 18:00, 387 h"
    )
    assert in_words(spans[:3], OFFICE.zone, most=2).endswith("; 1 more span until Wed 18:00, 9 h")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 s"),
        (59, "59 s"),
        (60, "1 min"),
        (3599, "59 min 59 s"),
        (3661, "1 h 1 min 1 s"),
        (3_900, "1 h 5 min"),
        (3_600_000, "1,000 h"),
    ],
)
def test_length_in_words(seconds: int, words: str) -> None:
    assert length_in_words(seconds) == words


@pytest.mark.parametrize(
    ("at", "zone_name", "words"),
    [
        ("2025-03-09T05:10:00+00:00", "America/New_York", "Sun 9 Mar 2025, 00:10 EST"),
        ("2025-11-02T05:30:00+00:00", "America/New_York", "Sun 2 Nov 2025, 01:30 EDT"),
        ("2025-11-02T06:30:00+00:00", "America/New_York", "Sun 2 Nov 2025, 01:30 EST"),
        ("2026-12-31T23:00:00+00:00", "Europe/Vienna", "Fri 1 Jan 2027, 00:00 CET"),
    ],
)
def test_words_that_leave_the_desk_name_year_and_zone(at: str, zone_name: str, words: str) -> None:
    assert instant_in_words(datetime.fromisoformat(at), zone(zone_name)) == words
