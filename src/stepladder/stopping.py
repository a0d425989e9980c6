"""To be asked to stop, at any moment: by a signal as well as by another thread."""

from __future__ import annotations

import os
import select
import signal
import weakref
from collections.abc import Callable
from contextlib import suppress
from types import FrameType


class Stopping:
    """Whether somebody asked a program to stop; then its waits end at once.

    A `threading.Event` must not be set by the handler of a signal: for a moment of each `wait` the waiting thread holds
    the lock that `set` takes, and the handler runs in that very thread. Here nobody holds anything.
    """

    def __init__(self) -> None:
        self._is_asked = False
        self._read, self._write = os.pipe()
        os.set_blocking(self._write, False)
        weakref.finalize(self, _close, self._read, self._write)

    def ask(self) -> None:
        """Stop. It cannot be taken back."""
        self._is_asked = True
        with suppress(BlockingIOError):  # Then enough was written before.
            os.write(self._write, b".")

    def is_asked(self) -> bool:
        return self._is_asked

    def wait(self, seconds: float) -> bool:
        """Until it is asked, or this time is over. Whether it was asked."""
        # What was written stays there, for whoever else waits.
        select.select([self._read], [], [], max(0.0, seconds))
        return self._is_asked


def on_signals(stop: Callable[[], None]) -> None:
    """Have SIGTERM and SIGINT call this, at whatever moment of the main thread. It must wait for no lock."""

    def asked(number: int, frame: FrameType | None) -> None:
        stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, asked)


def _close(*ends: int) -> None:
    for end in ends:
        os.close(end)
