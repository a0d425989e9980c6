"""Counts what SQLite committed, in its log on disk.

A transaction is one or more frames in the write-ahead log, and the last of them alone names the size of the database:
so the frames with a size are the commits, those of every connection and of every process. While a reader holds a
snapshot from before the first of them, no checkpoint can move them out of the log. SQLite's own file format page
describes the log; `PRAGMA data_version` would tell only that something was committed, not how often.
"""

from __future__ import annotations

import sqlite3
import struct
from pathlib import Path
from types import TracebackType

_HEADER, _FRAME = struct.Struct(">8I"), struct.Struct(">6I")


class Commits:
    """`with Commits(path) as commits: ... commits.count()` counts from the moment it was entered."""

    def __init__(self, path: Path) -> None:
        self._log = path.with_name(f"{path.name}-wal")
        self._reader = sqlite3.connect(path, isolation_level=None)
        self._place, self._found, self._salt = _HEADER.size, 0, (0, 0)

    def __enter__(self) -> Commits:
        busy, _, _ = self._reader.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        if busy or self._log.stat().st_size:
            raise RuntimeError("somebody else is at work in the database")
        self._reader.execute("BEGIN")
        self._reader.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        return self

    def count(self) -> int:
        """Commits so far. Raises: RuntimeError - the log was begun anew, so that some may be gone."""
        with self._log.open("rb") as log:
            head = log.read(_HEADER.size)
            if len(head) < _HEADER.size:
                return 0
            _, _, page, _, *salt, _, _ = _HEADER.unpack(head)
            if self._found and tuple(salt) != self._salt:
                raise RuntimeError("the log was begun anew")
            self._salt = tuple(salt)
            while True:
                log.seek(self._place)
                frame = log.read(_FRAME.size)
                if len(frame) < _FRAME.size or _FRAME.unpack(frame)[2:4] != self._salt:
                    return self._found
                self._found += _FRAME.unpack(frame)[1] > 0
                self._place += _FRAME.size + page

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._reader.close()
