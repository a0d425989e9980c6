"""How late the due loop is with a million open cases, beside a bare table that sleeps until its next row is due."""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path

from bench.side_by_side import Promise
from stepladder import bootstrap


def measure() -> list[Promise]:
    """On an SQLite desk of a million open cases that is kept between runs."""
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place:
        folder = Path(place)
        bootstrap.setup(folder / "home")
        # Tables can be imported only where Django has been set up.
        found: list[Promise] = importlib.import_module("bench.due_instants").compare(folder)
        return found
