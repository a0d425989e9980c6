"""Many instants at once: the tables behind them, and what is refused, with the element to mend."""

import sys
from collections.abc import Callable
from datetime import date
from itertools import count
from typing import Any

import numpy as np
import pytest

from stepladder.core.clock.calendar import Calendar
from stepladder.core.values import DeskError
from tests.unit.core.clock.offices import ALWAYS, EVERY_DAY, NEW_YORK, NIGHTS, OFFICE, SPLIT, epoch, weekly

FRIDAY, MONDAY = epoch("2025-06-06T17:00-04:00"), epoch("2025-06-09T10:00-04:00")
FAIR = Calendar(NEW_YORK, {}, (), {date(2025, 12, 25): ["09:00-10:00"]}, id="fair")

KINDS = {  # claim: (calendar, whether its edges allow buckets)
    "an office of whole hours": (OFFICE, True),
    "split days": (SPLIT, True),
    "nights": (NIGHTS, True),
    "around the clock": (ALWAYS, True),
    "quarters past in UTC": (Calendar("Asia/Kathmandu", weekly("09:00-18:00")), True),
    "a half hour of summer time": (Calendar("Australia/Lord_Howe", weekly("09:00-18:00")), True),
    "a single hour ever": (FAIR, True),
    "odd minutes": (Calendar(NEW_YORK, weekly("00:07-00:59", "23:53-00:03", days=EVERY_DAY)), False),
}


@pytest.mark.parametrize(("calendar", "has_buckets"), KINDS.values(), ids=KINDS)
def test_many_years_of_edges_and_their_neighbours(calendar: Calendar, has_buckets: bool) -> None:
    first, last = epoch("2005-01-01T00:00Z"), epoch("2030-01-01T00:00Z")
    edges = [edge for span in calendar.working(first, last) for edge in span][:4_000]
    starts = sorted({edge + beside for edge in edges for beside in (-1, 0, 1)})
    ends = [*starts, *[last + 1] * 7][7:]
    # A calendar that has run out owes nobody a second.
    work = 0 if calendar is FAIR else 9 * 3600
    assert calendar.deadlines(starts, work).tolist() == [calendar.due(start, work) for start in starts]
    worked = [calendar.worked_seconds(start, end) for start, end in zip(starts, ends, strict=True)]
    assert calendar.worked_many(starts, ends).tolist() == worked
    assert calendar.table is not None
    assert (calendar.table._of_time is not None) is has_buckets


def test_every_second_of_a_week_is_counted_as_by_one() -> None:
    kathmandu = Calendar("Asia/Kathmandu", weekly("09:00-12:00", "22:00-06:00"))
    starts = np.arange(FRIDAY, FRIDAY + 7 * 86_400, 61)
    expected = [kathmandu.due(start, 14_399) for start in starts.tolist()]
    assert kathmandu.deadlines(starts, 14_399).tolist() == expected


def test_tables_are_built_at_the_first_batch_and_kept() -> None:
    calendar = Calendar(NEW_YORK, weekly("09:00-18:00"))
    calendar.due(FRIDAY, 14_400)
    assert calendar.table is None
    calendar.deadlines([FRIDAY], 14_400)
    kept = calendar.table
    calendar.worked_many([FRIDAY - 86_400], [MONDAY])
    assert calendar.table is kept


def test_a_wider_batch_widens_the_table_and_a_far_one_replaces_it() -> None:
    calendar = Calendar(NEW_YORK, weekly("09:00-18:00"))
    calendar.deadlines([FRIDAY], 1)
    assert calendar.table is not None
    narrow = calendar.table.last - calendar.table.first
    calendar.deadlines([FRIDAY - 5 * 366 * 86_400], 1)
    assert calendar.table.last - calendar.table.first > narrow
    calendar.deadlines([FRIDAY + 90 * 366 * 86_400], 1)
    assert calendar.table.last - calendar.table.first == narrow


def test_a_promise_that_ends_after_the_table_is_walked_alone() -> None:
    starts, work = [FRIDAY] * 3, [14_400, 40 * 366 * 9 * 3600, 0]
    assert OFFICE.deadlines(starts, work).tolist() == [OFFICE.due(FRIDAY, seconds) for seconds in work]


def test_instants_too_far_apart_for_a_table_are_answered_one_by_one() -> None:
    starts = [0, epoch("2025-06-06T17:00-04:00"), epoch("2199-06-06T17:00-04:00")]
    assert OFFICE.deadlines(starts, 14_400).tolist() == [OFFICE.due(start, 14_400) for start in starts]
    assert OFFICE.worked_many(starts, [starts[2]] * 3).tolist() == [
        OFFICE.worked_seconds(start, starts[2]) for start in starts
    ]


@pytest.mark.parametrize("dtype", [np.int64, np.int32, np.uint32, np.uint64])
def test_any_whole_numbers_will_do(dtype: type[np.integer[Any]]) -> None:
    due = OFFICE.deadlines(np.array([FRIDAY], dtype=dtype), np.array([14_400], dtype=np.int16))
    assert due.dtype == np.int64
    assert due.tolist() == [epoch("2025-06-09T12:00-04:00")]


