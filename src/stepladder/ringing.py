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
        self._changing = threading.Lock()

    def __call__(self) -> None:
        if not self._ring() and self._beyond is not None:
            self._beyond()

    def _ring(self) -> bool:
        """Whether a worker of this folder hears it."""
        for _ in range(2):
            handle = self._handle
            try:
                if handle < 0:
                    handle = self._opened()
                os.write(handle, b".")
                return True
            except BlockingIOError:
                return True  # Full: it rings already.
            except OSError:
                # Nobody listens, or a worker that is gone did.
                if handle < 0:
                    return False
                self._let_go(handle)
        return False

    def _opened(self) -> int:
        with self._changing:
            if self._handle < 0:
                self._handle = os.open(self._path, os.O_WRONLY | os.O_NONBLOCK | os.O_CLOEXEC)
            return self._handle

    def _let_go(self, handle: int) -> None:
        """Closed by one thread alone: a second would close what has been given the same number meanwhile."""
        with self._changing:
            if self._handle != handle:
                return
            self._handle = -1
            os.close(handle)
