"""A bell between the processes of one data folder: who stores new work rings it, and the worker wakes at once.

Only a help: without it, or on another host, the worker looks every second.
"""

from __future__ import annotations

import os
import select
import threading
from contextlib import suppress
from pathlib import Path

_FILE = "bell"


class Bell:
    """The worker's end. `wait` returns when it rang or the time is over."""

    def __init__(self, data: Path) -> None:
        self._handle: int | None = None
        self._here = threading.Event()
        path = data / _FILE
        with suppress(OSError, AttributeError):
            if not path.exists():
                os.mkfifo(path, 0o600)
            # Opened for writing too, so that the last writer's leaving is no end of file.
            self._handle = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)

    def wait(self, seconds: float) -> bool:
        """Whether it rang."""
        if self._handle is None:
            rang = self._here.wait(seconds)
            self._here.clear()
            return rang
        ready, _, _ = select.select([self._handle], [], [], max(0.0, seconds))
        if ready:
            with suppress(BlockingIOError):
                os.read(self._handle, 65_536)
        return bool(ready)

    def ring(self) -> None:
        """Wake the waiting thread from inside this process."""
        self._here.set()
        if self._handle is not None:
            with suppress(BlockingIOError):
                os.write(self._handle, b".")

    def close(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None
