"""Desks with very many open cases, kept between runs: what a few real signals opened, copied by the database itself.

Copies are called `m-1`, `m-2`, ...; they wake in a year, and nothing of theirs is ever due here. BENCH_CACHE names the
folder, `.cache/bench` where it is left out. A desk made by other code, or a month ago, is made anew.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import msgspec
from django.core.management import call_command
from django.db import connections

from bench.messages import messages
from bench.server import ROOT
from stepladder import bootstrap, home
from stepladder.service.intake import receive_signal
from stepladder.service.time_port import SystemTime
from stepladder.service.workspace import CUSTOMERS, DEFAULT, create_workspace, fill_demo
from stepladder.store import snapshot
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database

_SIGNALS = 150
_FAR, _SPREAD, _KEEPS = timedelta(days=365), timedelta(days=30), timedelta(days=30)
_WRITTEN = ("signal", "text", "event", "delivery", "attempt", "reaction", "intakekey", "aggregate", "duerecord")
_QUICK = "PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; PRAGMA cache_size=-400000; PRAGMA locking_mode=EXCLUSIVE;"


def cache() -> Path:
    """Where such desks are kept."""
    return Path(os.environ.get("BENCH_CACHE", ROOT / ".cache" / "bench"))


def desk_folder(cases: int) -> Path:
    """A data folder with so many open cases and nothing else; Django must be set up. It may be worked in."""
    folder = cache() / f"open-{cases}"
    database = folder / "desk.sqlite3"
    if database.exists() and (folder / "made-by").exists() and (folder / "made-by").read_text() == _made_by():
        _clean(database)
        if _wakes_late_enough(database):
            return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    _make(folder, cases)
    (folder / "made-by").write_text(_made_by())
    return folder


def connect(alias: str, folder: Path) -> Database:
    """The desk's database under a name of its own. The caller closes the connection."""
    both = connections.configure_settings({"default": {}, alias: home.sqlite(folder / "desk.sqlite3")})
    connections.settings[alias] = both[alias]
    return Database(alias)


def _made_by() -> str:
    """Another form of tables or of snapshots is another desk."""
    names = sorted(one.name for one in (ROOT / "src/stepladder/store/migrations").glob("0*.py"))
    return hashlib.sha256(" ".join([*names, snapshot.shape()]).encode()).hexdigest()


def _make(folder: Path, cases: int) -> None:
    alias = f"made-{cases}"
    connect(alias, folder)
    call_command("migrate", database=alias, verbosity=0, interactive=False, skip_checks=True)
    desk = bootstrap.build(SystemTime(), alias)
    create_workspace(desk, DEFAULT, name="Support desk", pack="support-desk")
    fill_demo(desk, DEFAULT)
    for number, text in enumerate(messages(_SIGNALS, seed=7)):
        request = {
            "signal": {"conversation": f"t-{number}", "channel": "email", "text": text},
            "customer": {"id": CUSTOMERS[number % len(CUSTOMERS)].id},
        }
        receive_signal(desk, DEFAULT, "bench", f"t-{number}", msgspec.json.encode(request))
    connections[alias].close()
    with closing(sqlite3.connect(folder / "desk.sqlite3", isolation_level=None)) as database:
        database.executescript("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode=DELETE;")
        _copy(database, cases, stored(desk.time.now() + _FAR))
        database.executescript("PRAGMA journal_mode=WAL;")
    _clean(folder / "desk.sqlite3")


def _copy(database: sqlite3.Connection, cases: int, first: int) -> None:
    """So many copies in turn of the cases that are there, without any way back if it fails."""
    database.executescript(_QUICK)
    indexes = database.execute(
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'store_case' AND sql LIKE 'CREATE INDEX%'"
    )
    kept = indexes.fetchall()
    for name, _ in kept:
        database.execute(f'DROP INDEX "{name}"')
    names = [str(row[1]) for row in database.execute("PRAGMA table_info(store_case)")]
    step = _SPREAD // timedelta(microseconds=cases)
    place = "(n * (SELECT count(*) FROM original) + place)"
    instead: dict[str, str] = {
        "id": f"'m-' || {place}",
        "conversation": f"conversation || '.' || {place}",
        "wake_at": f"{first} + {step} * {place}",
        "next_due_at": f"{first} + {step} * {place}",
    }
    database.execute("CREATE TEMP TABLE original AS SELECT *, row_number() OVER (ORDER BY id) AS place FROM store_case")
    listed, values = (
        ", ".join(f'"{name}"' for name in names),
        ", ".join(instead.get(name, f'"{name}"') for name in names),
    )
    database.execute(
        "WITH RECURSIVE numbers(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM numbers LIMIT ?) "
        f"INSERT INTO store_case ({listed}) SELECT {values} FROM numbers CROSS JOIN original LIMIT ?",
        (cases, cases),
    )
    for _, statement in kept:
        database.execute(statement)
    database.execute("ANALYZE")


def _clean(path: Path) -> None:
    """Take out what is no copy."""
    with closing(sqlite3.connect(path, isolation_level=None)) as database:
        for table in _WRITTEN:
            database.execute(f"DELETE FROM store_{table}")
        for bounds in ("id < 'm-'", "id >= 'm.'"):
            database.execute(f"DELETE FROM store_case WHERE workspace_id = ? AND {bounds}", (DEFAULT,))
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _wakes_late_enough(path: Path) -> bool:
    with closing(sqlite3.connect(path)) as database:
        row: tuple[Any, ...] = database.execute(
            "SELECT wake_at FROM store_case WHERE id = 'm-1' AND workspace_id = ?", (DEFAULT,)
        ).fetchone()
    return bool(row) and read(row[0]) > SystemTime().now() + _FAR - _KEEPS
