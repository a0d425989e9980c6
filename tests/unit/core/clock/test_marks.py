import pytest

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due
from stepladder.core.clock.marks import marks
from stepladder.core.values import DeskError
from tests.unit.core.clock.offices import ALWAYS, NIGHTS, OFFICE, SPLIT, epoch, on_the_wall

HOUR = 3600
TABLE: dict[str, tuple[Calendar, str, int, tuple[int, ...], Counting, list[str]]] = {
    # claim: (calendar, start, seconds, shares, counting, marks)
    "half and three quarters of four hours over a weekend": (
        OFFICE, "2025-06-06T17:00-04:00", 4 * HOUR, (50, 75), "open_hours", ["06-09T10:00:00", "06-09T11:00:00"]),
    "a mark on closing time stays there": (
        OFFICE, "2025-06-06T16:00-04:00", 4 * HOUR, (50,), "open_hours", ["06-06T18:00:00"]),
    "elapsed marks count every second": (
        OFFICE, "2025-06-06T17:00-04:00", 4 * HOUR, (50, 75), "elapsed", ["06-06T19:00:00", "06-06T20:00:00"]),
    "thirty minutes around the clock": (
        ALWAYS, "2025-06-07T03:00-04:00", HOUR // 2, (50, 75), "open_hours", ["06-07T03:15:00", "06-07T03:22:30"]),
    "working days are shared by their open hours": (
        OFFICE, "2025-06-02T10:00-04:00", 24 * HOUR, (50, 75), "working_days", ["06-02T14:30:00", "06-02T16:45:00"]),
    "marks come in the order of the shares": (
        ALWAYS, "2025-06-07T03:00-04:00", HOUR, (75, 50), "open_hours", ["06-07T03:45:00", "06-07T03:30:00"]),
    "no shares, no marks": (OFFICE, "2025-06-06T17:00-04:00", 4 * HOUR, (), "open_hours", []),
    "a share is floored to a second": (ALWAYS, "2025-06-07T03:00-04:00", 3, (50,), "open_hours", ["06-07T03:00:01"]),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "seconds", "shares", "counting", "expected"), TABLE.values(), ids=TABLE)
def test_marks(
    calendar: Calendar, start: str, seconds: int, shares: tuple[int, ...], counting: Counting, expected: list[str]
) -> None:
    found = marks(calendar, epoch(start), seconds, shares, counting)
    assert [on_the_wall(calendar, at)[5:19] for at in found] == expected


def test_half_and_three_quarters_are_the_default() -> None:
    assert marks(ALWAYS, 0, 100) == (50, 75)


@pytest.mark.parametrize("calendar", [OFFICE, SPLIT, NIGHTS, ALWAYS], ids=lambda calendar: calendar.id)
@pytest.mark.parametrize("counting", ["open_hours", "working_days", "elapsed"])
@pytest.mark.parametrize("start", ["2025-06-07T12:00-04:00", "2025-06-02T09:00-04:00", "2025-06-06T18:00-04:00"])
def test_t27_no_mark_falls_on_the_start_or_after_the_due(calendar: Calendar, counting: Counting, start: str) -> None:
    first = epoch(start)
    for seconds in (2 * HOUR, 24 * HOUR, 50 * HOUR):
        last = due(calendar, first, seconds, counting)
        half, three_quarters = marks(calendar, first, seconds, (50, 75), counting)
        assert first < half < three_quarters < last


@pytest.mark.parametrize("share", [0, 100, -5, 150])
def test_a_share_that_marks_nothing_is_refused(share: int) -> None:
    with pytest.raises(DeskError, match="is not from 1 to 99"):
        marks(OFFICE, 0, 100, (50, share))
