"""What a calendar answers besides deadlines: open or not, the next opening, the close of the day, its working."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest

from stepladder.core.clock.calendar import Calendar
from tests.unit.core.clock.offices import ALWAYS, EVERY_DAY, NEW_YORK, NIGHTS, OFFICE, SPLIT, epoch, on_the_wall, weekly

OPEN = {  # claim: (calendar, at, open, next opening)
    "SD-261: 17:59:59 is inside": (OFFICE, "2025-06-06T17:59:59-04:00", True, "2025-06-06T17:59:59-04:00"),
    "SD-261: 18:00 is outside": (OFFICE, "2025-06-06T18:00-04:00", False, "2025-06-09T09:00:00-04:00"),
    "09:00 is inside": (OFFICE, "2025-06-06T09:00-04:00", True, "2025-06-06T09:00:00-04:00"),
    "saturday is outside": (OFFICE, "2025-06-07T12:00-04:00", False, "2025-06-09T09:00:00-04:00"),
    "lunch is outside": (SPLIT, "2025-06-06T12:00-04:00", False, "2025-06-06T13:00:00-04:00"),
    "after midnight a night is open": (NIGHTS, "2025-06-07T03:00-04:00", True, "2025-06-07T03:00:00-04:00"),
    "always is open": (ALWAYS, "2025-06-07T03:00-04:00", True, "2025-06-07T03:00:00-04:00"),
    "a calendar that opens in seven years is waited for": (
        Calendar(NEW_YORK, {}, (), {date(2032, 6, 7): ["09:00-10:00"]}),
        "2025-06-07T03:00-04:00", False, "2032-06-07T09:00:00-04:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "at", "is_open", "next_open"), OPEN.values(), ids=OPEN)
def test_open_and_next_open(calendar: Calendar, at: str, is_open: bool, next_open: str) -> None:
    assert calendar.is_open(epoch(at)) is is_open
    assert on_the_wall(calendar, calendar.next_open(epoch(at))) == next_open


EARLY_FRIDAY = Calendar(NEW_YORK, {**weekly("09:00-18:00"), "fri": ["09:00-15:00"]}, [date(2025, 6, 9)])

CLOSES = {  # claim: (calendar, at, close)
    "before the opening it is today's close": (OFFICE, "2025-06-05T03:00-04:00", "2025-06-05T18:00:00-04:00"),
    "within the hours it is today's close": (OFFICE, "2025-06-05T17:59:59-04:00", "2025-06-05T18:00:00-04:00"),
    "on closing time it is the next day's close": (OFFICE, "2025-06-05T18:00-04:00", "2025-06-06T18:00:00-04:00"),
    "on friday night it is monday's close": (OFFICE, "2025-06-06T20:00-04:00", "2025-06-09T18:00:00-04:00"),
    "on sunday it is monday's close": (OFFICE, "2025-06-08T20:00-04:00", "2025-06-09T18:00:00-04:00"),
    "each day has its own close, and a holiday none": (
        EARLY_FRIDAY, "2025-06-06T15:00-04:00", "2025-06-10T18:00:00-04:00"),
    "a split day closes in the evening": (SPLIT, "2025-06-05T10:00-04:00", "2025-06-05T18:00:00-04:00"),
    "a night of this date closes tomorrow": (NIGHTS, "2025-06-05T12:00-04:00", "2025-06-06T06:00:00-04:00"),
    "the rest of last night is not this business day": (NIGHTS, "2025-06-05T03:00-04:00", "2025-06-06T06:00:00-04:00"),
    "always closes at midnight": (ALWAYS, "2025-06-05T12:00-04:00", "2025-06-06T00:00:00-04:00"),
    "the local date counts, not the one in UTC": (OFFICE, "2025-06-05T03:00Z", "2025-06-05T18:00:00-04:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "at", "close"), CLOSES.values(), ids=CLOSES)
def test_close_of_day(calendar: Calendar, at: str, close: str) -> None:
    assert on_the_wall(calendar, calendar.close_of_day(epoch(at))) == close


def test_the_working_lists_the_counted_spans_cut_to_the_question() -> None:
    spans = SPLIT.working(epoch("2025-06-06T11:30-04:00"), epoch("2025-06-09T09:10-04:00"))
    assert [(on_the_wall(SPLIT, a)[5:16], on_the_wall(SPLIT, b)[5:16]) for a, b in spans] == [
        ("06-06T11:30", "06-06T12:00"),
        ("06-06T13:00", "06-06T18:00"),
        ("06-09T09:00", "06-09T09:10"),
    ]


def test_the_working_of_always_is_one_span_however_long() -> None:
    first, last = epoch("2001-02-03T04:05:06Z"), epoch("2031-01-01T00:00Z")
    assert ALWAYS.working(first, last) == [(first, last)]


@pytest.mark.parametrize("end", ["2025-06-06T10:00-04:00", "2025-06-05T10:00-04:00"])
def test_no_time_has_no_working(end: str) -> None:
    assert OFFICE.working(epoch("2025-06-06T10:00-04:00"), epoch(end)) == []
    assert OFFICE.worked_seconds(epoch("2025-06-06T10:00-04:00"), epoch(end)) == 0


def test_a_calendar_that_has_run_out_works_no_more_and_says_so_with_zero() -> None:
    fair = Calendar(NEW_YORK, {}, (), {date(2025, 12, 25): ["09:00-10:00"]})
    assert fair.worked_seconds(epoch("2025-01-01T00:00Z"), epoch("2099-01-01T00:00Z")) == 3600
    assert fair.working(epoch("2026-01-01T00:00Z"), epoch("2099-01-01T00:00Z")) == []


BORDER = 26 << 26  # A chunk ends and the next begins: 2025-04-17T00:52:44 in Kathmandu.


def test_a_night_over_the_border_of_two_chunks_is_one_night() -> None:
    kathmandu = Calendar("Asia/Kathmandu", weekly("22:00-06:00", days=EVERY_DAY))
    night = (epoch("2025-04-16T22:00+05:45"), epoch("2025-04-17T06:00+05:45"))
    assert night[0] < BORDER < night[1]
    assert kathmandu.working(BORDER - 40_000, BORDER + 40_000) == [night]
    assert kathmandu.next_open(BORDER) == BORDER
    assert kathmandu.due(night[0], 8 * 3600) == night[1]


def test_a_deadline_on_the_last_close_before_a_border_stays_there() -> None:
    start, last = BORDER - 10**6, BORDER + (1 << 26)
    close = OFFICE.working(start, last)[-1][1]
    assert close < last
    assert OFFICE.due(start, OFFICE.worked_seconds(start, last)) == close


def test_t37_asking_changes_no_later_answer() -> None:
    near, far = epoch("2025-06-06T17:00-04:00"), epoch("2150-06-06T17:00Z")
    asked, fresh = (Calendar(NEW_YORK, weekly("09:00-18:00")) for _ in range(2))
    for at in (far, 0, near - 10**9):
        asked.due(at, 10**6)
        asked.worked_seconds(at, at + 10**8)
    assert asked.due(near, 14_400) == fresh.due(near, 14_400)
    assert asked.working(near, near + 10**7) == fresh.working(near, near + 10**7)


def test_many_threads_get_the_answers_of_one() -> None:
    starts = [epoch("1990-01-01T00:00Z") + n * 9_876_543 for n in range(120)]
    alone, shared = (Calendar("Europe/Lisbon", weekly("09:00-18:00")) for _ in range(2))
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda start: shared.due(start, 500_000), starts * 3))
    assert together == [alone.due(start, 500_000) for start in starts] * 3


def test_a_far_year_is_answered_without_the_years_between() -> None:
    calendar = Calendar(NEW_YORK, weekly("09:00-18:00"))
    calendar.due(epoch("2025-06-06T17:00-04:00"), 14_400)
    calendar.due(epoch("2199-06-06T17:00-04:00"), 14_400)
    assert len(calendar._chunks) == 2


def test_a_calendar_tells_its_name_and_zone() -> None:
    assert repr(OFFICE) == "<Calendar office in America/New_York>"
