"""Statements for the hot paths, built once from the models and run through Django's own connection."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from functools import cache
from typing import Any

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Row = tuple[Any, ...]


@cache
def columns(model: type[models.Model]) -> tuple[str, ...]:
    """The columns of a table in the order of its model."""
    return tuple(field.column for field in model._meta.concrete_fields if field.column)


@cache
def listed(model: type[models.Model], *names: str, of: str = "") -> str:
    """Quoted columns for a select; all of them where none is named."""
    prefix = f"{of}." if of else ""
    return ", ".join(f'{prefix}"{name}"' for name in names or columns(model))


@cache
def insert_into(model: type[models.Model]) -> str:
    """An insert of one whole row."""
    places = ", ".join(["%s"] * len(columns(model)))
    return f'INSERT INTO "{model._meta.db_table}" ({listed(model)}) VALUES ({places})'


@cache
def upsert_into(model: type[models.Model], *key: str) -> str:
    """An insert of one whole row that takes the place of the one with the same key."""
    keys = ", ".join(f'"{name}"' for name in key)
    others = ", ".join(f'"{name}" = excluded."{name}"' for name in columns(model) if name not in key)
    return f"{insert_into(model)} ON CONFLICT ({keys}) DO UPDATE SET {others}"


def marks(values: Sequence[object]) -> str:
    """Places for a list: `%s, %s, %s`."""
    return ", ".join(["%s"] * len(values))


@cache
def _with_question_marks(statement: str) -> str:
    return statement.replace("%s", "?")


class Database:
    """One of Django's databases, spoken to in SQL.

    Statements go to the driver's own connection, which Django opens and closes: its cursors look at every statement
    anew, and that would be a fifth of the cost of taking a signal.
    """

    def __init__(self, alias: str = "default") -> None:
        self.alias = alias

    @property
    def is_postgresql(self) -> bool:
        return connections[self.alias].vendor == "postgresql"

    def transaction(self) -> AbstractContextManager[None]:
        """All that happens inside is stored, or nothing. One inside another is part of that one."""
        connection = self._open()
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            return _alone(connection)
        return transaction.atomic(using=self.alias)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        connection, statement = self._ready(statement)
        with connection.wrap_database_errors:
            found: list[Row] = connection.connection.execute(statement, values).fetchall()
            return found

    def row(self, statement: str, values: Sequence[Any] = ()) -> Row | None:
        connection, statement = self._ready(statement)
        with connection.wrap_database_errors:
            found: Row | None = connection.connection.execute(statement, values).fetchone()
            return found

    def change(self, statement: str, values: Sequence[Any] = ()) -> int:
        """How many rows it changed."""
        connection, statement = self._ready(statement)
        with connection.wrap_database_errors:
            return int(connection.connection.execute(statement, values).rowcount)

    def insert(self, model: type[models.Model], rows: Sequence[Row]) -> None:
        """Insert whole rows, their values in the order of `columns`."""
        if not rows:
            return
        if len(rows) == 1:
            self.change(insert_into(model), rows[0])
            return
        connection, statement = self._ready(insert_into(model))
        with connection.wrap_database_errors, closing(connection.connection.cursor()) as cursor:
            cursor.executemany(statement, rows)

    def _ready(self, statement: str) -> tuple[BaseDatabaseWrapper, str]:
        """The connection, and the statement in its driver's words."""
        connection = self._open()
        return connection, statement if connection.vendor == "postgresql" else _with_question_marks(statement)

    def _open(self) -> BaseDatabaseWrapper:
        """The connection, open and in no broken transaction."""
        connection = connections[self.alias]
        if connection.connection is None:
            connection.ensure_connection()
        if connection.needs_rollback:
            connection.validate_no_broken_transaction()
        return connection


@contextmanager
def _alone(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """As the one writer of SQLite. Django's own way there and back would cost four times what the database takes."""
    driver = connection.connection
    if driver.in_transaction:
        yield
        return
    with _in_line(str(connection.settings_dict["NAME"])):
        yield from _written(connection, driver)


def _written(connection: BaseDatabaseWrapper, driver: Any) -> Iterator[None]:
    try:
        with connection.wrap_database_errors:
            driver.execute("BEGIN IMMEDIATE")
        yield
        with connection.wrap_database_errors:
            driver.commit()
    except BaseException:
        driver.rollback()
        raise


_LINES: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
_LONGEST_WAIT = 20.0


@contextmanager
def _in_line(database: str) -> Iterator[None]:
    """Threads of one process write in turn. Left to SQLite, one that finds the file locked sleeps, longer each time."""
    line = _LINES[database]
    held = line.acquire(timeout=_LONGEST_WAIT)
    try:
        yield
    finally:
        if held:
            line.release()
