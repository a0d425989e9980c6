"""Ten thousand cases due in one second, and a thousand signals at once: what a case costs, and when people hear."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.side_by_side import Promise
from stepladder import bootstrap


def measure() -> Iterator[Promise]:
    """On desks of their own on SQLite; the last two in processes of their own, with a mail server beside them."""
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place:
        folder = Path(place)
        bootstrap.setup(folder / "home")
        # Tables can be imported only where Django has been set up.
        yield from importlib.import_module("bench.storms").compare(folder)
