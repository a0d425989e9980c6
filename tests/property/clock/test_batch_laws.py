"""Many at once answer as one at a time, element for element."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stepladder.core.clock.calendar import Calendar
from tests.property.clock.calendars import CALENDARS, CHANGES, INSTANTS, WORK, at

# Close together, as batches are: these are answered from tables, others one by one.
NEAR = st.builds(int.__add__, st.sampled_from(CHANGES[-6:-1]), st.integers(-(10**6), 10**6))
ROWS = st.one_of(st.lists(NEAR, min_size=1, max_size=40), st.lists(INSTANTS, max_size=12))
QUARTERS = st.builds(lambda quarters: quarters * 900, st.integers(at("2024-01-01T00:00") // 900, 1_966_000))


@settings(max_examples=80, deadline=None)
@given(CALENDARS, ROWS | st.lists(QUARTERS, max_size=40), st.data())
def test_deadlines_of_many_are_those_of_each(calendar: Calendar, starts: list[int], data: st.DataObject) -> None:
    work = data.draw(st.lists(WORK, min_size=len(starts), max_size=len(starts)))
    expected = [calendar.due(start, seconds) for start, seconds in zip(starts, work, strict=True)]
    assert calendar.deadlines(np.array(starts, dtype=np.int64), work).tolist() == expected
    if work:
        expected = [calendar.due(start, work[0]) for start in starts]
        assert calendar.deadlines(starts, work[0]).tolist() == expected


@settings(max_examples=80, deadline=None)
@given(CALENDARS, ROWS | st.lists(QUARTERS, max_size=40), st.data())
def test_the_work_of_many_is_that_of_each(calendar: Calendar, starts: list[int], data: st.DataObject) -> None:
    lengths = data.draw(st.lists(st.integers(0, 10**7) | WORK, min_size=len(starts), max_size=len(starts)))
    ends = [start + length for start, length in zip(starts, lengths, strict=True)]
    expected = [calendar.worked_seconds(start, end) for start, end in zip(starts, ends, strict=True)]
    assert calendar.worked_many(starts, np.array(ends, dtype=np.int64)).tolist() == expected


@settings(max_examples=40, deadline=None)
@given(CALENDARS, st.lists(st.lists(NEAR, min_size=1, max_size=5), min_size=1, max_size=5), WORK)
def test_an_earlier_batch_changes_no_answer(calendar: Calendar, batches: list[list[int]], work: int) -> None:
    fresh = Calendar.__new__(Calendar)
    for name in ("_chunks", "_hours", "id", "zone"):
        setattr(fresh, name, getattr(calendar, name))
    for starts in batches:
        fresh.table = None
        assert calendar.deadlines(starts, work).tolist() == fresh.deadlines(starts, work).tolist()
