"""Several chunks of a calendar as look-up tables: a bucket of time, and a bucket of work time, to its interval."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from stepladder.core.clock.chunks import CHUNK_BITS, Chunk, merge
from stepladder.core.clock.spans import DAY

Ints: TypeAlias = NDArray[np.int64]
_Short: TypeAlias = NDArray[np.int32]

WIDEST = 15
"""Chunks in one table at most, 32 years: all its numbers, and the sum of any two of them, fit into 32 bits."""
BLOCK = 1 << 16
"""Elements to ask for at once: few enough for the processor's cache, enough that the calls do not weigh."""

_MOST_BUCKETS = 1 << 21
_MORE_THAN_ANY = 1 << 30


class Table:
    """Counts the open seconds before an instant, and finds the instant again.

    Inside, instants count from `low`, and open seconds from `base` at the first instant of the table: both are chosen
    so that every opening and closing is a multiple of the bucket, and so is the open time before it.

    Fields: first, last - the numbers of the chunks it covers.
    """

    __slots__ = ("_bucket", "_ends", "_low", "_of_time", "_of_work", "_shift", "_starts", "_through", "first", "last")

    def __init__(self, chunks: Sequence[Chunk], first: int) -> None:
        self.first, self.last = first, first + len(chunks) - 1
        begin, end = first << CHUNK_BITS, (self.last + 1) << CHUNK_BITS
        # Cut at the borders of chunks, an opening would be no multiple of a quarter of an hour: made whole again.
        open_ = merge(
            (opens, closes) for starts, ends, _, _ in chunks for opens, closes in zip(starts[1:], ends[1:], strict=True)
        )
        edges = np.array([edge for span in open_ for edge in span if begin < edge < end], dtype=np.int64)
        # The greatest step on which all edges lie; a day where there are none.
        self._bucket = int(np.gcd.reduce(edges - edges[0], initial=DAY)) if len(edges) else DAY
        self._low = begin - (begin - int(edges[0])) % self._bucket if len(edges) else begin
        base = self._bucket
        if open_ and open_[0][0] == begin and len(edges):
            base += (begin - open_[0][1]) % self._bucket
        # As in a chunk, a first interval of no length, so that every instant has one at or before it.
        spans = np.array([(begin, begin), *open_], dtype=np.int64) - self._low
        self._starts, self._ends = spans.astype(np.int32).T.copy()
        self._through: _Short = (base + np.cumsum(self._ends - self._starts, dtype=np.int64)).astype(np.int32)
        self._shift = self._ends - self._through
        self._of_time: Ints | None = None
        if (end - self._low) // self._bucket < _MOST_BUCKETS:
            self._fill(begin - self._low, end - self._low)

    def counted(self, at: Ints) -> _Short:
        """Open seconds before each instant, from the base."""
        inside = (at - self._low).astype(np.int32)
        if self._of_time is None:
            i = np.searchsorted(self._starts, inside, "right") - 1
            found: _Short = np.minimum(inside, self._ends[i]) - self._shift[i]
            return found
        # `clip` saves a second look at every place: all are known to lie inside.
        pairs = self._of_time.take(inside // self._bucket, mode="clip").view(np.int32).reshape(-1, 2)
        inside &= pairs[:, 0]
        inside += pairs[:, 1]
        return inside

    def due(self, starts: Ints, seconds: Ints, *, out: Ints) -> Ints:
        """Writes the deadlines to `out`; answers the places of those that lie beyond the table."""
        work = self.counted(starts)
        work += np.minimum(seconds, _MORE_THAN_ANY).astype(np.int32)
        if self._of_time is None:
            last = len(self._through) - 1
            shift = self._shift[np.minimum(np.searchsorted(self._through, work, "left"), last)]
        else:
            shift = self._of_work.take((work - 1) // self._bucket, mode="clip")
        np.add(work + shift, self._low, out=out, dtype=np.int64)
        np.copyto(out, starts, where=seconds == 0)
        return np.flatnonzero(work > self._through[-1])

    def _fill(self, begin: int, end: int) -> None:
        # Within a bucket a calendar is open or closed throughout. Open, the count is the instant less a shift; closed,
        # it is one number. So a bucket holds a mask for the instant (all ones or none) and a number to add.
        at = np.maximum(np.arange(0, end, self._bucket), begin).astype(np.int32)
        i = np.searchsorted(self._starts, at, "right") - 1
        is_open = at < self._ends[i]
        pairs = np.stack([-is_open.astype(np.int32), np.where(is_open, -self._shift[i], self._through[i])], axis=1)
        self._of_time = np.ascontiguousarray(pairs).view(np.int64).ravel()
        work = np.arange(1, int(self._through[-1]) + 1, self._bucket)
        self._of_work = self._shift[np.searchsorted(self._through, work, "left")]
