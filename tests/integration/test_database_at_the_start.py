"""A database that cannot be had at the start is told in one plain message, without its password."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError

from stepladder import bootstrap, home
from stepladder.core.values import DeskError
from stepladder.store.unreachable import unreachable
from stepladder.worker.web import look_at_database
from tests.harness.databases import connected_to
from tests.harness.desk import free_port

REFUSED = """connection failed: connection to server at "10.0.0.1", port 5433 failed: Connection refused
\tIs the server running on that host and accepting TCP/IP connections?"""


@pytest.fixture(autouse=True)
def a_desk_of_its_own() -> Iterator[None]:
    """The desk of a process knows its database: none outlives the database of its test."""
    bootstrap.desk.cache_clear()
    yield
    bootstrap.desk.cache_clear()


def test_what_is_said_names_the_database_and_what_the_server_said_on_one_line() -> None:
    settings = home.postgresql("postgresql://ana:hidden@db.example:5433/desk")
    assert str(unreachable(OperationalError(REFUSED), settings)) == (
        "the PostgreSQL database 'desk' at db.example:5433 for ana: it cannot be reached "
        '(connection to server at "10.0.0.1", port 5433 failed: Connection refused). '
        "See that it runs and lets the desk in, or mend STEPLADDER_DATABASE_URL."
    )
    by_socket = home.postgresql("postgresql:///desk")
    assert str(unreachable(OperationalError(""), by_socket)).startswith(
        "the PostgreSQL database 'desk' at its usual socket: it cannot be reached (OperationalError). "
    )


def test_postgresql_that_is_down_is_told(django_db_blocker: Any) -> None:
    down = home.postgresql(f"postgresql://ana:hidden@127.0.0.1:{free_port()}/desk")
    with django_db_blocker.unblock(), connected_to(down), pytest.raises(DeskError, match="cannot be reached") as told:
        bootstrap.reach_database()
    assert "Connection refused" in str(told.value)
    assert "hidden" not in str(told.value)
    assert "\n" not in str(told.value)


def test_postgresql_that_knows_no_such_database_says_so(postgres_url: str, django_db_blocker: Any) -> None:
    settings = home.postgresql(postgres_url) | {"NAME": "typo"}
    with django_db_blocker.unblock(), connected_to(settings), pytest.raises(DeskError) as told:
        bootstrap.reach_database()
    assert 'database "typo" does not exist' in str(told.value)


def test_a_file_that_is_no_database_is_told(tmp_path: Path, django_db_blocker: Any) -> None:
    file = tmp_path / "desk.sqlite3"
    file.write_text("a letter, and no database at all\n" * 40)
    with django_db_blocker.unblock(), connected_to(home.sqlite(file)), pytest.raises(DeskError) as told:
        bootstrap.reach_database()
    assert str(told.value).startswith(f"{file}: the database cannot be opened (file is not a database)")


def test_a_database_that_answers_is_no_matter(database: Any) -> None:
    bootstrap.reach_database()


def test_a_web_server_says_which_command_prepares_its_database(
    tmp_path: Path, django_db_blocker: Any, caplog: pytest.LogCaptureFixture
) -> None:
    down = home.postgresql(f"postgresql://127.0.0.1:{free_port()}/desk")
    with django_db_blocker.unblock(), caplog.at_level(logging.WARNING):
        with connected_to(home.sqlite(tmp_path / "desk.sqlite3")):
            look_at_database()
        with connected_to(down):
            look_at_database()
    first, second = (record.getMessage() for record in caplog.records)
    assert "run 'stepladder prepare' once" in first
    assert "cannot be reached" in second


def test_a_web_server_with_all_it_needs_says_nothing(database: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        look_at_database()
    assert caplog.records == []


def test_a_database_without_a_desk_may_be_another_than_was_meant(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, django_db_blocker: Any
) -> None:
    monkeypatch.setenv("STEPLADDER_HOME", str(tmp_path))
    monkeypatch.setenv("STEPLADDER_DATABASE_URL", postgres_url)
    with django_db_blocker.unblock(), connected_to(home.postgresql(postgres_url)), pytest.raises(DeskError) as told:
        bootstrap.open_desk()
    assert "stepladder prepare" in told.value.mend
    assert "STEPLADDER_DATABASE_URL" in told.value.mend
