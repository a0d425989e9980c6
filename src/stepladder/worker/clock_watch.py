"""Notices when the clock is moved: the time of day is held against a count of seconds that nobody can set."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import datetime, timedelta

JUMP = timedelta(seconds=5)
"""By less than this a clock is corrected every day."""
SETTLES_IN = 5.0
"""Seconds. A clock that was moved forward is believed when it has stood that long; until then nothing is done early."""

Jumped = Callable[[datetime, timedelta], None]
"""Told the present moment and by how much the clock was moved, forward where above zero."""


class ClockWatch:
    """Shared by the threads of a worker: whoever looks first after a jump tells of it, and all of them hold still."""

    def __init__(
        self, now: Callable[[], datetime], jumped: Jumped, steady: Callable[[], float] = time.monotonic
    ) -> None:
        self._now, self._jumped, self._steady = now, jumped, steady
        self._lock = threading.Lock()
        self._last = now(), steady()
        self._still_until = self._last[1]

    def seconds_to_hold(self) -> float:
        """Look at the clock; how long to hold still before anything is done by it, 0 almost always."""
        with self._lock:
            now, steady = self._now(), self._steady()
            at, when = self._last
            by = now - at - timedelta(seconds=steady - when)
            if abs(by) > JUMP:
                self._still_until = steady + SETTLES_IN if by > timedelta(0) else steady
                self._jumped(now, by)
            # Only now: if that failed, the jump is still there to be told of.
            self._last = now, steady
            return max(0.0, self._still_until - steady)
