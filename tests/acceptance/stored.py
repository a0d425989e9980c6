"""What a desk has in its database, asked of the database itself: pages and API might hide a second row."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from tests.harness.desk import Desk

PAUSE_SECONDS = 0.1


@dataclass(frozen=True, slots=True)
class Delivery:
    """A message as the desk keeps it. `waits`: somebody will try it, or look what became of it."""

    id: str
    case: str
    purpose: str
    to: str
    channel: str
    state: str
    address: str | None
    reason: str | None
    waits: bool


@dataclass(frozen=True, slots=True)
class Stored:
    """The database of a desk: its SQLite file, or the PostgreSQL named by `url`."""

    desk: Desk
    url: str | None = None

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """The answer to a query, in a session that can change nothing."""
        if self.url is None:
            file = f"file:{self.desk.data / 'desk.sqlite3'}?mode=ro"
            with closing(sqlite3.connect(file, uri=True, timeout=20)) as connection:
                return connection.execute(query).fetchall()
        import psycopg

        with psycopg.connect(self.url) as session:
            session.read_only = True
            return session.execute(query).fetchall()

    def count(self, table: str) -> int:
        return int(self.rows(f"select count(*) from store_{table}")[0][0])

    def counts(self) -> dict[str, int]:
        """How many rows each table has that a signal may add to."""
        tables = ("signal", "intakekey", "case", "event", "text", "delivery", "attempt")
        return {table: self.count(table) for table in tables}

    def deliveries(self) -> list[Delivery]:
        columns = "id, case_id, purpose, addressee, channel, state, address, reason, due_at is not null"
        rows = self.rows(f"select {columns} from store_delivery order by created_at, id")
        return [Delivery(*row[:-1], waits=bool(row[-1])) for row in rows]

    def settled(self, seconds: float = 30) -> list[Delivery]:
        """All deliveries once none is on its way any more. Raises: AssertionError - some are after this time."""
        end = time.monotonic() + seconds
        while True:
            found = self.deliveries()
            waiting = [one for one in found if one.waits]
            if not waiting:
                return found
            assert time.monotonic() < end, f"on their way after {seconds} s: {waiting[:5]}\n{self.desk.log()}"
            self.desk.ended_within(PAUSE_SECONDS)
