"""What a desk takes that has nothing to do: the worker's share of a core, and the memory of its processes."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bench.side_by_side import Promise
from stepladder import bootstrap


def measure() -> Iterator[Promise]:
    """On SQLite desks that are kept between runs, with the desk's own processes."""
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place:
        bootstrap.setup(Path(place) / "home")
        # Tables can be imported only where Django has been set up.
        yield from importlib.import_module("bench.at_rest").compare()
