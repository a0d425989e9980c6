"""The program: as a process of its own, as a shell would start it, and for what needs no desk in this process."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from stepladder.cli.main import run_program
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


@pytest.fixture
def command(tmp_path: Path) -> Program:
    """The same without a process, for commands that need no desk: what was read and compiled once stays at hand.

    It begins where the process does, with its words, variables, folder and streams.
    """

    def run(
        *words: str, input: bytes = b"", home: Path | None = None, **more: str
    ) -> subprocess.CompletedProcess[bytes]:
        given, out, err = (io.TextIOWrapper(io.BytesIO(data), "utf-8", newline="\n") for data in (input, b"", b""))
        with pytest.MonkeyPatch.context() as patch, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            for name, value in child_environment(home or tmp_path / "home", **more).items():
                patch.setenv(name, value)
            patch.setattr(sys, "stdin", given)
            patch.chdir(tmp_path)
            code = run_program(words)
        said = []
        for stream in (out, err):
            stream.flush()
            said.append(stream.buffer.getvalue())
        return subprocess.CompletedProcess(words, code, *said)

    return run
