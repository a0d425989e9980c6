"""The larger data sets: kept beside a checkout, not in it, and named by STEPLADDER_DATA."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.harness.loud import cannot_run

LargeData = Callable[[str], Path]


@pytest.fixture(scope="session")
def large_data() -> LargeData:
    """Gives the path of a data set by its file name; without it the test is left out, and the run's end says so."""

    def path(name: str) -> Path:
        folder = os.environ.get("STEPLADDER_DATA")
        if not folder:
            cannot_run(
                f"The data set {name} is not at hand, since STEPLADDER_DATA names no folder",
                "Set it to the folder that holds the larger data sets.",
                needed_in_ci=False,
            )
        found = Path(folder) / name
        # A folder that was named but lacks the file is a mistake, not an absence.
        assert found.is_file(), f"STEPLADDER_DATA={folder} holds no {name}"
        return found

    return path
