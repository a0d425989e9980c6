"""Statements for the hot paths, built once from the models and run through Django's own connection."""

from __future__ import annotations

import sqlite3
import threading
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, closing
from functools import cache
from operator import attrgetter, methodcaller
from types import TracebackType
from typing import Any

from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

Row = tuple[Any, ...]

# Of these the driver asks each time, by way of an exception, whether something adapts them. Now that something does,
# and gives back what it would have stored, it asks no further: a new case has some thirty such values.
sqlite3.register_adapter(type(None), {None: None}.__getitem__)
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(bool, int)


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


_ALL, _FIRST, _COUNT = methodcaller("fetchall"), methodcaller("fetchone"), attrgetter("rowcount")


class AtHand(threading.local):
    """The connections that this thread was lent, by their alias: asking Django for one costs more than most rows do."""

    def __init__(self) -> None:
        self.lent: dict[str, BaseDatabaseWrapper] = {}


AT_HAND = AtHand()


class Database:
    """One of Django's databases, spoken to in SQL.

    Statements go to the driver's own connection, which Django opens and closes: its cursors look at every statement
    anew, and that would be a fifth of the cost of taking a signal. Faults are raised as Django has them.
    """

    def __init__(self, alias: str = "default") -> None:
        self.alias = alias

    @property
    def connection(self) -> BaseDatabaseWrapper:
        """The one of this thread, open or not."""
        return AT_HAND.lent.get(self.alias) or connections[self.alias]

    @property
    def is_postgresql(self) -> bool:
        return self.connection.vendor == "postgresql"

    def transaction(self) -> AbstractContextManager[None]:
        """All that happens inside is stored, or nothing. One inside another is part of that one."""
        connection = self._open()
        if connection.vendor == "sqlite" and not connection.in_atomic_block:
            return _Alone(connection)
        return transaction.atomic(using=self.alias)

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Row]:
        found: list[Row] = self._done(statement, values, _ALL)
        return found

    def row(self, statement: str, values: Sequence[Any] = ()) -> Row | None:
        found: Row | None = self._done(statement, values, _FIRST)
        return found

    def change(self, statement: str, values: Sequence[Any] = ()) -> int:
        """How many rows it changed."""
        return int(self._done(statement, values, _COUNT))

    def insert(self, model: type[models.Model], rows: Sequence[Row]) -> None:
        """Insert whole rows, their values in the order of `columns`."""
        if not rows:
            return
        if len(rows) == 1:
            self.change(insert_into(model), rows[0])
            return
        connection = self._open()
        statement = insert_into(model)
        if connection.vendor == "sqlite":
            # Of its own accord a cursor is closed when nobody holds it any more.
            _carried_out(connection, connection.connection.executemany, _with_question_marks(statement), rows)
            return
        with closing(connection.connection.cursor()) as cursor:
            _carried_out(connection, cursor.executemany, statement, rows)

    def _done(self, statement: str, values: Sequence[Any], told: Callable[[Any], Any]) -> Any:
        """What is told of a statement once it is carried out. Some faults are raised only as rows are fetched.

        The driver's faults come out as Django's. Its wrapper is asked only after one, and nothing else is called on
        the way: a signal has a dozen statements, and most cost less than that would.
        """
        connection = self._open()
        if connection.vendor == "sqlite":
            statement = _with_question_marks(statement)
        try:
            return told(connection.connection.execute(statement, values))
        except connection.Database.Error:
            with connection.wrap_database_errors:
                raise

    def _open(self) -> BaseDatabaseWrapper:
        """The connection, open and in no broken transaction."""
        connection = AT_HAND.lent.get(self.alias) or connections[self.alias]  # As `connection`, without the call.
        if connection.connection is None:
            connection.ensure_connection()
        if connection.needs_rollback:
            connection.validate_no_broken_transaction()
        return connection


def _carried_out(connection: BaseDatabaseWrapper, carry_out: Callable[..., Any], *what: Any) -> None:
    """Have the driver carry out something that tells nothing; its faults come out as Django's."""
    try:
        carry_out(*what)
    except connection.Database.Error:
        with connection.wrap_database_errors:
            raise


_LINES: defaultdict[str, threading.Lock] = defaultdict(threading.Lock)
_LONGEST_WAIT = 20.0


class _Alone(AbstractContextManager[None]):
    """As the one writer of SQLite. Django's own way there and back would cost four times what the database takes.

    Threads of one process write in turn. Left to SQLite, one that finds the file locked sleeps, longer each time.
    """

    __slots__ = ("_connection", "_driver", "_held", "_is_inner", "_line")

    def __init__(self, connection: BaseDatabaseWrapper) -> None:
        self._connection, self._driver = connection, connection.connection
        self._line = _LINES[str(connection.settings_dict["NAME"])]
        self._is_inner = self._held = False

    def __enter__(self) -> None:
        self._is_inner = self._driver.in_transaction
        if self._is_inner:
            return
        self._held = self._line.acquire(timeout=_LONGEST_WAIT)
        try:
            _carried_out(self._connection, self._driver.execute, "BEGIN IMMEDIATE")
        except BaseException:
            self._leave()
            raise

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, _: TracebackType | None) -> None:
        if self._is_inner:
            return
        try:
            if kind is None:
                _carried_out(self._connection, self._driver.execute, "COMMIT")
        finally:
            self._leave()

    def _leave(self) -> None:
        """Undo what was not committed, and let the next one in."""
        try:
            self._driver.rollback()
        finally:
            if self._held:
                self._line.release()