def test_no_elements_give_none() -> None:
    assert OFFICE.deadlines([], []).tolist() == OFFICE.worked_many([], []).tolist() == []


def test_what_is_given_stays_as_it_was() -> None:
    starts, ends = np.array([FRIDAY, MONDAY]), np.array([MONDAY, MONDAY])
    OFFICE.deadlines(starts, ends - starts)
    OFFICE.worked_many(starts, ends)
    assert (starts.tolist(), ends.tolist()) == ([FRIDAY, MONDAY], [MONDAY, MONDAY])


REFUSED: dict[str, tuple[Callable[[], Any], str, str]] = {  # claim: (the call, what, where)
    "negative work": (lambda: OFFICE.deadlines([FRIDAY] * 3, [0, 5, -1]), "-1 is below zero", "seconds[2]"),
    "negative work for all": (lambda: OFFICE.deadlines([FRIDAY] * 3, -1), "-1 is below zero", "seconds[0]"),
    "an end before its start": (
        lambda: OFFICE.worked_many([FRIDAY, MONDAY], [MONDAY, FRIDAY]), "before its start", "ends[1]"),
    "a deadline that never comes": (
        lambda: FAIR.deadlines([FRIDAY, FRIDAY], [3600, 3601]), "does not open for long enough", "element 1"),
    "a deadline that never comes, in a later block": (
        lambda: FAIR.deadlines([FRIDAY] * 70_000, [3600] * 69_999 + [3601]), "does not open", "element 69999"),
    "more work than there are seconds": (
        lambda: OFFICE.deadlines([FRIDAY, FRIDAY], [1, 2**63 - 1]), "within 400 years", "element 1"),
    "an instant after every calendar": (
        lambda: OFFICE.deadlines([FRIDAY, 2**63 - 1], 1), "out of range", "element 1"),
    "the year 9999": (
        lambda: OFFICE.deadlines([epoch("9999-12-31T00:00Z")], 1), "out of range", "element 0"),
    "the year 1": (lambda: OFFICE.worked_many([FRIDAY, epoch("0001-01-02T00:00Z")], [MONDAY, MONDAY]),
                   "out of range", "element 1"),
    "more than four centuries": (
        lambda: OFFICE.worked_many([FRIDAY, 0], [MONDAY, 10**11]), "400 years", "element 1"),
    "fractions": (lambda: OFFICE.deadlines([FRIDAY + 0.5], 1), "not a whole number", "starts[0]"),
    "not a number": (lambda: OFFICE.deadlines([FRIDAY, float("nan")], 1), "not a whole number", "starts[0]"),
    "words": (lambda: OFFICE.deadlines([FRIDAY], ["4h"]), "'4h' is not a whole number", "seconds[0]"),
    "truth": (lambda: OFFICE.deadlines([True], 1), "not a whole number", "starts[0]"),
    "dates": (lambda: OFFICE.deadlines(np.array(["2025-06-06"], "M8[s]"), 1), "not a whole number", "starts[0]"),
    "whole numbers over 64 bits": (
        lambda: OFFICE.deadlines([FRIDAY, 2**64], 1), "18446744073709551616", "starts[1]"),
    "unsigned numbers over 63 bits": (
        lambda: OFFICE.deadlines(np.array([1, 2**63], np.uint64), 1), "9223372036854775808", "starts[1]"),
    "a table": (lambda: OFFICE.deadlines([[FRIDAY]], 1), "2 dimensions", "starts"),
    "one instant without a list": (lambda: OFFICE.worked_many(FRIDAY, MONDAY), "0 dimensions", "starts"),
    "starts that never end": (lambda: OFFICE.deadlines(count(), 1), "0 dimensions", "starts"),  # type: ignore[arg-type]
    "work times that never end": (
        lambda: OFFICE.deadlines([FRIDAY], count()), "not a whole number", "seconds[0]"),  # type: ignore[arg-type]
    "more work times than starts": (lambda: OFFICE.deadlines([FRIDAY], [1, 2]), "2 for 1 starts", "seconds"),
    "fewer ends than starts": (lambda: OFFICE.worked_many([FRIDAY, FRIDAY], [MONDAY]), "1 for 2 starts", "ends"),
}  # fmt: skip


@pytest.mark.parametrize(("call", "what", "where"), REFUSED.values(), ids=REFUSED)
def test_refused(call: Callable[[], Any], what: str, where: str) -> None:
    with pytest.raises(DeskError) as refused:
        call()
    assert what in refused.value.what
    assert refused.value.where == where


def test_without_numpy_one_at_a_time_still_works_and_a_batch_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in ("numpy", "stepladder.core.clock.batch"):
        monkeypatch.setitem(sys.modules, module, None)
    monkeypatch.delattr("stepladder.core.clock.batch", raising=False)
    monkeypatch.delitem(sys.modules, "stepladder.core.clock.batch")
    monkeypatch.delitem(sys.modules, "stepladder.core.clock.tables", raising=False)
    assert OFFICE.due(FRIDAY, 14_400) == epoch("2025-06-09T12:00-04:00")
    with pytest.raises(DeskError, match=r"needs numpy, which is not installed.*stepladder\[batch\]"):
        OFFICE.deadlines([FRIDAY], 14_400)
