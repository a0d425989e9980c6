"""The laws of promises that are no plain duration, over any calendar. Source: Q-17, Q-21, CC-019."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, datetime

from hypothesis import given, settings
from hypothesis import strategies as st

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
    written,
)
from tests.property.clock.calendars import CALENDARS, INSTANTS, ZONES

bounded = settings(max_examples=40, deadline=None)
WINDOWS = st.builds(
    lambda first, length: Window(first, first + length), st.integers(1, 3 * 86_400), st.integers(1, 3 * 86_400)
)
MONTHS = st.builds(Months, st.integers(1, 60), st.sampled_from(("", *ZONES)))
TERMS: st.SearchStrategy[Term] = st.one_of(st.just(SameDay()), MONTHS, WINDOWS)
SHARES = st.lists(st.integers(1, 99), max_size=4).map(sorted)


@bounded
@given(CALENDARS, INSTANTS, WINDOWS)
def test_a_window_always_holds_working_time(calendar: Calendar, start: int, window: Window) -> None:
    opens, latest, due_at = opens_of(window, start), start + window.latest, due_of(window, calendar, start)
    assert due_at >= latest
    assert calendar.worked_seconds(opens, due_at) > 0
    has_work = calendar.worked_seconds(opens, latest) > 0
    # Only a window without any is made longer, by one working hour and no more.
    assert (due_at == latest) == has_work
    assert has_work or calendar.worked_seconds(latest, due_at) == 3_600


@bounded
@given(CALENDARS, INSTANTS)
def test_the_same_day_is_ahead_and_ends_where_a_shift_closes(calendar: Calendar, start: int) -> None:
    due_at = due_of(SameDay(), calendar, start)
    assert due_at > start
    day = datetime.fromtimestamp(due_at - 1, calendar.zone).date()
    earlier = date.fromordinal(day.toordinal() - 1)
    closes = [close for at in (earlier, day) for _, close in calendar.shifts(at)]
    assert due_at in closes


@bounded
@given(CALENDARS, INSTANTS, INSTANTS)
def test_a_later_start_is_never_due_on_an_earlier_day(calendar: Calendar, one: int, other: int) -> None:
    first, last = sorted((one, other))
    assert due_of(SameDay(), calendar, first) <= due_of(SameDay(), calendar, last)


@given(st.dates(date(1990, 1, 1), date(2100, 12, 31)), st.integers(-400, 400))
def test_a_month_on_is_in_the_right_month_on_the_same_day_or_its_last(day: date, count: int) -> None:
    found = months_later(day, count)
    assert found.year * 12 + found.month == day.year * 12 + day.month + count
    last = monthrange(found.year, found.month)[1]
    assert found.day == min(day.day, last)


@bounded
@given(CALENDARS, INSTANTS, st.integers(1, 60))
def test_months_keep_the_wall_time_where_it_exists(calendar: Calendar, start: int, count: int) -> None:
    begin = datetime.fromtimestamp(start, calendar.zone)
    end = datetime.fromtimestamp(due_of(Months(count), calendar, start), calendar.zone)
    wanted = datetime.combine(months_later(begin.date(), count), begin.time(), calendar.zone)
    # A time that a clock change leaves out comes later by the gap: the only one that is read otherwise.
    assert end == wanted or end.timestamp() == wanted.timestamp()


@bounded
@given(CALENDARS, INSTANTS, TERMS, SHARES)
def test_marks_of_a_term_come_in_order_and_never_after_its_due(
    calendar: Calendar, start: int, term: Term, shares: list[int]
) -> None:
    found = timing(calendar, start, 0, "open_hours", shares, term)
    assert list(found.marks) == sorted(found.marks)
    assert all(opens_of(term, start) <= mark <= found.due for mark in found.marks)
    assert found.counts == calendar.worked_seconds(start, found.due)


@bounded
@given(CALENDARS, INSTANTS, st.integers(0, 10**6), SHARES)
def test_a_mark_uses_up_its_share(calendar: Calendar, start: int, length: int, shares: list[int]) -> None:
    end = start + length
    whole = calendar.worked_seconds(start, end)
    for share, mark in zip(shares, marks_between(calendar, start, end, shares), strict=True):
        assert whole == 0 or calendar.worked_seconds(start, mark) == whole * share // 100


@given(st.one_of(TERMS, st.builds(Until, st.dates()), st.builds(Until, st.integers(0, 2**33))))
def test_a_term_survives_being_written(term: Term) -> None:
    assert read_term(written(term)) == term
