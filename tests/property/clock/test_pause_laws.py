"""The laws of pauses, over any calendar, against a second way to count them: second by second. Source: T18, T22."""

from __future__ import annotations

from typing import get_args

from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due
from stepladder.core.clock.pauses import counted, due_with_pauses, merged, subtract, working_with_pauses
from tests.property.clock.calendars import CALENDARS, INSTANTS, WORK

bounded = settings(max_examples=60, deadline=None)
COUNTINGS: st.SearchStrategy[Counting] = st.sampled_from(get_args(Counting))
# Beside the start, so that they meet the promise; lengths from nothing to over a weekend.
OFFSETS = st.lists(st.tuples(st.integers(-(10**5), 5 * 10**5), st.integers(0, 3 * 10**5)), max_size=6)


def pauses_at(start: int, offsets: list[tuple[int, int]]) -> list[tuple[int, int]]:
    return [(start + offset, start + offset + length) for offset, length in offsets]


SMALL = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 20)).map(lambda p: (p[0], p[0] + p[1])), max_size=6)


@given(SMALL)
def test_merged_pauses_hold_the_same_seconds_apart_and_in_order(pauses: list[tuple[int, int]]) -> None:
    found = merged(pauses)
    assert [at for a, b in found for at in range(a, b)] == sorted({at for a, b in pauses for at in range(a, b)})
    edges = [edge for span in found for edge in span]
    assert edges == sorted(set(edges))
    assert merged(found) == found


@given(SMALL, SMALL)
def test_what_is_left_are_the_seconds_of_no_pause(spans: list[tuple[int, int]], pauses: list[tuple[int, int]]) -> None:
    left = subtract(merged(spans), pauses)
    paused = {at for a, b in pauses for at in range(a, b)}
    assert [at for a, b in left for at in range(a, b)] == sorted({at for a, b in spans for at in range(a, b)} - paused)
    assert all(a < b for a, b in left)


@bounded
@given(CALENDARS, INSTANTS, st.integers(0, 10**6), OFFSETS, COUNTINGS)
def test_the_working_sums_to_what_is_counted(
    calendar: Calendar, start: int, length: int, offsets: list[tuple[int, int]], counting: Counting
) -> None:
    pauses = pauses_at(start, offsets)
    spans = working_with_pauses(calendar, start, start + length, pauses, counting)
    assert sum(b - a for a, b in spans) == counted(calendar, start, start + length, pauses, counting)


@bounded
@given(CALENDARS, INSTANTS, WORK, OFFSETS, st.sampled_from(["open_hours", "elapsed"]))
def test_what_is_counted_until_the_due_is_what_was_promised(
    calendar: Calendar, start: int, work: int, offsets: list[tuple[int, int]], counting: Counting
) -> None:
    pauses = pauses_at(start, offsets)
    last = due_with_pauses(calendar, start, work, pauses, counting)
    assert counted(calendar, start, last, pauses, counting) == work
    # And the second before would not do, unless a pause moved the due to its own end.
    moved = any(resumed == last for _, resumed in merged(pauses))
    assert work == 0 or moved or counted(calendar, start, last - 1, pauses, counting) == work - 1


@bounded
@given(CALENDARS, INSTANTS, WORK, WORK, OFFSETS)
def test_deadlines_with_pauses_add(
    calendar: Calendar, start: int, first: int, then: int, offsets: list[tuple[int, int]]
) -> None:
    pauses = pauses_at(start, offsets)
    middle = due_with_pauses(calendar, start, first, pauses)
    assert due_with_pauses(calendar, start, first + then, pauses) == due_with_pauses(calendar, middle, then, pauses)


@bounded
@given(CALENDARS, INSTANTS, st.integers(1, 5 * 86_400), OFFSETS, COUNTINGS)
def test_t22_a_pause_never_hastens_and_no_due_falls_into_one(
    calendar: Calendar, start: int, work: int, offsets: list[tuple[int, int]], counting: Counting
) -> None:
    pauses = pauses_at(start, offsets)
    last = due_with_pauses(calendar, start, work, pauses, counting)
    assert last >= due(calendar, start, work, counting)
    assert not any(stopped <= last < resumed for stopped, resumed in merged(pauses))
    for place in range(len(pauses)):
        assert due_with_pauses(calendar, start, work, pauses[:place], counting) <= last


@bounded
@given(CALENDARS, INSTANTS, WORK, COUNTINGS, OFFSETS)
def test_t18_a_pause_while_nothing_counts_moves_no_deadline(
    calendar: Calendar, start: int, work: int, counting: Counting, offsets: list[tuple[int, int]]
) -> None:
    closed = [
        (stopped, resumed)
        for stopped, resumed in pauses_at(start, offsets)
        if resumed <= start or (counting != "elapsed" and not calendar.worked_seconds(stopped, resumed))
    ]
    plain = due(calendar, start, work, counting)
    # One that lies on the due instant itself moves it, to keep a clock that stands still from being due.
    beside = [(stopped, resumed) for stopped, resumed in closed if not stopped <= plain <= resumed]
    assert due_with_pauses(calendar, start, work, beside, counting) == plain
