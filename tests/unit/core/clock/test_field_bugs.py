"""Bugs that other desks had, as far as they are about the arithmetic of time. The numbers are those of the T cases."""

from datetime import date, datetime, timedelta

import pytest

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due, working
from stepladder.core.clock.marks import marks
from stepladder.core.clock.pauses import counted, due_with_pauses, working_with_pauses
from stepladder.core.clock.words import in_words
from tests.unit.core.clock.offices import ALWAYS, NEW_YORK, OFFICE, deadline, epoch, on_the_wall, weekly, worked

HOUR = 3600


def test_t7_an_edited_calendar_gives_open_promises_its_own_deadlines() -> None:
    start, promise = epoch("2025-12-24T16:00-05:00"), 4 * HOUR
    before = OFFICE.due(start, promise)
    revised = Calendar(NEW_YORK, weekly("09:00-18:00"), [date(2025, 12, 25)])
    assert on_the_wall(OFFICE, before) == "2025-12-25T11:00:00-05:00"
    assert on_the_wall(revised, revised.due(start, promise)) == "2025-12-26T11:00:00-05:00"
    # The old one is a value: what was computed with it can be explained with it.
    assert OFFICE.due(start, promise) == before


def test_t7_many_open_promises_are_recalculated_at_once_as_one_by_one() -> None:
    revised = Calendar(NEW_YORK, weekly("08:00-17:00"), [date(2025, 12, 25)])
    starts = [epoch("2025-12-24T12:00-05:00") + n * 1_111 for n in range(500)]
    assert revised.deadlines(starts, 4 * HOUR).tolist() == [revised.due(start, 4 * HOUR) for start in starts]


def test_t15_from_paused_straight_to_resolved_the_pause_is_deducted() -> None:
    start, resolved = epoch("2025-06-03T10:00-04:00"), epoch("2025-06-04T16:00-04:00")
    paused = [(epoch("2025-06-03T12:00-04:00"), resolved)]
    assert counted(OFFICE, start, resolved, paused) == 2 * HOUR
    assert resolved <= due_with_pauses(OFFICE, start, 4 * HOUR, paused)
    assert resolved > OFFICE.due(start, 4 * HOUR)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Kathmandu", "Pacific/Apia", "America/New_York"])
def test_t16_whoever_looks_the_instant_is_the_same(zone: str) -> None:
    there = Calendar.always(zone).zone
    start = datetime.fromisoformat("2025-06-06T17:00-04:00")
    last = OFFICE.deadline(start.astimezone(there), timedelta(hours=4))
    assert last == datetime.fromisoformat("2025-06-09T12:00-04:00")
    assert last.astimezone(there) == last
    assert not last < last.astimezone(there)
    assert OFFICE.worked(start.astimezone(there), last.astimezone(there)) == timedelta(hours=4)


def test_t17_a_case_of_a_day_off_counts_from_the_first_working_minute() -> None:
    christmas = Calendar(NEW_YORK, weekly("09:00-18:00"), [date(2025, 12, 25)])
    for calendar, opened, first in (
        (OFFICE, "2025-06-07T10:00-04:00", "2025-06-09T09:00-04:00"),
        (christmas, "2025-12-25T10:00-05:00", "2025-12-26T09:00-05:00"),
    ):
        assert worked(calendar, opened, first) == "0:00:00"
        assert calendar.next_open(epoch(opened)) == epoch(first)
        assert deadline(calendar, opened, "4h") == deadline(calendar, first, "4h")
        assert marks(calendar, epoch(opened), 4 * HOUR) == marks(calendar, epoch(first), 4 * HOUR)


def test_t18_a_pause_is_added_as_working_time_and_never_by_shifting_the_start() -> None:
    start = epoch("2025-06-06T16:00-04:00")
    pause = (epoch("2025-06-06T17:30-04:00"), epoch("2025-06-09T09:30-04:00"))
    last = due_with_pauses(OFFICE, start, 4 * HOUR, [pause])
    assert on_the_wall(OFFICE, last) == "2025-06-09T12:00:00-04:00"
    # One open hour was paused: half of it on friday, half on monday. A start shifted by 64 hours is due elsewhere.
    assert OFFICE.worked_seconds(*pause) == HOUR
    assert OFFICE.due(start + pause[1] - pause[0], 4 * HOUR) != last


