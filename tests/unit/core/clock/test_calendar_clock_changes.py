"""Both clock changes of the year, and the zones in which they are odd. The convention is the one of PEP 495, fold 0."""

from datetime import date

import pytest

from stepladder.core.clock.calendar import Calendar
from tests.unit.core.clock.offices import (
    ALWAYS,
    EVERY_DAY,
    NEW_YORK,
    NIGHTS,
    deadline,
    epoch,
    on_the_wall,
    weekly,
    worked,
)


def sundays(*spans: str, zone: str = NEW_YORK) -> Calendar:
    return Calendar(zone, {"sun": list(spans)})


DEADLINES = {  # claim: (calendar, start, within, due)
    "t38: always, spring: four real hours from 23:40 end at 04:40": (
        ALWAYS, "2025-03-08T23:40-05:00", "4h", "2025-03-09T04:40:00-04:00"),
    "t38: always, autumn: four real hours from the first 01:48 end at 04:48": (
        ALWAYS, "2026-11-01T01:48-04:00", "4h", "2026-11-01T04:48:00-05:00"),
    "t38: always, autumn: four real hours from the second 01:48 end at 05:48": (
        ALWAYS, "2026-11-01T01:48-05:00", "4h", "2026-11-01T05:48:00-05:00"),
    "t38: nights, spring: the night is an hour shorter": (
        NIGHTS, "2025-03-08T22:00-05:00", "8h", "2025-03-09T23:00:00-04:00"),
    "t38: nights, autumn: the night is an hour longer": (
        NIGHTS, "2025-11-01T22:00-04:00", "9h", "2025-11-02T06:00:00-05:00"),
    "a deadline in the repeated hour says which of the two it is": (
        ALWAYS, "2025-11-02T00:30-04:00", "2h", "2025-11-02T01:30:00-05:00"),
    "an opening that does not exist moves on by the gap": (
        sundays("02:30-05:00"), "2025-03-09T00:00-05:00", "1m", "2025-03-09T03:31:00-04:00"),
    "an opening that exists twice is the first": (
        sundays("01:30-05:00"), "2025-11-02T00:00-04:00", "1m", "2025-11-02T01:31:00-04:00"),
    "a date that Samoa left out has no hours": (
        Calendar("Pacific/Apia", weekly("09:00-17:00", days=EVERY_DAY)),
        "2011-12-29T16:00-10:00", "2h", "2011-12-31T10:00:00+14:00"),
    "in Samoa elapsed hours run over the date left out": (
        Calendar.always("Pacific/Apia"), "2011-12-29T23:00-10:00", "2h", "2011-12-31T01:00:00+14:00"),
    "in Nepal hours open at a quarter past in UTC": (
        Calendar("Asia/Kathmandu", weekly("09:00-18:00")), "2025-06-02T03:00Z", "1h", "2025-06-02T10:00:00+05:45"),
    "southern summer time starts at midnight and moves the day's start": (
        sundays("00:00-24:00", zone="America/Santiago"), "2025-09-06T12:00-04:00", "1h", "2025-09-07T02:00:00-03:00"),
    "a fixed offset, spelled Etc/GMT+5, knows no summer": (
        Calendar("Etc/GMT+5", weekly("09:00-18:00")), "2025-07-01T08:00-05:00", "1h", "2025-07-01T10:00:00-05:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "within", "due"), DEADLINES.values(), ids=DEADLINES)
def test_deadline(calendar: Calendar, start: str, within: str, due: str) -> None:
    assert deadline(calendar, start, within) == due


SPRING = ("2025-03-09T00:00-05:00", "2025-03-10T00:00-04:00")
AUTUMN = ("2025-11-02T00:00-04:00", "2025-11-03T00:00-05:00")
HOWE = "Australia/Lord_Howe"

LENGTHS = {  # claim: (calendar, the day, worked)
    "the day of spring has 23 hours": (ALWAYS, SPRING, "23:00:00"),
    "the day of autumn has 25 hours": (ALWAYS, AUTUMN, "1 day, 1:00:00"),
    "02:30 to 05:00 opens at 03:30": (sundays("02:30-05:00"), SPRING, "1:30:00"),
    "01:30 to 02:30 closes at 03:30": (sundays("01:30-02:30"), SPRING, "1:00:00"),
    "02:00 to 03:00 is gone": (sundays("02:00-03:00"), SPRING, "0:00:00"),
    "02:30 to 03:15 is turned inside out and has no length": (sundays("02:30-03:15"), SPRING, "0:00:00"),
    "a span inside out takes nothing from its neighbour": (sundays("02:30-03:15", "03:00-04:00"), SPRING, "1:00:00"),
    "spans that the gap pushes together count once": (sundays("02:00-02:45", "03:15-04:00"), SPRING, "1:00:00"),
    "01:30 to 03:00 stays open through the repeat": (sundays("01:30-03:00"), AUTUMN, "2:30:00"),
    "00:30 to 01:30 closes at the first 01:30": (sundays("00:30-01:30"), AUTUMN, "1:00:00"),
    "Lord Howe goes back by half an hour": (
        sundays("00:00-24:00", zone=HOWE), ("2025-04-05T00:00+11:00", "2025-04-08T00:00+10:30"), "1 day, 0:30:00"),
    "Lord Howe goes ahead by half an hour": (
        sundays("02:15-04:00", zone=HOWE), ("2025-10-04T00:00+10:30", "2025-10-07T00:00+11:00"), "1:15:00"),
    "a saturday that repeats its last hour has 25": (
        Calendar("America/Santiago", {"sat": ["00:00-24:00"]}), ("2025-04-04T12:00-03:00", "2025-04-07T00:00-04:00"),
        "1 day, 1:00:00"),
    "a sunday without its first hour has 23": (
        sundays("00:00-24:00", zone="America/Santiago"), ("2025-09-05T12:00-04:00", "2025-09-08T12:00-03:00"),
        "23:00:00"),
    "a saturday without its last hour has 23": (
        Calendar("America/Nuuk", {"sat": ["00:00-24:00"]}), ("2025-03-28T12:00-02:00", "2025-03-31T12:00-01:00"),
        "23:00:00"),
    "a night before the date left out lasts its eight hours": (
        Calendar("Pacific/Apia", {"thu": ["22:00-06:00"], "fri": ["08:00-20:00"]}),
        ("2011-12-29T12:00-10:00", "2012-01-01T00:00+14:00"), "8:00:00"),
    "always leaves out nothing in Samoa": (
        Calendar.always("Pacific/Apia"), ("2011-12-29T00:00-10:00", "2012-01-01T00:00+14:00"), "2 days, 0:00:00"),
    "from friday morning to wednesday over the change of autumn": (
        ALWAYS, ("2025-10-31T07:39-04:00", "2025-11-05T04:50-05:00"), "4 days, 22:11:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "day", "expected"), LENGTHS.values(), ids=LENGTHS)
def test_length(calendar: Calendar, day: tuple[str, str], expected: str) -> None:
    assert worked(calendar, *day) == expected


def test_the_date_left_out_has_no_shifts_and_no_close() -> None:
    samoa = Calendar("Pacific/Apia", weekly("09:00-17:00", days=EVERY_DAY))
    assert samoa.shifts(date(2011, 12, 30)) == ()
    assert on_the_wall(samoa, samoa.close_of_day(epoch("2011-12-29T17:00-10:00"))) == "2011-12-31T17:00:00+14:00"
