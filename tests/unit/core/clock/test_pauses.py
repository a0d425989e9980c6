"""Pauses on known days. The laws behind them are in tests/property/clock/test_pause_laws.py."""

from time import process_time

import pytest

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting
from stepladder.core.clock.pauses import counted, due_with_pauses, merged, subtract, working_with_pauses
from stepladder.core.values import DeskError
from tests.unit.core.clock.offices import ALWAYS, OFFICE, epoch, on_the_wall

HOUR = 3600


@pytest.mark.parametrize(
    ("pauses", "expected"),
    [
        ([], []),
        ([(5, 9), (1, 3)], [(1, 3), (5, 9)]),
        ([(1, 5), (3, 9)], [(1, 9)]),
        ([(1, 9), (3, 5)], [(1, 9)]),
        ([(1, 3), (3, 5)], [(1, 5)]),
        ([(1, 1), (4, 4)], []),
        ([(1, 3), (1, 3)], [(1, 3)]),
    ],
    ids=["none", "out of order", "overlapping", "one in another", "touching", "of no length", "the same twice"],
)
def test_merged(pauses: list[tuple[int, int]], expected: list[tuple[int, int]]) -> None:
    assert merged(pauses) == expected


@pytest.mark.parametrize(
    ("pauses", "left"),
    [
        ([], [(0, 10), (20, 30)]),
        ([(2, 4)], [(0, 2), (4, 10), (20, 30)]),
        ([(8, 22)], [(0, 8), (22, 30)]),
        ([(0, 10)], [(20, 30)]),
        ([(-5, 50)], []),
        ([(10, 20)], [(0, 10), (20, 30)]),
        ([(1, 2), (3, 4), (25, 26)], [(0, 1), (2, 3), (4, 10), (20, 25), (26, 30)]),
    ],
    ids=["none", "inside", "over both", "a whole span", "over all", "between", "several"],
)
def test_subtract(pauses: list[tuple[int, int]], left: list[tuple[int, int]]) -> None:
    assert subtract([(0, 10), (20, 30)], pauses) == left


DUE: dict[str, tuple[Calendar, str, int, list[tuple[str, str]], Counting, str]] = {
    # claim: (calendar, start, hours, pauses, counting, due)
    "an hour of pause is an hour more": (
        OFFICE, "2025-06-03T10:00-04:00", 4, [("2025-06-03T11:00-04:00", "2025-06-03T12:00-04:00")], "open_hours",
        "2025-06-03T15:00:00-04:00"),
    "a pause outside hours adds nothing": (
        OFFICE, "2025-06-06T17:00-04:00", 4, [("2025-06-06T18:00-04:00", "2025-06-09T09:00-04:00")], "open_hours",
        "2025-06-09T12:00:00-04:00"),
    "pauses that overlap count once": (
        OFFICE, "2025-06-03T10:00-04:00", 4,
        [("2025-06-03T11:00-04:00", "2025-06-03T12:00-04:00"), ("2025-06-03T11:30-04:00", "2025-06-03T12:30-04:00")],
        "open_hours", "2025-06-03T15:30:00-04:00"),
    "a pause from before the start counts from the start": (
        OFFICE, "2025-06-03T10:00-04:00", 4, [("2025-06-03T08:00-04:00", "2025-06-03T11:00-04:00")], "open_hours",
        "2025-06-03T15:00:00-04:00"),
    "a pause that ended before the start counts for nothing": (
        OFFICE, "2025-06-03T10:00-04:00", 4, [("2025-06-03T08:00-04:00", "2025-06-03T10:00-04:00")], "open_hours",
        "2025-06-03T14:00:00-04:00"),
    "a pause after the due counts for nothing": (
        OFFICE, "2025-06-03T10:00-04:00", 4, [("2025-06-03T14:00:01-04:00", "2025-06-05T10:00-04:00")], "open_hours",
        "2025-06-03T14:00:00-04:00"),
    "a pause that a first one brings into reach counts": (
        OFFICE, "2025-06-03T10:00-04:00", 4,
        [("2025-06-03T15:00-04:00", "2025-06-03T16:00-04:00"), ("2025-06-03T11:00-04:00", "2025-06-03T13:00-04:00")],
        "open_hours", "2025-06-03T17:00:00-04:00"),
    "t22: a pause on the due instant moves it": (
        OFFICE, "2025-06-03T10:00-04:00", 4, [("2025-06-03T14:00-04:00", "2025-06-05T10:00-04:00")], "open_hours",
        "2025-06-05T10:00:00-04:00"),
    "elapsed pauses are elapsed": (
        ALWAYS, "2025-06-06T17:00-04:00", 4, [("2025-06-06T18:00-04:00", "2025-06-09T09:00-04:00")], "elapsed",
        "2025-06-09T12:00:00-04:00"),
    "t23: a weekend of pause adds nothing to a working day": (
        OFFICE, "2025-06-06T10:00-04:00", 24, [("2025-06-06T18:00-04:00", "2025-06-09T09:00-04:00")], "working_days",
        "2025-06-09T10:00:00-04:00"),
    "two open hours of pause add two to a working day": (
        OFFICE, "2025-06-06T10:00-04:00", 24, [("2025-06-06T16:00-04:00", "2025-06-09T09:00-04:00")], "working_days",
        "2025-06-09T12:00:00-04:00"),
    "no time is due at once, paused or not": (
        OFFICE, "2025-06-03T10:00-04:00", 0, [("2025-06-03T08:00-04:00", "2025-06-05T11:00-04:00")], "open_hours",
        "2025-06-03T10:00:00-04:00"),
}  # fmt: skip


