"""A promise with its due instant, its marks and its working, all counted alike."""

import pytest

from stepladder.core.clock.counting import Counting
from stepladder.core.clock.promised import promised
from stepladder.core.values import DeskError
from tests.unit.core.clock.offices import OFFICE, epoch, on_the_wall


def test_a_promise_over_a_weekend_has_its_marks_and_its_working() -> None:
    found = promised(OFFICE, epoch("2025-06-06T16:15-04:00"), 4 * 3600)
    assert on_the_wall(OFFICE, found.due_at) == "2025-06-09T11:15:00-04:00"
    assert [on_the_wall(OFFICE, at)[11:16] for at in found.marks] == ["09:15", "10:15"]
    assert found.shares == (50, 75)
    assert sum(closes - opens for opens, closes in found.working) == found.seconds


@pytest.mark.parametrize("counting", ["open_hours", "working_days", "elapsed"])
def test_a_promise_of_nothing_is_due_at_once_and_shows_nothing(counting: Counting) -> None:
    start = epoch("2025-06-07T12:00-04:00")
    found = promised(OFFICE, start, 0, (50,), counting)
    assert (found.due_at, found.marks, found.working) == (start, (start,), ())


def test_what_cannot_be_counted_is_refused() -> None:
    with pytest.raises(DeskError, match="below zero"):
        promised(OFFICE, 0, -1)
