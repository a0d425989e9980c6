"""The code of the previous release, taken out of the history of this repository.

Which commit that is, and which migrations it knows, stands in tests/data/previous-release.json; whoever makes a release
writes it there.
"""

from __future__ import annotations

import io
import json
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.harness.loud import cannot_run

_ROOT = Path(__file__).resolve().parents[2]


def previous() -> dict[str, Any]:
    """`commit`, and `migrations`: app -> the last one of that release."""
    found: dict[str, Any] = json.loads((_ROOT / "tests" / "data" / "previous-release.json").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="session")
def previous_source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder `src` of the previous release."""
    commit = previous()["commit"]
    mend = "Run the tests in a whole clone, with git at hand (`git fetch --unshallow` makes a shallow one whole)."
    if shutil.which("git") is None:
        cannot_run("The code of the previous release is not at hand: there is no git here", mend, needed_in_ci=False)
    words = ["git", "-C", str(_ROOT), "archive", "--format=zip", commit, "src"]
    done = subprocess.run(words, capture_output=True, check=False)
    if done.returncode:
        said = " ".join(done.stderr.decode(errors="replace").split())
        # A copy without its history is a good copy, so not even CI fails for it.
        cannot_run(f"The code of the previous release is not at hand ({said})", mend, needed_in_ci=False)
    folder = tmp_path_factory.mktemp("previous")
    with zipfile.ZipFile(io.BytesIO(done.stdout)) as archive:
        archive.extractall(folder)
    return folder / "src"