@pytest.mark.parametrize(("calendar", "start", "hours", "pauses", "counting", "expected"), DUE.values(), ids=DUE)
def test_due_with_pauses(
    calendar: Calendar, start: str, hours: int, pauses: list[tuple[str, str]], counting: Counting, expected: str
) -> None:
    spans = [(epoch(stopped), epoch(resumed)) for stopped, resumed in pauses]
    last = due_with_pauses(calendar, epoch(start), hours * HOUR, spans, counting)
    assert on_the_wall(calendar, last) == expected


def test_a_pause_on_a_closed_day_moves_no_working_day() -> None:
    mondays = Calendar("UTC", {"mon": ["09:00-18:00"]})
    sunday = epoch("2025-06-01T00:00+00:00")
    for pauses in ([], [(sunday, sunday + 1)]):
        # What is left is one whole Monday: counted as open hours alone it would end a week too early.
        assert due_with_pauses(mondays, sunday, 86_400, pauses, "working_days") == epoch("2025-06-09T09:00+00:00")


def test_a_million_pauses_are_answered_in_one_pass_and_in_bounded_time() -> None:
    begun = process_time()
    start, seconds = epoch("2025-06-02T09:00-04:00"), 20_000 * HOUR
    # Half of every minute, given last first; some twice.
    pauses = [(start + n * 60, start + n * 60 + 30) for n in range(999_000, -1, -1)] + [(start, start + 30)] * 1_000
    last = due_with_pauses(ALWAYS, start, 5_000 * HOUR - 1, pauses)
    assert last == start + 2 * 5_000 * HOUR - 1
    assert counted(ALWAYS, start, start + seconds, pauses) == seconds - 999_001 * 30
    # Two or three seconds; one pass over the pauses for each of them would take days.
    assert process_time() - begun < 60


def test_a_pause_that_ends_before_it_starts_is_refused_by_its_place() -> None:
    for call in (
        lambda: merged([(1, 2), (4, 3)]),
        lambda: counted(OFFICE, 0, 9, [(1, 2), (4, 3)]),
        lambda: due_with_pauses(OFFICE, 0, 9, [(1, 2), (4, 3)]),
        lambda: working_with_pauses(OFFICE, 0, 9, [(1, 2), (4, 3)]),
    ):
        with pytest.raises(DeskError, match=r"pauses\[1\]: the pause ends before it starts"):
            call()


def test_no_time_counts_nothing() -> None:
    assert counted(OFFICE, 100, 100, [(0, 200)]) == counted(OFFICE, 200, 100, []) == 0
