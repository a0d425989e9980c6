"""The laws of time, over any calendar. Source: DESIGN of time; T36, T37, T38."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import count as count_from
from itertools import islice
from typing import get_args

from hypothesis import example, given, settings
from hypothesis import strategies as st

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due, working
from stepladder.core.clock.marks import marks
from stepladder.core.clock.zones import zone
from tests.property.clock.calendars import CALENDARS, CHANGES, DATES, INSTANTS, RULES, SPANS, WORK, ZONES, calendar_of
from tests.property.clock.oracle import NAMES, Rules

bounded = settings(max_examples=40, deadline=None)
OFFICE = Calendar("America/New_York", {day: ["09:00-18:00"] for day in NAMES[:5]})


@bounded
@given(CALENDARS, INSTANTS, WORK)
def test_what_was_worked_until_the_deadline_is_what_was_promised(calendar: Calendar, start: int, work: int) -> None:
    last = calendar.due(start, work)
    assert last >= start
    assert calendar.worked_seconds(start, last) == work
    # And no earlier instant would do: the second before it still counted.
    assert work == 0 or calendar.worked_seconds(start, last - 1) == work - 1


@bounded
@given(CALENDARS, INSTANTS)
def test_no_work_is_due_at_once(calendar: Calendar, start: int) -> None:
    assert calendar.due(start, 0) == start


@bounded
@given(CALENDARS, INSTANTS, WORK, WORK)
def test_deadlines_add(calendar: Calendar, start: int, first: int, then: int) -> None:
    assert calendar.due(start, first + then) == calendar.due(calendar.due(start, first), then)


@bounded
@given(CALENDARS, INSTANTS, st.integers(0, 10**7), st.integers(0, 10**7))
def test_work_adds(calendar: Calendar, start: int, first: int, then: int) -> None:
    middle, end = start + first, start + first + then
    whole = calendar.worked_seconds(start, end)
    assert whole == calendar.worked_seconds(start, middle) + calendar.worked_seconds(middle, end)
    assert 0 <= whole <= first + then


@bounded
@given(CALENDARS, INSTANTS, INSTANTS, WORK)
def test_a_later_start_is_never_due_earlier(calendar: Calendar, one: int, other: int, work: int) -> None:
    assert calendar.due(min(one, other), work) <= calendar.due(max(one, other), work)


@bounded
@given(CALENDARS, INSTANTS, st.integers(0, 10**7))
def test_the_working_is_the_open_time_between(calendar: Calendar, start: int, length: int) -> None:
    spans = calendar.working(start, start + length)
    assert sum(closes - opens for opens, closes in spans) == calendar.worked_seconds(start, start + length)
    edges = [edge for span in spans for edge in span]
    assert edges == sorted(set(edges))
    assert all(start <= edge <= start + length for edge in edges)
    for opens, closes in spans:
        assert calendar.is_open(opens)
        assert calendar.is_open(closes - 1)
        assert closes == start + length or not calendar.is_open(closes)


@bounded
@given(CALENDARS, INSTANTS)
def test_a_second_counts_if_and_only_if_the_calendar_is_open(calendar: Calendar, at: int) -> None:
    assert calendar.worked_seconds(at, at + 1) == calendar.is_open(at)


@bounded
@given(CALENDARS, INSTANTS)
def test_the_next_opening_is_open_and_nothing_counts_before_it(calendar: Calendar, at: int) -> None:
    opening = calendar.next_open(at)
    assert calendar.is_open(opening)
    assert calendar.worked_seconds(at, opening) == 0
    assert opening == at or not calendar.is_open(opening - 1)


@bounded
@given(CALENDARS, INSTANTS)
def test_the_close_of_the_day_is_ahead_and_ends_a_shift(calendar: Calendar, at: int) -> None:
    close = calendar.close_of_day(at)
    today = datetime.fromtimestamp(at, calendar.zone).date()
    assert at < close
    days = (today + timedelta(days=n) for n in count_from(0))
    ends = (max(closes for _, closes in calendar.shifts(day)) for day in days if calendar.shifts(day))
    assert close == next(end for end in ends if end > at)


@bounded
@given(CALENDARS, INSTANTS, WORK, st.integers(0, 999_999), st.sampled_from(ZONES))
@example(OFFICE, -1, 14_400, 500_000, "UTC")
def test_datetimes_give_the_answers_of_seconds(
    calendar: Calendar, start: int, work: int, micro: int, other: str
) -> None:
    moment = datetime.fromtimestamp(start, UTC).replace(microsecond=micro).astimezone(zone(other))
    last = calendar.deadline(moment, timedelta(seconds=work))
    assert last.timestamp() == calendar.due(start, work)
    assert (last.tzinfo, last.microsecond) == (calendar.zone, 0)
    assert calendar.worked(moment, last.astimezone(UTC)) == timedelta(seconds=work)


@bounded
@given(st.sampled_from(ZONES), INSTANTS, st.integers(0, 10**9))
def test_t38_around_the_clock_every_real_second_counts(key: str, start: int, seconds: int) -> None:
    assert Calendar.always(key).due(start, seconds) == start + seconds
    assert Calendar.always(key).working(start, start + seconds) == ([(start, start + seconds)] if seconds else [])


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(ZONES), st.sampled_from(CHANGES), st.integers(-(10**6), 10**6), st.integers(0, 10**6), DATES)
def test_t38_seven_full_days_a_week_are_around_the_clock(key: str, change: int, off: int, work: int, day: date) -> None:
    full = {day: ["00:00-12:00", "12:00-24:00"] for day in NAMES}
    # An exception that says what the week says makes the calendar reckon every day by itself.
    reckoned = Calendar(key, full, (), {day: ["00:00-24:00"]})
    assert reckoned.due(change + off, work) == change + off + work


@bounded
@given(st.sampled_from(ZONES), RULES, st.frozensets(DATES, min_size=1, max_size=4), INSTANTS, WORK)
def test_t36_a_holiday_never_hastens(key: str, rules: Rules, more: frozenset[date], start: int, work: int) -> None:
    fewer = calendar_of(key, rules)
    longer = replace(rules, holidays=rules.holidays | more)
    assert calendar_of(key, longer).due(start, work) >= fewer.due(start, work)


@settings(max_examples=30, deadline=None)
@given(st.sampled_from(ZONES), RULES, st.lists(INSTANTS, max_size=5), INSTANTS, WORK)
def test_t37_the_order_of_questions_changes_no_answer(
    key: str, rules: Rules, asked_before: list[int], start: int, work: int
) -> None:
    fresh, asked = calendar_of(key, rules), calendar_of(key, rules)
    for at in asked_before:
        asked.due(at, 86_400)
        asked.next_open(at)
    assert asked.due(start, work) == fresh.due(start, work)
    assert asked.working(start, start + work) == fresh.working(start, start + work)


COUNTINGS: st.SearchStrategy[Counting] = st.sampled_from(get_args(Counting))


@bounded
@given(CALENDARS, INSTANTS, st.integers(0, 5 * 86_400), COUNTINGS, st.lists(st.integers(1, 99), max_size=4))
def test_marks_lie_between_start_and_due(
    calendar: Calendar, start: int, work: int, counting: Counting, shares: list[int]
) -> None:
    last = due(calendar, start, work, counting)
    found = marks(calendar, start, work, sorted(shares), counting)
    assert list(found) == sorted(found)
    assert all(start <= at <= last for at in found)
    counted = sum(b - a for a, b in working(calendar, start, last, counting))
    for share, at in zip(sorted(shares), found, strict=True):
        assert sum(b - a for a, b in working(calendar, start, at, counting)) == counted * share // 100


@bounded
@given(CALENDARS, INSTANTS, st.integers(1, 6))
def test_a_working_day_is_a_day_that_opens(calendar: Calendar, start: int, count: int) -> None:
    begin, last = calendar.next_open(start), due(calendar, start, count * 86_400, "working_days")
    assert last > begin
    # The business day that is open at `begin`, looked for from before it, so that the last one found is the latest.
    days = [datetime.fromtimestamp(begin, calendar.zone).date() + timedelta(days=n) for n in (-2, -1, 0)]
    own = [day for day in days if any(opens <= begin < closes for opens, closes in calendar.shifts(day))][-1]
    later = (own + timedelta(days=n) for n in count_from(1))
    opening = (day for day in later if any(closes > begin for _, closes in calendar.shifts(day)))
    reached = next(islice(opening, count - 1, None))
    # Its close is included: a deadline that lands on closing time stays there.
    assert any(opens <= last <= closes for opens, closes in calendar.shifts(reached))


@bounded
@given(st.sampled_from(ZONES), RULES, RULES, DATES, INSTANTS, WORK)
def test_a_calendar_that_changes_is_the_first_before_the_date_and_the_other_after(
    key: str, old: Rules, new: Rules, day: date, start: int, work: int
) -> None:
    first, other = calendar_of(key, old), calendar_of(key, new)
    both = Calendar.changing(first, (day, other))
    for n in range(-3, 4):
        at = day + timedelta(days=n)
        assert both.shifts(at) == (other if at >= day else first).shifts(at)
    assert both.worked_seconds(start, both.due(start, work)) == work
    # A night of two days around a date left out is the longest that reaches over the change.
    change = int(datetime(day.year, day.month, day.day, tzinfo=first.zone).timestamp())
    before, after = change - 10**6, change + 3 * 86_400
    assert both.worked_seconds(before, change) == first.worked_seconds(before, change)
    assert both.worked_seconds(after, after + 10**6) == other.worked_seconds(after, after + 10**6)


@bounded
@given(st.sampled_from(ZONES), RULES, st.dictionaries(DATES, SPANS, min_size=1, max_size=3), INSTANTS, WORK)
def test_an_opening_never_delays(
    key: str, rules: Rules, openings: dict[date, list[str]], start: int, work: int
) -> None:
    fewer = replace(rules, openings={})
    more = replace(rules, openings=openings)
    assert calendar_of(key, more).due(start, work) <= calendar_of(key, fewer).due(start, work)
