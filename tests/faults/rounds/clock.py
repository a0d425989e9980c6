"""One clock for all processes of a round: the time of day, moved by whatever the bench has set, even while they run."""

from __future__ import annotations

import mmap
import struct
from datetime import UTC, datetime, timedelta
from pathlib import Path

_FORM = struct.Struct("q")


class MovableClock:
    """The desk's time port, and the bench's hand on it."""

    shifted = True

    def __init__(self, path: Path) -> None:
        if not path.exists():
            path.write_bytes(_FORM.pack(0))
        with path.open("r+b") as file:
            self._moved = mmap.mmap(file.fileno(), _FORM.size)

    def now(self) -> datetime:
        (moved,) = _FORM.unpack_from(self._moved)
        return datetime.now(UTC) + timedelta(microseconds=moved)  # noqa: TID251 - a clock of the tests' own

    def move(self, by: timedelta) -> None:
        (moved,) = _FORM.unpack_from(self._moved)
        _FORM.pack_into(self._moved, 0, moved + by // timedelta(microseconds=1))
