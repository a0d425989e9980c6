"""SQLite copied while it is written, by its own way of backing up, and looked at before anybody relies on the copy."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from stepladder.core.values import DeskError

PART = "desk.sqlite3"
DOUBT = (
    'UPDATE "store_delivery" SET "state" = \'sending\', "fence" = "fence" + 1, "held_since" = NULL, '
    '"due_at" = CASE WHEN "due_at" > {now} THEN {now} ELSE "due_at" END '
    "WHERE \"due_at\" IS NOT NULL AND \"state\" IN ('waiting', 'failed', 'uncertain')"
)
"""As if a sender had taken it up and were gone, its time over: what the worker makes of that is told in one place.

Also what was to be tried again or sent only later: the old desk lived on after the copy, nobody knows how long.
"""

ARCHIVED = "store_archivedcase"
"""A row for each case that is in a file of its own. An older release's database has no such table."""


def counts(*, has_archived: bool) -> dict[str, str]:
    """What is counted of a desk, each with its statement."""
    tables = {"events": "store_event", "cases": "store_case"} | ({"archived": ARCHIVED} if has_archived else {})
    return {name: f'SELECT count(*) FROM "{table}"' for name, table in tables.items()}


def copy(source: Path, target: Path) -> dict[str, int]:
    """Copy a database as it stands now; answers how much it holds, by the names of `counts`.

    Raises: DeskError - it cannot be written; the copy is damaged, and so is the original.
    """
    # All pages in one step: a reader of one instant, past whom writers go on. Page by page, each write of theirs
    # would begin the copy anew.
    try:
        with _opened(source) as original, closing(sqlite3.connect(target)) as new:
            original.backup(new, pages=-1)
    except sqlite3.OperationalError as fault:
        # Which of the two it was, the database does not say.
        what, mend = f"the database cannot be copied ({fault})", "Look at its disk, and make room where the file goes."
        raise DeskError(what, where=f"{source} to {target.parent.parent}", mend=mend) from fault
    return check(target)


def check(file: Path) -> dict[str, int]:
    """How much a file holds, by the names of `counts`. Raises: DeskError - it is damaged, or no desk's."""
    try:
        with _opened(file) as connection:
            # One file by itself, without the log that is written ahead.
            connection.execute("PRAGMA journal_mode=DELETE")
            found = [said for (said,) in connection.execute("PRAGMA integrity_check(5)")]
            if found != ["ok"]:
                raise DeskError(f"the database is damaged ({found[0]})", where=str(file), mend="Take an older backup.")
            there = connection.execute("SELECT count(*) FROM sqlite_master WHERE name = ?", (ARCHIVED,)).fetchone()[0]
            return {
                name: int(connection.execute(statement).fetchone()[0])
                for name, statement in counts(has_archived=bool(there)).items()
            }
    except sqlite3.DatabaseError as fault:
        what = f"the database cannot be read ({fault})"
        raise DeskError(what, where=str(file), mend="Take an older backup.") from fault


def doubt_what_was_unsent(file: Path, now: int) -> int:
    """Mark all that was still to be sent as under way until `now`, as the tables keep instants; answers how many."""
    with _opened(file) as connection, connection:
        return connection.execute(DOUBT.format(now=now)).rowcount


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    """The file, which must be there."""
    with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=rw", uri=True, timeout=20)) as connection:
        yield connection
