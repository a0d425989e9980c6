"""Rings the workers' bells after a commit. Never waits, never fails: a worker looks by itself every second."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from pathlib import Path


class Ringer:
    """The end of those who store new work. Kept open, and opened again when a new worker has come."""

    def __init__(self, data: Path, beyond: Callable[[], None] | None = None) -> None:
        """Takes: beyond - rings for workers elsewhere, called where none of this folder listens."""
        self._path, self._handle, self._beyond = os.fspath(data / "bell"), -1, beyond
        self._using = threading.Lock()

    def __call__(self) -> None:
        if not self._ring() and self._beyond is not None:
            self._beyond()

    def _ring(self) -> bool:
        """Whether a worker of this folder hears it."""
        # One thread at a time, and none of them waits in there: a number that two had in hand could be closed by the
        # one and stand for a database's socket when the other writes to it.
        with self._using:
            for _ in range(2):
                try:
                    if self._handle < 0:
                        self._handle = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
                    os.write(self._handle, b".")
                    return True
                except BlockingIOError:
                    return True  # Full: it rings already.
                except OSError:
                    # Nobody listens, or a worker that is gone did.
                    if self._handle < 0:
                        return False
                    broken, self._handle = self._handle, -1
                    os.close(broken)
            return False