def test_t21_another_promise_after_a_pause_keeps_the_paused_time() -> None:
    start = epoch("2025-06-03T10:00-04:00")
    pause = [(epoch("2025-06-03T11:00-04:00"), epoch("2025-06-03T13:00-04:00"))]
    assert on_the_wall(OFFICE, due_with_pauses(OFFICE, start, 2 * HOUR, pause)) == "2025-06-03T14:00:00-04:00"
    assert on_the_wall(OFFICE, due_with_pauses(OFFICE, start, 8 * HOUR, pause)) == "2025-06-04T11:00:00-04:00"
    assert on_the_wall(ALWAYS, due_with_pauses(ALWAYS, start, 8 * HOUR, pause)) == "2025-06-03T20:00:00-04:00"


@pytest.mark.parametrize("counting", ["open_hours", "working_days", "elapsed"])
def test_t22_a_paused_clock_is_not_due_however_long_it_is_paused(counting: Counting) -> None:
    start, stopped = epoch("2025-06-06T16:00-04:00"), epoch("2025-06-06T17:00-04:00")
    for hours in range(1, 24 * 9, 7):
        now = stopped + hours * HOUR
        assert due_with_pauses(OFFICE, start, 4 * HOUR, [(stopped, now)], counting) >= now


def test_t23_a_weekend_of_pause_adds_only_working_time_to_a_target_in_days() -> None:
    start = epoch("2025-06-06T10:00-04:00")
    weekend = (epoch("2025-06-06T17:00-04:00"), epoch("2025-06-09T10:00-04:00"))
    plain = due(OFFICE, start, 2 * 86_400, "working_days")
    last = due_with_pauses(OFFICE, start, 2 * 86_400, [weekend], "working_days")
    assert on_the_wall(OFFICE, plain) == "2025-06-10T10:00:00-04:00"
    assert on_the_wall(OFFICE, last) == "2025-06-10T12:00:00-04:00"


@pytest.mark.parametrize("counting", ["open_hours", "elapsed"])
def test_t31_the_deadline_the_working_its_words_and_the_report_follow_the_same_hours(counting: Counting) -> None:
    start, pause = epoch("2025-06-06T16:15-04:00"), [(epoch("2025-06-09T10:00-04:00"), epoch("2025-06-09T10:30-04:00"))]
    last = due_with_pauses(OFFICE, start, 4 * HOUR, pause, counting)
    spans = working_with_pauses(OFFICE, start, last, pause, counting)
    assert sum(closes - opens for opens, closes in spans) == 4 * HOUR
    assert counted(OFFICE, start, last, pause, counting) == 4 * HOUR
    assert (
        in_words(spans, OFFICE.zone)
        == {
            "open_hours": "Fri 16:15 to 18:00, 1 h 45 min; Mon 09:00 to 10:00, 1 h; Mon 10:30 to 11:45, 1 h 15 min",
            "elapsed": "Fri 16:15 to 20:15, 4 h",
        }[counting]
    )
    assert working(OFFICE, start, start + 1, counting) == [(start, start + 1)]


def test_t33_a_case_reopened_past_its_old_deadline_is_due_after_what_was_left() -> None:
    start, resolved = epoch("2025-06-03T10:00-04:00"), epoch("2025-06-03T13:00-04:00")
    reopened = epoch("2025-06-06T16:00-04:00")
    old = OFFICE.due(start, 8 * HOUR)
    assert old < reopened
    last = due_with_pauses(OFFICE, start, 8 * HOUR, [(resolved, reopened)])
    assert on_the_wall(OFFICE, last) == "2025-06-09T12:00:00-04:00"
    assert OFFICE.worked_seconds(reopened, last) == OFFICE.worked_seconds(resolved, old)


def test_t33_a_deadline_that_was_missed_before_stays_missed() -> None:
    start, resolved = epoch("2025-06-03T10:00-04:00"), epoch("2025-06-05T13:00-04:00")
    assert due_with_pauses(OFFICE, start, 8 * HOUR, [(resolved, resolved + 10**6)]) == OFFICE.due(start, 8 * HOUR)


@pytest.mark.parametrize(
    ("hours", "start", "within", "expected"),
    [
        ("08:00-17:00", "2025-06-06T16:00-04:00", "4h", "2025-06-09T11:00:00-04:00"),
        ("09:00-17:00", "2025-06-06T17:00-04:00", "8h", "2025-06-09T17:00:00-04:00"),
    ],
    ids=["friday 16:00 and 4 h on 08-17", "friday 17:00 and 8 h on 09-17"],
)
def test_two_published_answers_that_were_wrong(hours: str, start: str, within: str, expected: str) -> None:
    assert deadline(Calendar(NEW_YORK, weekly(hours)), start, within) == expected
