"""Promises that are no plain duration: the same day, calendar months, a stated moment, a window."""

from __future__ import annotations

from datetime import date

import pytest

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.promises import (
    Months,
    SameDay,
    Term,
    Until,
    Window,
    due_of,
    marks_between,
    months_later,
    opens_of,
    read_term,
    timing,
    window_of,
    written,
)
from stepladder.core.values import DeskError
from tests.unit.core.clock.offices import ALWAYS, NEW_YORK, NIGHTS, OFFICE, SPLIT, SUNDAYS, epoch, on_the_wall, weekly

DAY, HOUR = 86_400, 3_600
CHRISTMAS = Calendar(NEW_YORK, weekly("09:00-18:00"), [date(2025, 12, 25)])
FOLLOW_UP = Window(DAY, 2 * DAY)

TABLE: dict[str, tuple[Term, Calendar, str, str]] = {
    # claim: (term, calendar, start, due)
    "q21 opened at ten is due when the day closes": (
        SameDay(), OFFICE, "2025-03-05T10:00-05:00", "2025-03-05T18:00:00-05:00"),
    "q21 opened before the office is due that day": (
        SameDay(), OFFICE, "2025-03-05T07:00-05:00", "2025-03-05T18:00:00-05:00"),
    "q21 opened at closing time is due the next day": (
        SameDay(), OFFICE, "2025-03-05T18:00-05:00", "2025-03-06T18:00:00-05:00"),
    "q21 opened on a Friday evening is due on Monday": (
        SameDay(), OFFICE, "2025-03-07T18:30-05:00", "2025-03-10T18:00:00-04:00"),
    "the last span of a split day closes it": (
        SameDay(), SPLIT, "2025-03-05T12:30-05:00", "2025-03-05T18:00:00-05:00"),
    "a holiday is no day": (
        SameDay(), CHRISTMAS, "2025-12-25T10:00-05:00", "2025-12-26T18:00:00-05:00"),
    "a month keeps the time on the wall": (
        Months(1), OFFICE, "2025-02-20T10:00-05:00", "2025-03-20T10:00:00-04:00"),
    "a day that the month lacks becomes its last one": (
        Months(1), OFFICE, "2025-01-31T10:00-05:00", "2025-02-28T10:00:00-05:00"),
    "three months from the end of November": (
        Months(3), ALWAYS, "2023-11-30T10:00-05:00", "2024-02-29T10:00:00-05:00"),
    "twelve months from a leap day": (
        Months(12), ALWAYS, "2024-02-29T10:00-05:00", "2025-02-28T10:00:00-05:00"),
    "the local date counts, not that of Greenwich": (
        Months(1), ALWAYS, "2025-01-31T23:30-05:00", "2025-02-28T23:30:00-05:00"),
    "the date is told in the zone of the promise": (
        Months(1, "Asia/Tokyo"), ALWAYS, "2025-01-31T23:30-05:00", "2025-02-28T23:30:00-05:00"),
    "a wall time that does not exist moves by the gap": (
        Months(1), ALWAYS, "2025-02-09T02:30-05:00", "2025-03-09T03:30:00-04:00"),
    "a promised instant is itself": (
        Until(epoch("2025-03-08T03:00-05:00")), OFFICE, "2025-03-05T10:00-05:00", "2025-03-08T03:00:00-05:00"),
    "a date includes its business day": (
        Until(date(2025, 3, 12)), OFFICE, "2025-03-05T10:00-05:00", "2025-03-12T18:00:00-04:00"),
    "a date that is closed runs to the next open day": (
        Until(date(2025, 3, 8)), OFFICE, "2025-03-05T10:00-05:00", "2025-03-10T18:00:00-04:00"),
    "a date of a calendar that never closes runs to its end": (
        Until(date(2025, 3, 12)), ALWAYS, "2025-03-05T10:00-05:00", "2025-03-13T00:00:00-04:00"),
    "a night belongs to the date on which it began": (
        Until(date(2025, 3, 12)), NIGHTS, "2025-03-05T10:00-05:00", "2025-03-13T06:00:00-04:00"),
    "q17 a window counts elapsed hours": (
        FOLLOW_UP, OFFICE, "2025-03-04T10:00-05:00", "2025-03-06T10:00:00-05:00"),
    "q17 a window with an hour of work in it stays": (
        FOLLOW_UP, OFFICE, "2025-03-06T17:00-05:00", "2025-03-08T17:00:00-05:00"),
    "q17 a window over a weekend is due with the first working hour": (
        FOLLOW_UP, OFFICE, "2025-03-07T10:00-05:00", "2025-03-10T10:00:00-04:00"),
    "q17 a window that closes at the very opening holds no work": (
        Window(HOUR, 62 * HOUR), OFFICE, "2025-03-07T19:00-05:00", "2025-03-10T10:00:00-04:00"),
}  # fmt: skip


