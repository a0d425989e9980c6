"""Holidays, exceptions, what warns and what is refused."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.zones import zone
from stepladder.core.values import DeskError
from tests.unit.core.clock.offices import ALWAYS, EVERY_DAY, NEW_YORK, OFFICE, SUNDAYS, deadline, weekly, worked

CHRISTMAS = date(2025, 12, 25)  # a Thursday
HOLIDAY = Calendar(NEW_YORK, weekly("09:00-18:00"), holidays=[CHRISTMAS])
HALF_DAY = Calendar(NEW_YORK, weekly("09:00-18:00"), [CHRISTMAS], {date(2025, 12, 24): ["09:00-12:00"]})
SALES = {CHRISTMAS: ["10:00-11:00"], date(2025, 12, 27): ["10:00-12:00"]}
SALE = Calendar(NEW_YORK, weekly("09:00-18:00"), [CHRISTMAS], SALES)
SHUT = Calendar(NEW_YORK, weekly("09:00-18:00"), (), {CHRISTMAS: []})
FULL = weekly("00:00-24:00", days=EVERY_DAY)
FULL_HOLIDAY = Calendar(NEW_YORK, FULL, [CHRISTMAS])
FULL_EXCEPTION = Calendar(NEW_YORK, FULL, (), {CHRISTMAS: ["09:00-10:00"]})
NIGHT = weekly("22:00-06:00", days=EVERY_DAY)
NIGHT_HOLIDAY = Calendar(NEW_YORK, NIGHT, [CHRISTMAS])
DATE_HOLIDAY = Calendar(NEW_YORK, NIGHT, [CHRISTMAS], holiday_closes_shift=False)
DATE_SALE = Calendar(NEW_YORK, NIGHT, [CHRISTMAS], {CHRISTMAS: ["20:00-21:00"]}, holiday_closes_shift=False)

DAYS = {  # claim: (calendar, start, end, worked)
    "a holiday is closed": (HOLIDAY, "2025-12-25T00:00-05:00", "2025-12-26T00:00-05:00", "0:00:00"),
    "its neighbours are not": (HOLIDAY, "2025-12-24T00:00-05:00", "2025-12-27T00:00-05:00", "18:00:00"),
    "the same date of another year is open": (HOLIDAY, "2026-12-25T00:00-05:00", "2026-12-26T00:00-05:00", "9:00:00"),
    "an exception stands in place of the week": (
        HALF_DAY, "2025-12-24T00:00-05:00", "2025-12-26T00:00-05:00", "3:00:00"),
    "an exception opens a holiday": (SALE, "2025-12-25T00:00-05:00", "2025-12-26T00:00-05:00", "1:00:00"),
    "an exception opens a saturday": (SALE, "2025-12-27T00:00-05:00", "2025-12-28T00:00-05:00", "2:00:00"),
    "an exception without spans closes": (SHUT, "2025-12-25T00:00-05:00", "2025-12-26T00:00-05:00", "0:00:00"),
    "a holiday closes a full week": (
        FULL_HOLIDAY, "2025-12-24T00:00-05:00", "2025-12-27T00:00-05:00", "2 days, 0:00:00"),
    "an exception holds in a full week": (
        FULL_EXCEPTION, "2025-12-24T00:00-05:00", "2025-12-27T00:00-05:00", "2 days, 1:00:00"),
    "a holiday closes the night that starts on it": (
        NIGHT_HOLIDAY, "2025-12-25T12:00-05:00", "2025-12-26T12:00-05:00", "0:00:00"),
    "a holiday leaves alone the night that began before it": (
        NIGHT_HOLIDAY, "2025-12-24T12:00-05:00", "2025-12-25T12:00-05:00", "8:00:00"),
    "by date: the night before ends at midnight": (
        DATE_HOLIDAY, "2025-12-24T12:00-05:00", "2025-12-25T12:00-05:00", "2:00:00"),
    "by date: the night on it opens after midnight": (
        DATE_HOLIDAY, "2025-12-25T12:00-05:00", "2025-12-26T12:00-05:00", "6:00:00"),
    "by date: an exception on the holiday is open, and so is the night into it": (
        DATE_SALE, "2025-12-24T12:00-05:00", "2025-12-26T12:00-05:00", "9:00:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "end", "expected"), DAYS.values(), ids=DAYS)
def test_days_off_and_days_on(calendar: Calendar, start: str, end: str, expected: str) -> None:
    assert worked(calendar, start, end) == expected


def test_t36_a_holiday_delays_and_only_in_its_own_calendar() -> None:
    start = "2025-12-24T17:00-05:00"
    assert deadline(HOLIDAY, start, "4h") == "2025-12-26T12:00:00-05:00"
    assert deadline(OFFICE, start, "4h") == "2025-12-25T12:00:00-05:00"
    assert deadline(ALWAYS, start, "4h") == "2025-12-24T21:00:00-05:00"


WARNINGS = {  # claim: (calendar, now, how many)
    "a holiday ahead is a list that still serves": (HOLIDAY, "2025-12-24T12:00-05:00", 0),
    "on its last day a list still serves": (HOLIDAY, "2025-12-25T23:59-05:00", 0),
    "a list without a day ahead has run out": (HOLIDAY, "2025-12-26T00:00-05:00", 1),
    "no list cannot run out": (OFFICE, "2025-12-26T00:00-05:00", 0),
}


@pytest.mark.parametrize(("calendar", "now", "count"), WARNINGS.values(), ids=WARNINGS)
def test_an_exhausted_holiday_list_warns_and_still_answers(calendar: Calendar, now: str, count: int) -> None:
    warnings = calendar.warnings(datetime.fromisoformat(now))
    assert len(warnings) == count
    assert all("2025-12-25" in warning for warning in warnings)
    assert deadline(calendar, "2031-12-24T17:00-05:00", "2h") == "2031-12-25T10:00:00-05:00"


REFUSED: dict[str, tuple[Callable[[], Any], str, str]] = {  # claim: (the call, what, where or mend)
    "t44: no hours at all": (lambda: Calendar(NEW_YORK, {}), "never opens", "calendar"),
    "t44: days without spans": (lambda: Calendar(NEW_YORK, {"mon": []}, id="idle"), "never opens", "calendar idle"),
    "t44: only closed exceptions": (lambda: Calendar(NEW_YORK, {}, (), {CHRISTMAS: []}), "never opens", "calendar"),
    "t44: only a span that a clock change turns inside out": (
        lambda: Calendar(NEW_YORK, {}, (), {date(2025, 3, 9): ["02:30-03:15"]}), "never opens", "calendar"),
    "t44: only a date that does not exist": (
        lambda: Calendar("Pacific/Apia", {}, (), {date(2011, 12, 30): ["09:00-17:00"]}), "never opens", "calendar"),
    "a day by its long name": (
        lambda: Calendar(NEW_YORK, {"monday": ["09:00-18:00"]}), "'monday'", "Did you mean 'mon'?"),
    "a day that is none": (lambda: Calendar(NEW_YORK, {"xx": ["09:00-18:00"]}), "'xx'", "mon, tue"),
    "a span where a list belongs": (lambda: Calendar(NEW_YORK, {"mon": "09:00-18:00"}), "is not a list", "09:00-17:00"),
    "a span that cannot be read, with its place": (
        lambda: Calendar(NEW_YORK, {"mon": ["09:00-12:00", "1pm"]}, id="office"), "'1pm'",
        "calendar office hours.mon[1]"),
    "an exception that cannot be read, with its date": (
        lambda: Calendar(NEW_YORK, weekly("09:00-18:00"), (), {CHRISTMAS: ["noon"]}), "'noon'", "2025-12-25[0]"),
    "a holiday with a time of day": (
        lambda: Calendar(NEW_YORK, weekly("09:00-18:00"), [datetime(2025, 12, 25)]), "is not a date", "holidays"),
    "a holiday as text": (
        lambda: Calendar(NEW_YORK, weekly("09:00-18:00"), ["2025-12-25"]), "is not a date", "holidays"),  # type: ignore[list-item]
    "an unknown zone": (lambda: Calendar("America/New_Yrok", weekly("09:00-18:00")), "New_Yrok", "'America/New_York'"),
    "a naive start": (lambda: OFFICE.deadline(datetime(2025, 6, 2, 10), timedelta(hours=1)), "naive", "start"),
    "a naive end": (lambda: OFFICE.worked(datetime(2025, 6, 2, tzinfo=UTC), datetime(2025, 6, 3)), "naive", "end"),
    "a naive now": (lambda: OFFICE.warnings(datetime(2025, 6, 2)), "naive", "now"),
    "an end before its start": (
        lambda: OFFICE.worked(datetime(2025, 6, 3, tzinfo=UTC), datetime(2025, 6, 2, tzinfo=UTC)), "before the start",
        "end"),
    "less than no work time": (
        lambda: OFFICE.deadline(datetime(2025, 6, 3, tzinfo=UTC), timedelta(seconds=-1)), "below zero", "work time"),
    "an instant before every calendar": (lambda: OFFICE.is_open(-10**11), "out of range", "1970"),
    "a day before every calendar": (lambda: OFFICE.close_of_day(-10**11), "out of range", "1970"),
    "an instant after every calendar": (lambda: OFFICE.due(10**12, 1), "out of range", "9000"),
    "work time beyond four centuries": (lambda: OFFICE.due(0, 10**12), "within 400 years", "less time"),
    "work time that an hour a week needs six centuries for": (
        lambda: SUNDAYS.due(0, 600 * 53 * 3600), "within 400 years", "less time"),
    "worked over more than four centuries": (lambda: OFFICE.worked_seconds(0, 10**11), "400 years", "closer together"),
    "work in the year 1": (
        lambda: OFFICE.deadline(datetime(1, 1, 1, tzinfo=UTC), timedelta(hours=1)), "out of range", "1970"),
    "no work in a year 1 that has not begun in the calendar's zone": (
        lambda: OFFICE.deadline(datetime(1, 1, 1, tzinfo=UTC), timedelta()), "out of range", "1970"),
    "work in the year 9999": (
        lambda: OFFICE.deadline(datetime(9999, 12, 31, 23, tzinfo=UTC), timedelta(hours=1)), "out of range", "9000"),
    "work around the clock in the year 9999": (
        lambda: ALWAYS.deadline(datetime(9999, 12, 31, 23, tzinfo=UTC), timedelta(hours=9)), "out of range", "9000"),
    "work from the year 1 to the year 9999": (
        lambda: ALWAYS.worked(datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)), "out of range",
        "9000"),
    "all the work there is": (
        lambda: OFFICE.deadline(datetime(2025, 6, 2, tzinfo=UTC), timedelta.max), "within 400 years", "less time"),
    "the working of more than four centuries": (lambda: OFFICE.working(0, 10**11), "400 years", "closer together"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "what", "place"), REFUSED.values(), ids=REFUSED)
def test_refused(call: Callable[[], Any], what: str, place: str) -> None:
    with pytest.raises(DeskError) as refused:
        call()
    assert what in refused.value.what
    assert place in f"{refused.value.where} {refused.value.mend}"


def test_spans_that_overlap_count_once_and_touching_ones_are_one() -> None:
    written = {"mon": ["09:00-12:00", "11:00-15:00", "15:00-18:00", "22:00-06:00"], "tue": ["05:00-07:00"]}
    assert worked(Calendar(NEW_YORK, written), "2025-06-02T00:00-04:00", "2025-06-04T00:00-04:00") == "18:00:00"


ENDING = Calendar(NEW_YORK, {}, (), {CHRISTMAS: ["09:00-10:00"]}, id="fair")
BEFORE, AFTER = (int(datetime(2025, 12, day, tzinfo=UTC).timestamp()) for day in (24, 27))


@pytest.mark.parametrize(
    "call",
    [lambda: ENDING.due(BEFORE, 3601), lambda: ENDING.next_open(AFTER), lambda: ENDING.close_of_day(AFTER)],
    ids=["more time than it has", "the next opening after its last", "the next close after its last"],
)
def test_t44_a_calendar_that_has_run_out_is_refused_and_never_loops(call: Callable[[], int]) -> None:
    assert ENDING.due(BEFORE, 3600) < AFTER
    with pytest.raises(DeskError, match="calendar fair: it does not open for long enough"):
        call()


def test_a_zone_from_elsewhere_is_replaced_by_the_pinned_one() -> None:
    assert Calendar(ZoneInfo("Europe/Lisbon"), weekly("09:00-18:00")).zone is zone("Europe/Lisbon")
