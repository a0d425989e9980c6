"""What happens in a transaction is stored together or not at all, on either database and inside Django's own."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import DatabaseError, transaction

from stepladder.store.sql import Database

ADD = "INSERT INTO store_refusedpack (workspace_id, at, by, source, faults) VALUES (%s, 0, 'ana', '', '[]')"
Outer = Callable[[Database], AbstractContextManager[None]]


def names(database: Database) -> set[str]:
    return {row[0] for row in database.rows("SELECT workspace_id FROM store_refusedpack")}


def add(database: Database, name: str) -> None:
    assert database.change(ADD, (name,)) == 1


def add_two(database: Database, outer: Outer, then: Callable[[], object] = list) -> None:
    """One row before a transaction inside another, one in it, and what comes then before the end of the outer one."""
    with outer(database):
        add(database, "outside")
        with database.transaction():
            add(database, "inside")
        then()


def interrupted() -> None:
    raise KeyboardInterrupt


@pytest.fixture
def own(database: str) -> Database:
    return Database()


@pytest.mark.parametrize("outer", [Database.transaction, lambda own: transaction.atomic()], ids=["ours", "django's"])
def test_one_inside_another_is_part_of_it(own: Database, outer: Outer) -> None:
    with pytest.raises(KeyboardInterrupt):
        add_two(own, outer, interrupted)
    assert names(own) == set()
    add_two(own, outer)
    assert names(own) == {"inside", "outside"}


def test_a_fault_undoes_what_came_before_it_and_the_next_one_works(own: Database) -> None:
    with pytest.raises(DatabaseError):
        add_two(own, Database.transaction, lambda: add(own, "inside"))
    assert names(own) == set()
    add_two(own, Database.transaction)
    assert names(own) == {"inside", "outside"}
