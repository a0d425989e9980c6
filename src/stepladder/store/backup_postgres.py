"""PostgreSQL through its own programs, `pg_dump` and `pg_restore`, which know each release of it best."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

from stepladder import home
from stepladder.core.values import DeskError
from stepladder.store.backup_sqlite import ARCHIVED, DOUBT, counts
from stepladder.store.unreachable import unreachable

PART = "desk.dump"


def dump(url: str, target: Path) -> dict[str, int]:
    """Write a database as it stands now into a file; answers how much it held a moment before.

    Raises: DeskError - `pg_dump` is not at hand or fails, or the database holds no desk.
    """
    program = _program("pg_dump")
    counted = _counted(url)
    name, environment = _way_to(url)
    words = ["--format=custom", "--no-owner", "--no-privileges", "--no-password", f"--file={target}", name]
    _run([program, *words], environment)
    return counted


def load(url: str, source: Path) -> None:
    """Fill an empty database from a file, all of it or nothing.

    Raises: DeskError - `pg_restore` is not at hand or fails, or the database holds tables.
    """
    program = _program("pg_restore")
    import psycopg

    tables = "SELECT count(*) FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    try:
        with psycopg.connect(**_parameters(url)) as connection:
            (there,) = connection.execute(tables).fetchone() or (0,)
    except psycopg.Error as fault:
        raise unreachable(fault, home.postgresql(url)) from fault
    if there:
        raise DeskError(
            "the database holds tables already", where="STEPLADDER_DATABASE_URL", mend="Name one that is empty."
        )
    name, environment = _way_to(url)
    words = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges", "--no-password"]
    _run([program, *words, f"--dbname={name}", str(source)], environment)


def doubt_what_was_unsent(url: str, now: int) -> int:
    """As `backup_sqlite.doubt_what_was_unsent`."""
    import psycopg

    with psycopg.connect(**_parameters(url)) as connection:
        return connection.execute(DOUBT.format(now=int(now)).encode()).rowcount


def _counted(url: str) -> dict[str, int]:
    import psycopg

    try:
        with psycopg.connect(**_parameters(url)) as connection:
            (there,) = connection.execute("SELECT to_regclass(%s) IS NOT NULL", (ARCHIVED,)).fetchone() or (False,)
            return {
                name: int((connection.execute(statement.encode()).fetchone() or (0,))[0])
                for name, statement in counts(has_archived=there).items()
            }
    except psycopg.errors.UndefinedTable as fault:
        mend = "Name the database of a desk, or run 'stepladder serve' once."
        raise DeskError("no desk lives there yet", where="STEPLADDER_DATABASE_URL", mend=mend) from fault
    except psycopg.Error as fault:
        raise unreachable(fault, home.postgresql(url)) from fault


def _parameters(url: str) -> dict[str, Any]:
    """The address as the driver takes it: what the desk itself connects by."""
    settings = home.postgresql(url)
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {key: settings[place] for key, place in named.items() if settings[place]} | settings["OPTIONS"]


def _way_to(url: str) -> tuple[str, dict[str, str]]:
    """The database for a program's command line; the password goes by the environment, where no other user sees it."""
    from psycopg.conninfo import make_conninfo

    parameters = _parameters(url)
    parameters.pop("prepare_threshold")  # The driver's own, unknown to the programs.
    password = parameters.pop("password", None)
    return make_conninfo(**parameters), os.environ | ({"PGPASSWORD": password} if password else {})


def _program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise DeskError(
            f"the program {name} is not on the PATH",
            where="PostgreSQL",
            mend="Install the client programs of PostgreSQL, as new as the server or newer.",
        )
    return found


def _run(words: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(words, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        said = " ".join(done.stderr.split()) or f"it ended with {done.returncode}"
        raise DeskError(said.rstrip("."), where=Path(words[0]).name, mend="Mend that, and try again.")