@pytest.mark.parametrize(("term", "calendar", "start", "due_at"), TABLE.values(), ids=TABLE)
def test_when_a_promise_is_due(term: Term, calendar: Calendar, start: str, due_at: str) -> None:
    assert on_the_wall(calendar, due_of(term, calendar, epoch(start))) == due_at


def test_q17_a_window_without_work_ends_with_the_first_working_hour() -> None:
    start = epoch("2025-03-07T18:30-05:00")  # Its window is Saturday evening to Sunday evening.
    due_at = due_of(FOLLOW_UP, OFFICE, start)
    assert on_the_wall(OFFICE, due_at) == "2025-03-10T10:00:00-04:00"
    assert opens_of(FOLLOW_UP, start) == start + DAY
    assert opens_of(SameDay(), start) == start


def test_marks_of_a_window_lie_between_its_opening_and_its_end() -> None:
    start = epoch("2025-03-04T10:00-05:00")
    found = timing(OFFICE, start, 0, "open_hours", (50, 75), FOLLOW_UP)
    # Nine open hours lie in the window of Wednesday ten to Thursday ten.
    assert [on_the_wall(OFFICE, mark) for mark in found.marks] == [
        "2025-03-05T14:30:00-05:00",
        "2025-03-05T16:45:00-05:00",
    ]
    assert found.counts == 18 * HOUR


def test_marks_of_the_same_day_are_shares_of_its_open_time() -> None:
    found = timing(OFFICE, epoch("2025-03-05T10:00-05:00"), 0, "open_hours", (50, 75), SameDay())
    assert [on_the_wall(OFFICE, mark)[11:16] for mark in found.marks] == ["14:00", "16:00"]
    assert found.counts == 8 * HOUR


def test_where_no_time_counts_marks_are_shares_of_elapsed_time() -> None:
    start, end = epoch("2025-03-08T10:00-05:00"), epoch("2025-03-08T14:00-05:00")
    found = timing(OFFICE, start, 0, "open_hours", (50, 75), Until(end))
    assert found.marks == (start + 2 * HOUR, start + 3 * HOUR)
    assert found.counts == 0
    assert marks_between(OFFICE, start, start, (50,)) == (start,)


def test_elapsed_counting_counts_every_second_of_a_term() -> None:
    start = epoch("2025-03-07T17:00-05:00")
    found = timing(OFFICE, start, 0, "elapsed", (50,), Until(start + 10 * HOUR))
    assert (found.marks, found.counts) == ((start + 5 * HOUR,), 10 * HOUR)


def test_a_moment_before_the_start_counts_nothing() -> None:
    start = epoch("2025-03-05T10:00-05:00")
    for counting in ("open_hours", "elapsed"):
        found = timing(OFFICE, start, 0, counting, (50,), Until(start - HOUR))  # type: ignore[arg-type]
        assert (found.due, found.counts) == (start - HOUR, 0)


def test_a_plain_duration_is_counted_as_ever() -> None:
    start = epoch("2025-03-07T17:00-05:00")
    found = timing(OFFICE, start, 4 * HOUR, "open_hours", (50,))
    assert found == (OFFICE.due(start, 4 * HOUR), (OFFICE.due(start, 2 * HOUR),), 4 * HOUR)


WRITTEN: dict[str, Term] = {
    "same_day": SameDay(),
    "1 month": Months(1),
    "3 months in America/New_York": Months(3, "America/New_York"),
    "2026-03-04": Until(date(2026, 3, 4)),
    "2025-03-07T10:00:00+00:00": Until(epoch("2025-03-07T10:00+00:00")),
    "PT24H..PT48H": FOLLOW_UP,
}


@pytest.mark.parametrize(("text", "term"), WRITTEN.items(), ids=WRITTEN)
def test_a_term_is_kept_as_words_and_read_again(text: str, term: Term) -> None:
    assert written(term) == text
    assert read_term(text) == term


BROKEN = {
    "another day": "other_day", "no months": "0 months", "a day that is not there": "2026-02-30",
    "an instant without an offset": "2025-03-07T10:00:00", "a window that ends first": "48h..24h",
    "a window of nothing": "24h..24h", "half a window": "24h..",
}  # fmt: skip


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_what_is_no_term_is_refused(text: str) -> None:
    with pytest.raises(DeskError):
        read_term(text)


def test_a_window_has_two_ends() -> None:
    with pytest.raises(DeskError, match="two ends"):
        window_of("24h")


def test_months_end_with_the_years_that_there_are() -> None:
    assert months_later(date(2025, 3, 31), -1) == date(2025, 2, 28)
    with pytest.raises(OverflowError):
        months_later(date(9999, 12, 1), 1)
    with pytest.raises(DeskError, match="out of range"):
        due_of(Months(999), ALWAYS, epoch("9990-01-01T00:00+00:00"))


def test_a_review_on_a_day_that_opens_once_a_week_waits_for_it() -> None:
    due_at = due_of(Until(date(2025, 3, 4)), SUNDAYS, epoch("2025-03-03T10:00-05:00"))
    assert on_the_wall(SUNDAYS, due_at) == "2025-03-09T10:00:00-04:00"
