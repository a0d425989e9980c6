"""Many instants at once on whole-number arrays, with the very answers that one at a time gives.

The only module that needs numpy, an optional part of the installation: a calendar imports it at its first batch call.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from stepladder.core.clock.chunks import CHUNK_BITS, EARLIEST, LATEST
from stepladder.core.clock.tables import BLOCK, WIDEST, Ints, Table
from stepladder.core.values import DeskError

if TYPE_CHECKING:
    from stepladder.core.clock.calendar import Calendar


def deadlines(calendar: Calendar, starts: ArrayLike, seconds: ArrayLike) -> Ints:
    """`calendar.due` of each start with its own seconds, or of all with the same number of seconds."""
    begins = _whole_numbers(starts, "starts")
    works = _whole_numbers(seconds, "seconds", one_for_all=begins.shape)
    _refuse(works < 0, works, "seconds", "is below zero", "Use 0 or more seconds.")
    table = _table(calendar, begins, begins)
    if table is None:
        return _one_by_one(calendar.due, begins, works)
    found = np.empty_like(begins)
    for at in range(0, len(begins), BLOCK):
        block = slice(at, at + BLOCK)
        beyond = table.due(begins[block], works[block], out=found[block])
        # The few promises that end after the table are walked alone.
        found[block][beyond] = _one_by_one(calendar.due, begins[block][beyond], works[block][beyond], at + beyond)
    return found


def worked_many(calendar: Calendar, starts: ArrayLike, ends: ArrayLike) -> Ints:
    """`calendar.worked_seconds` between each start and the end at its place."""
    begins, lasts = _whole_numbers(starts, "starts"), _whole_numbers(ends, "ends")
    if begins.shape != lasts.shape:
        raise _unequal("ends", lasts.shape, begins.shape)
    _refuse(lasts < begins, lasts, "ends", "is before its start", "Exchange the two instants.")
    table = _table(calendar, begins, lasts)
    if table is None:
        return _one_by_one(calendar.worked_seconds, begins, lasts)
    found = np.empty_like(begins)
    for at in range(0, len(begins), BLOCK):
        block = slice(at, at + BLOCK)
        np.subtract(table.counted(lasts[block]), table.counted(begins[block]), out=found[block])
    return found


def _table(calendar: Calendar, firsts: Ints, lasts: Ints) -> Table | None:
    """One that covers all these instants and the chunk after them; None where they lie too far apart for one."""
    if not len(firsts):
        return None
    first, last = int(firsts.min()) >> CHUNK_BITS, (int(lasts.max()) >> CHUNK_BITS) + 1
    known = calendar.table
    if known is not None and known.first <= first and last <= known.last:
        return known
    if first < EARLIEST or last > LATEST or last - first >= WIDEST:
        return None
    if known is not None and max(last, known.last) - min(first, known.first) < WIDEST:
        first, last = min(first, known.first), max(last, known.last)
    # Two threads may both build one; each is right, and either may stay.
    calendar.table = Table([calendar.chunk(number) for number in range(first, last + 1)], first)
    return calendar.table


def _one_by_one(answer: Callable[[int, int], int], left: Ints, right: Ints, places: Ints | None = None) -> Ints:
    found = np.empty_like(left)
    for i, (one, other) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        try:
            found[i] = answer(one, other)
        except DeskError as fault:
            place = i if places is None else int(places[i])
            raise DeskError(f"{fault.where}: {fault.what}", where=f"element {place}", mend=fault.mend) from fault
    return found


def _whole_numbers(given: ArrayLike, where: str, one_for_all: tuple[int, ...] | None = None) -> Ints:
    """As int64. Raises: DeskError - no whole numbers of 64 bits, or not in one row."""
    array: NDArray[Any] = np.asarray(given)
    if one_for_all is not None and array.ndim and array.shape != one_for_all:
        raise _unequal(where, array.shape, one_for_all)
    if array.ndim != 1 and (one_for_all is None or array.ndim):
        mend = "Give a list, or an array of one dimension."
        raise DeskError(f"{array.ndim} dimensions are not one row", where=where, mend=mend)
    if array.size and array.dtype.kind not in "iu":
        # Whole numbers over 64 bits come as objects: the first of them is the one to mend.
        beyond = (i for i, item in enumerate(array.flat) if not _fits(item))
        place = next(beyond, 0) if array.dtype.kind == "O" else 0
        what = f"'{str(array.flat[place])[:40]}' is not a whole number of 64 bits"
        raise DeskError(what, where=f"{where}[{place}]", mend="Give UTC epoch seconds as integers.")
    if array.dtype.kind == "u" and array.dtype.itemsize == 8:
        too_large = array > np.uint64(np.iinfo(np.int64).max)
        _refuse(too_large, array, where, "is not a whole number of 64 bits", "Give UTC epoch seconds as integers.")
    numbers: Ints = array.astype(np.int64, copy=False)
    return numbers if one_for_all is None else np.broadcast_to(numbers, one_for_all)


def _fits(item: object) -> bool:
    return isinstance(item, int) and -(1 << 63) <= item < 1 << 63


def _refuse(is_wrong: NDArray[np.bool_], values: NDArray[Any], where: str, what: str, mend: str) -> None:
    if is_wrong.any():
        place = int(is_wrong.argmax())
        raise DeskError(f"{values[place]} {what}", where=f"{where}[{place}]", mend=mend)


def _unequal(where: str, shape: tuple[int, ...], other: tuple[int, ...]) -> DeskError:
    what = f"{shape[0] if shape else 'one number'} for {other[0] if other else 'one'} starts"
    return DeskError(what, where=where, mend="Give as many as there are starts.")
