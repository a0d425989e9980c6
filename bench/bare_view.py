"""The floor of intake: a view that reads the body, parses it, inserts rows in one transaction and answers.

It decides nothing: the rows and the answer of each signal are what the desk made of it, handed over beforehand. The
server, its threads, the database's settings and the tables with their indexes are those of the desk.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec

from stepladder.core.triage.request import Request
from stepladder.worker.lifeline import tie_to_parent, tie_to_supervisor
from stepladder.worker.web import serve

DATABASE = "BENCH_DATABASE"


class Known(msgspec.Struct, array_like=True):
    """What one signal comes to: the body of the answer, and statements with the rows they insert."""

    answer: bytes
    inserts: list[tuple[str, list[list[Any]]]]


StartResponse = Callable[[str, list[tuple[str, str]]], object]


class BareView:
    """POST takes a signal; PUT hands over what later signals come to, by their keys."""

    def __init__(self, path: str) -> None:
        self._path, self._here = path, threading.local()
        self._known: dict[str, Known] = {}
        self._request = msgspec.json.Decoder(Request)
        self._rows = msgspec.msgpack.Decoder(dict[str, Known])

    def __call__(self, environ: dict[str, Any], start_response: StartResponse) -> Iterable[bytes]:
        body = environ["wsgi.input"].read()
        if environ["REQUEST_METHOD"] == "PUT":
            self._known |= self._rows.decode(body)
            start_response("204 No Content", [])
            return []
        self._request.decode(body)
        known = self._known.pop(environ["HTTP_IDEMPOTENCY_KEY"])
        database = self._database()
        database.execute("BEGIN IMMEDIATE")
        for statement, rows in known.inserts:
            if len(rows) == 1:
                database.execute(statement, rows[0])
            else:
                database.executemany(statement, rows)
        database.execute("COMMIT")
        start_response(
            "201 Created", [("Content-Type", "application/json"), ("Content-Length", str(len(known.answer)))]
        )
        return [known.answer]

    def _database(self) -> sqlite3.Connection:
        """This thread's own, with the settings of the desk's."""
        found: sqlite3.Connection | None = getattr(self._here, "database", None)
        if found is None:
            found = sqlite3.connect(self._path, timeout=20, isolation_level=None)
            found.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA cache_size=-16000;")
            self._here.database = found
        return found


def make() -> BareView:
    """What the server's worker process calls."""
    tie_to_parent()
    return BareView(os.environ[DATABASE])


def main(host: str, port: int) -> None:
    """Serve as the desk is served."""
    tie_to_supervisor()
    serve("bench.bare_view:make", host, port, threads=4, is_factory=True)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
