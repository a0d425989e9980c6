"""A signal that asks a program to stop may come at any moment of a wait: nothing it touches is held just then."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

PROGRAM = """
import os, signal, sys
from pathlib import Path
from stepladder.stopping import Stopping, on_signals
from stepladder.worker.bell import Bell

MOST, QUICK = 400, 0.02
kind, folder = sys.argv[1], Path(sys.argv[2])


def made():
    if kind == "stopping":
        stopping = Stopping()
        return stopping.wait, stopping.ask
    bell = Bell(folder)
    return bell.wait, bell.ring


def heard(line):
    "Whether a wait tells of a signal at this line of it; None where it has fewer lines."
    wait, ask = made()
    on_signals(ask)
    left = line

    def trace(frame, event, arg):
        nonlocal left
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGTERM)
        return trace

    sys.settrace(trace)
    first = wait(QUICK)
    sys.settrace(None)
    # At its last line it has an answer already: then the next wait tells.
    return None if left > 0 else first or wait(QUICK)


for line in range(1, MOST):
    found = heard(line)
    if found is None:
        print("lines", line - 1)
        break
    assert found, line
"""


@pytest.mark.parametrize(
    ("kind", "folder"),
    [("stopping", "."), ("bell", "."), ("bell", "no such folder")],
    ids=["what is asked to stop", "a bell", "a bell for one process"],
)
def test_a_signal_ends_a_wait_whatever_line_it_comes_at(kind: str, folder: str, tmp_path: Path) -> None:
    asked = [sys.executable, "-c", PROGRAM, kind, str(tmp_path / folder)]
    done = subprocess.run(asked, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout.split()[1]) >= 1
