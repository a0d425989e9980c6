"""What a case costs: folding its history, one command from end to end, a hundred in one transaction, a long one."""

from __future__ import annotations

import importlib
import tempfile
from pathlib import Path

from bench.side_by_side import Promise
from stepladder import bootstrap


def measure() -> list[Promise]:
    """The fold beside a hand-written loop, and a desk of its own on SQLite for the rest."""
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place:
        bootstrap.setup(Path(place) / "home")
        # Tables can be imported only where Django has been set up.
        lives = importlib.import_module("bench.lives")
        folded: list[Promise] = importlib.import_module("bench.folded").compare()
        return [*folded, *lives.compare(Path(place))]
