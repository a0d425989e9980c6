"""The database: whether it answers, has the right tables, and keeps what it takes."""

from __future__ import annotations

import time

from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from stepladder.checkup.check import Answer, Around, count_of, fine

_SLOW = 0.25
"""Seconds for one small question."""


def database(around: Around) -> Answer:
    """It answers, and how fast."""
    begun = time.monotonic()
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()
    took = time.monotonic() - begun
    said = f"{connection.vendor} answers in {took * 1000:.1f} ms"
    if took > _SLOW:
        return Answer("warn", said, "Look at the load of the database and the way to it.")
    return fine(said)


def tables(around: Around) -> Answer:
    """The database has the form that this release works on."""
    executor = MigrationExecutor(connection)
    loader = executor.loader
    todo = executor.migration_plan(loader.graph.leaf_nodes())
    newer = sorted(f"{app}.{name}" for app, name in loader.applied_migrations if (app, name) not in loader.graph.nodes)
    if todo:
        first = f"{todo[0][0].app_label}.{todo[0][0].name}"
        return Answer(
            "fail",
            f"{count_of(len(todo), 'migration is', 'migrations are')} missing, the first is {first}",
            "Start 'stepladder serve'; it brings the tables to today's form.",
        )
    if newer:
        return Answer(
            "fail",
            f"the database is of a later release: {', '.join(newer[:3])}",
            "Run that release, or go back to a backup of before.",
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
