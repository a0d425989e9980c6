"""The store on real databases, in this process: each test has one of its own, migrated, on SQLite and on PostgreSQL.

A test that asks for `database` runs on both. Nothing is rolled back: commits, locks and threads are as in life.
Migrating is done once per kind and worker; after that a test's database is a copy.
"""

import importlib.util
import runpy
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.harness.environment import HOME
from tests.harness.postgres import new_database

URL = "STEPLADDER_DATABASE_URL"


def settings_for(**environment: str) -> dict[str, Any]:
    """The database settings the desk would choose under these variables: its own settings file is asked."""
    found = importlib.util.find_spec("stepladder.settings")
    assert found is not None
    assert found.origin is not None
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv(URL, raising=False)
        for name, value in environment.items():
            patch.setenv(name, value)
        return runpy.run_path(found.origin)["DATABASES"]["default"]


@contextmanager
def connected_to(settings: dict[str, Any]) -> Iterator[None]:
    """Make this the database of every thread that opens a connection from now on, then the earlier one again."""
    from django.db import connections

    earlier = connections.settings["default"]
    _forget_connection()
    connections.settings["default"] = connections.configure_settings({"default": dict(settings)})["default"]
    try:
        yield
    finally:
        _forget_connection()
        connections.settings["default"] = earlier


def _forget_connection() -> None:
    from django.db import connections

    if any(connection.alias == "default" for connection in connections.all(initialized_only=True)):
        connections["default"].close()
        del connections["default"]


def _migrate(settings: dict[str, Any]) -> None:
    from django.core.management import call_command

    with connected_to(settings):
        call_command("migrate", verbosity=0, interactive=False)


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory, django_db_blocker: Any) -> Path:
    """A migrated SQLite file to copy."""
    home = tmp_path_factory.mktemp("migrated")
    settings = settings_for(**{HOME: str(home)})
    Path(settings["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    with django_db_blocker.unblock():
        _migrate(settings)
    with closing(sqlite3.connect(settings["NAME"])) as connection:
        connection.execute("pragma wal_checkpoint(truncate)")
    return Path(settings["NAME"])


@pytest.fixture(scope="session")
def migrated_postgres(postgres_server: str, django_db_blocker: Any) -> Iterator[str]:
    """The name of a migrated PostgreSQL database to copy."""
    with new_database(postgres_server) as url:
        settings = settings_for(**{URL: url})
        with django_db_blocker.unblock():
            _migrate(settings)
        yield str(settings["NAME"])


@pytest.fixture
def sqlite_database(migrated_sqlite: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[str]:
    """Connects Django to a migrated SQLite file of this test's own."""
    settings = settings_for(**{HOME: str(tmp_path / "home")})
    Path(settings["NAME"]).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(migrated_sqlite, settings["NAME"])
    with django_db_blocker.unblock(), connected_to(settings):
        yield "sqlite"


@pytest.fixture
def postgres_database(postgres_server: str, migrated_postgres: str, django_db_blocker: Any) -> Iterator[str]:
    """Connects Django to a migrated PostgreSQL database of this test's own."""
    with (
        new_database(postgres_server, template=migrated_postgres) as url,
        django_db_blocker.unblock(),
        connected_to(settings_for(**{URL: url})),
    ):
        yield "postgres"


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest) -> str:
    """Runs the test twice, on SQLite and on PostgreSQL. Its value is the name of the kind."""
    return str(request.getfixturevalue(f"{request.param}_database"))
