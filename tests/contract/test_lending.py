"""Few connections for many threads: each has one while it needs it, and a broken one is not handed on."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import pytest
from django.db import OperationalError, connection, connections

from stepladder.store.lending import Lending
from stepladder.store.sql import Database
from tests.contract.place import Place


@pytest.fixture
def lending(place: Place) -> Iterator[Lending]:
    one = Lending(2)
    yield one
    one.close()


def test_however_many_threads_ask_no_more_connections_are_made(place: Place, lending: Lending) -> None:
    seen: set[int] = set()
    faults: list[BaseException] = []
    start = threading.Barrier(16)

    def ask() -> None:
        try:
            start.wait(30)
            for _ in range(5):
                with lending():
                    assert place.store.workspaces()
                    seen.add(id(connection.connection))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=ask) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert not faults
    assert 1 <= len(seen) <= 2


def test_the_one_given_back_last_is_lent_first(place: Place, lending: Lending) -> None:
    seen = []
    for _ in range(3):
        with lending():
            place.store.workspaces()
            seen.append(id(connection.connection))
    assert len(set(seen)) == 1


def test_afterwards_a_thread_has_no_connection_of_the_lending(place: Place, lending: Lending) -> None:
    with lending():
        place.store.workspaces()
        lent = connections["default"]
    assert connections["default"] is not lent


def test_statements_go_to_the_one_that_is_lent_also_within_and_after_another_lease(
    place: Place, lending: Lending
) -> None:
    database = Database()
    own = database.connection
    with lending():
        outer = database.connection
        with lending():
            assert database.connection is connections["default"]
            assert database.connection not in (own, outer)
        assert database.connection is outer is connections["default"]
        assert database.row("SELECT 1") == (1,)
    assert database.connection is own


def test_one_that_is_not_for_django_is_found_by_statements_alone_but_where_transactions_are_djangos(
    place: Place, lending: Lending
) -> None:
    database, quick = Database(), Lending(1, for_django=False)
    own = database.connection
    try:
        with quick():
            lent = database.connection
            assert lent is not own
            assert connections["default"] is (lent if database.is_postgresql else own)
            with database.transaction():
                assert database.row("SELECT 1") == (1,)
            with lending():
                assert database.connection is connections["default"] is not lent
            assert database.connection is lent
        assert database.connection is connections["default"] is own
    finally:
        quick.close()


def test_one_that_the_database_dropped_is_replaced_for_the_next_who_asks(postgres_database: str) -> None:
    from tests.contract.place import new_place

    place, lending = new_place(), Lending(1)
    with lending():
        place.store.workspaces()
        backend = connection.connection.info.backend_pid
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [backend])
    with lending(), pytest.raises(OperationalError):
        place.store.workspaces()
    with lending():
        assert place.store.workspaces()
    lending.close()


def test_a_fault_of_the_borrower_gives_it_back(place: Place, lending: Lending) -> None:
    for _ in range(3):
        with pytest.raises(OperationalError), lending():
            raise OperationalError("gone")
    with lending():
        assert place.store.workspaces()


def test_while_one_waits_for_something_else_another_has_its_connection(place: Place) -> None:
    lending = Lending(1)
    with lending() as lease:
        lent = connections["default"]
        assert place.store.workspaces()
        with lease.aside():
            assert connections["default"] is not lent
            with lending():
                assert connections["default"] is lent
        assert connections["default"] is lent
        assert place.store.workspaces()
    with lending():
        assert connections["default"] is lent
    lending.close()


def test_a_wait_that_fails_gives_it_back_once(place: Place) -> None:
    lending = Lending(1)
    for _ in range(2):
        with pytest.raises(ConnectionResetError), lending() as lease, lease.aside():
            raise ConnectionResetError
    with lending():
        assert place.store.workspaces()
    lending.close()
