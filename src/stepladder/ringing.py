"""Rings the worker's bell after a commit. Never waits, never fails: the worker looks by itself every second."""

from __future__ import annotations

import os
from pathlib import Path


class Ringer:
    """The end of those who store new work. Kept open, and opened again when a new worker has come."""

    def __init__(self, data: Path) -> None:
        self._path, self._handle = os.fspath(data / "bell"), -1

    def __call__(self) -> None:
        for _ in range(2):
            try:
                if self._handle < 0:
                    self._handle = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
                os.write(self._handle, b".")
                return
            except BlockingIOError:
                return  # Full: it rings already.
            except OSError:
                # Nobody listens, or a worker that is gone did.
                if self._handle < 0:
                    return
                os.close(self._handle)
                self._handle = -1
