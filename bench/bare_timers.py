"""The floor of the due loop: a table of its own with one partial index, and a thread that sleeps to the next row.

It claims with one statement and one commit, with the database's settings of the desk, and does nothing besides.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from stepladder.service.ports import TimePort
from stepladder.store.moments import read, stored

_SETTINGS = "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;"
_CLAIM = "UPDATE timer SET state = 1 WHERE state = 0 AND due <= ? RETURNING due"


class BareTimers:
    """So many rows that are due in a year, and those that a round adds."""

    def __init__(self, path: Path, rows: int, time: TimePort) -> None:
        self._path, self._time = path, time
        database = self._connect()
        database.executescript("CREATE TABLE timer (id INTEGER PRIMARY KEY, due INTEGER, state INTEGER)")
        first = stored(time.now() + timedelta(days=365))
        database.execute("BEGIN")
        database.executemany("INSERT INTO timer (due, state) VALUES (?, 0)", ((first + n,) for n in range(rows)))
        database.execute("COMMIT")
        database.execute("CREATE INDEX timer_due ON timer (due) WHERE state = 0")
        database.close()

    def round(self, due: Sequence[datetime]) -> list[tuple[timedelta, timedelta]]:
        """How late each was as its claim began, and when that was committed."""
        late: list[tuple[timedelta, timedelta]] = []
        database = self._connect()
        database.execute("BEGIN IMMEDIATE")
        database.executemany("INSERT INTO timer (due, state) VALUES (?, 0)", [(stored(one),) for one in due])
        database.execute("COMMIT")
        database.close()
        thread = threading.Thread(target=self._work, args=(len(due), late))
        thread.start()
        thread.join()
        return late

    def _work(self, count: int, late: list[tuple[timedelta, timedelta]]) -> None:
        database, never = self._connect(), threading.Event()
        while len(late) < count:
            (first,) = database.execute("SELECT min(due) FROM timer WHERE state = 0").fetchone()
            never.wait(max(0.0, (read(first) - self._time.now()).total_seconds()))
            begun = self._time.now()
            database.execute("BEGIN IMMEDIATE")
            claimed = database.execute(_CLAIM, (stored(begun),)).fetchall()
            database.execute("COMMIT")
            ended = self._time.now()
            late += [(begun - read(one), ended - read(one)) for (one,) in claimed]
        database.close()

    def _connect(self) -> sqlite3.Connection:
        database = sqlite3.connect(self._path, timeout=20, isolation_level=None)
        database.executescript(_SETTINGS)
        return database
