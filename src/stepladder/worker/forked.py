"""A child that goes on from where its parent stands, so that nothing is loaded and set up a second time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

OWN_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
"""What a supervisor answers in its own way, and its children in theirs."""
_LOOK_EVERY = 0.02


class Forked:
    """A piece of work in a process of its own, watched as a `subprocess.Popen` is.

    Whoever makes one has no thread beside its own and no database open: both would be lost in the child.
    Fields: pid. returncode - None while it runs, a signal's negative number where that ended it.
    """

    def __init__(self, name: str, work: Callable[[], int]) -> None:
        """Takes: name - for lists of processes, 15 letters of it; work - answers the exit code."""
        self.returncode: int | None = None
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):  # What waits there would be said by both.
                stream.flush()
        # A signal that comes before the child is set up is kept for it: the parent's answer would swallow it.
        before = signal.pthread_sigmask(signal.SIG_BLOCK, OWN_SIGNALS)
        try:
            self.pid = os.fork()
            if self.pid == 0:
                _live(name, work, before)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def poll(self) -> int | None:
        """The return code, if it has ended."""
        if self.returncode is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid != 0:
                self.returncode = os.waitstatus_to_exitcode(status)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Its return code, once it has ended. Raises: subprocess.TimeoutExpired - it has not, in this many seconds."""
        started = time.monotonic()
        while (code := self.poll()) is None:
            if timeout is not None and time.monotonic() - started >= timeout:
                raise subprocess.TimeoutExpired(f"process {self.pid}", timeout)
            time.sleep(_LOOK_EVERY)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


def _live(name: str, work: Callable[[], int], mask: set[signal.Signals]) -> NoReturn:
    """In the child: as if started anew by a shell of its own, then work, then end. Nothing of the parent goes on."""
    code = 1
    try:
        os.setpgid(0, 0)
        for number in OWN_SIGNALS:
            signal.signal(number, signal.SIG_DFL)
        signal.pthread_sigmask(signal.SIG_SETMASK, mask)
        with suppress(OSError):
            Path("/proc/self/comm").write_text(name, encoding="utf-8")
        # Locks and sockets are the parent's, and are given back as it ends, whoever lives on. The parent's objects for
        # them are in here too: to close one would close what has its number by then. So this ends by `os._exit`.
        for number in _open_numbers():
            with suppress(OSError):
                os.close(number)
        null = os.open(os.devnull, os.O_RDONLY)
        if null != 0:
            os.dup2(null, 0)
            os.close(null)
        code = work()
    except SystemExit as end:
        code = _code_of(end)
    except BaseException:
        traceback.print_exc()
    finally:
        for stream in (sys.stdout, sys.stderr):
            with suppress(OSError, ValueError):
                stream.flush()
        os._exit(code)


def _open_numbers() -> list[int]:
    """The files and sockets that are open, besides the three of every program.

    Listed, and not all numbers there may be: of those some systems have a thousand million.
    """
    return [number for name in os.listdir("/proc/self/fd") if (number := int(name)) > 2]


def _code_of(end: SystemExit) -> int:
    if end.code is None or isinstance(end.code, int):
        return end.code or 0
    print(end.code, file=sys.stderr)
    return 1
