"""The database: whether it answers, has the right tables, and keeps what it takes."""

from __future__ import annotations

import time

from django.db import Error, connection
from django.db.migrations.loader import MigrationLoader

from stepladder.checkup.check import Answer, Around, count_of, fine, told_by

_SLOW = 0.25
"""Seconds for one small question."""
_MENDS = {
    "postgresql": "See that it runs, that this host reaches it, and that STEPLADDER_DATABASE_URL is right.",
    "sqlite": "See that the file is whole and may be read and written here; else restore a backup.",
}


def database(around: Around) -> Answer:
    """It answers, and how fast."""
    begun = time.monotonic()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            cursor.fetchone()
    except Error as fault:
        return Answer("fail", f"{connection.vendor} does not answer ({told_by(fault)})", _MENDS[connection.vendor])
    took = time.monotonic() - begun
    said = f"{connection.vendor} answers in {took * 1000:.1f} ms"
    if took > _SLOW:
        return Answer("warn", said, "Look at the load of the database and the way to it.")
    return fine(said)


def tables(around: Around) -> Answer:
    """The database has the form that this release works on."""
    loader = MigrationLoader(connection)
    todo = sorted(f"{app}.{name}" for app, name in set(loader.disk_migrations) - set(loader.applied_migrations))
    newer = sorted(f"{app}.{name}" for app, name in set(loader.applied_migrations) - set(loader.disk_migrations))
    if todo:
        return Answer(
            "fail",
            f"{count_of(len(todo), 'migration is', 'migrations are')} missing, the first is {todo[0]}",
            "Run 'stepladder prepare', or start 'stepladder serve': both bring the tables to today's form.",
        )
    if newer:
        # A release works on the form of the next one, so that hosts can be brought up to date one by one.
        return Answer(
            "warn",
            f"the database is of a later release: {', '.join(newer[:3])}",
            "Bring this host up to that release.",
        )
    return fine(f"all {len(loader.applied_migrations)} migrations are there")


def durable(around: Around) -> Answer:
    """What was answered as taken survives a loss of power."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            commit = str(cursor.fetchone()[0])
            cursor.execute("SHOW fsync")
            fsync = str(cursor.fetchone()[0])
        said = f"synchronous_commit is {commit}, fsync is {fsync}"
        if fsync != "on" or commit == "off":
            return Answer("fail", said, "Set both to on: else a loss of power loses what was answered as taken.")
        return fine(said)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode")
        journal = str(cursor.fetchone()[0])
        cursor.execute("PRAGMA synchronous")
        synchronous = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA page_count")
        pages = int(cursor.fetchone()[0])
        cursor.execute("PRAGMA page_size")
        size = pages * int(cursor.fetchone()[0]) / 1024**2
    said = f"journal_mode is {journal}, synchronous is {synchronous}; the file has {size:.1f} MiB"
    if journal != "wal":
        return Answer("fail", said, "Keep the folder on a local disk: WAL does not work over a network.")
    if synchronous < 2:
        return Answer("warn", said, "Leave STEPLADDER_SYNCHRONOUS out: with NORMAL a loss of power loses commits.")
    return fine(said)
