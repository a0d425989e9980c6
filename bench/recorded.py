"""What the desk stored of each signal, as statements and rows that another program can repeat."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from bench.bare_view import Known

OWNER = {
    "store_intakekey": "key",
    "store_case": "id",
    "store_signal": "key",
    "store_text": "id",
    "store_event": "stream",
    "store_delivery": "case_id",
    "store_reaction": "event",
}
"""The tables that intake writes, in its order, with the column that says whose a row is."""


class Recorder:
    """Reads what was stored since it was last asked."""

    def __init__(self, path: Path) -> None:
        self._database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, isolation_level=None)
        self._last = dict.fromkeys(OWNER, 0)
        for table in OWNER:
            self._new(table)  # What setting up the desk stored is no signal's.

    def since_last(self) -> dict[str, Known]:
        """By idempotency key."""
        found = {table: self._new(table) for table in OWNER}
        known: dict[str, Known] = {}
        key_of: dict[str, str] = {}
        for row in found["store_intakekey"][1]:
            known[row["key"]] = Known(answer=bytes(row["body"]), inserts=[])
        for row in found["store_signal"][1]:
            key_of[row["key"]] = key_of[row["id"]] = row["key"]
            if row["case_id"] is not None:
                key_of[row["case_id"]] = row["key"]
        for table, owner in OWNER.items():
            statement, rows = found[table]
            grouped: dict[str, list[list[Any]]] = {}
            for row in rows:
                # Texts and reactions are named after what they belong to: `s-01jb/text`, `c-01jb/4`, `signal/s-01jb`.
                named = row[owner].removeprefix("signal/").partition("/")[0]
                grouped.setdefault(key_of[named], []).append(list(row))
            for key, its in grouped.items():
                known[key].inserts.append((statement, its))
        return known

    def _new(self, table: str) -> tuple[str, list[sqlite3.Row]]:
        cursor = self._database.execute(f"SELECT * FROM {table} WHERE rowid > ? ORDER BY rowid", (self._last[table],))
        cursor.row_factory = sqlite3.Row
        names = [column[0] for column in cursor.description]
        rows = cursor.fetchall()
        (last,) = self._database.execute(f"SELECT coalesce(max(rowid), 0) FROM {table}").fetchone()
        self._last[table] = last
        columns, places = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        return f"INSERT INTO {table} ({columns}) VALUES ({places})", rows

    def close(self) -> None:
        self._database.close()


def rows_of(path: Path) -> dict[str, list[Any]]:
    """Every row of these tables, in the order of their keys."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as database:
        return {table: database.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall() for table in OWNER}
