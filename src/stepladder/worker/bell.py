"""A bell between the processes of one data folder: who stores new work rings it, and the worker wakes at once.

Only a help: without it, or on another host, the worker looks every second.
"""

from __future__ import annotations

import os
import select
from contextlib import suppress
from pathlib import Path

_FILE = "bell"


class Bell:
    """The worker's end. `wait` returns when it rang or the time is over."""

    def __init__(self, data: Path) -> None:
        self._handle: int | None
        self._clapper: int
        path = data / _FILE
        try:
            if not path.exists():
                os.mkfifo(path, 0o600)
            # Opened for writing too, so that the last writer's leaving is no end of file.
            self._handle = self._clapper = os.open(path, os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, AttributeError):
            # Where there can be no such file, it is heard in this process alone.
            self._handle, self._clapper = os.pipe()
            for end in (self._handle, self._clapper):
                os.set_blocking(end, False)

    def wait(self, seconds: float) -> bool:
        """Whether it rang."""
        if self._handle is None:
            return False
        ready, _, _ = select.select([self._handle], [], [], max(0.0, seconds))
        if ready:
            with suppress(BlockingIOError):
                os.read(self._handle, 65_536)
        return bool(ready)

    def ring(self) -> None:
        """Wake the waiting thread from inside this process. Takes no lock: the handler of a signal may call it."""
        if self._handle is not None:
            with suppress(BlockingIOError):
                os.write(self._clapper, b".")

    def close(self) -> None:
        if self._handle is not None:
            for end in {self._handle, self._clapper}:
                os.close(end)
            self._handle = None
