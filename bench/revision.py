"""A holiday that is added while 20,000 cases are open: how long its preview takes, and whether the desk goes on."""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path

from bench.side_by_side import Promise
from stepladder import bootstrap


def measure() -> list[Promise]:
    """On a desk of its own on SQLite."""
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place:
        bootstrap.setup(Path(place) / "home")
        # Tables can be imported only where Django has been set up.
        found: list[Promise] = importlib.import_module("bench.revised").compare()
        return found
