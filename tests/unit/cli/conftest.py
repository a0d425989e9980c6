"""The program as a process of its own, as a shell would start it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.harness.environment import child_environment

Program = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def program(tmp_path: Path) -> Program:
    """Runs a command line: `program("decide", "--pack", "support-desk", "-", input=b"...")`; more are variables."""

    def run(
        *words: str, input: bytes = b"", home: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[bytes]:
        command = [sys.executable, "-m", "stepladder", *words]
        environment = child_environment(home or tmp_path / "home", **more)
        return subprocess.run(command, input=input, capture_output=True, env=environment, cwd=tmp_path, timeout=120)

    return run
