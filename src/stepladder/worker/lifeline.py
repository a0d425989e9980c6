"""A child that never outlives its parent, however the parent ends."""

from __future__ import annotations

import ctypes
import os
import signal
import sys
import threading
import time

from stepladder.home import supervisor

PARENT = "STEPLADDER_PARENT"
_LOOK_EVERY = 0.25
_PR_SET_PDEATHSIG = 1


def tie_to_parent(parent: int | None = None) -> None:
    """End this process when its parent does.

    Takes: parent - the process that started this one, else the one that is its parent now. Linux ends it at once by
    itself; everywhere a thread looks, since a parent may have ended before this was asked for.
    """
    expected = os.getppid() if parent is None else parent
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != expected:
        os._exit(1)
    threading.Thread(target=_watch, args=(expected,), name="lifeline", daemon=True).start()


def tie_to_supervisor() -> None:
    """The same for a child of the supervisor; a process that nobody supervises stays free."""
    named = supervisor()
    if named is not None:
        tie_to_parent(named)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_LOOK_EVERY)
    # Not sys.exit: that would end the thread only, and wait for others that may hang.
    os._exit(1)
