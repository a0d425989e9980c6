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

_LOOK_AGAIN = 0.1
"""Seconds until who waits for another to tell of a jump looks again."""

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
        self._untold = timedelta(0)
        self._is_telling = False

    def seconds_to_hold(self) -> float:
        """Look at the clock; how long to hold still before anything is done by it, 0 almost always.

        Raises: whatever the telling of a jump raises; the jump is still there to be told of.
        """
        untold = self._look()
        if untold is not None:
            self._tell(*untold)
        with self._lock:
            return _LOOK_AGAIN if self._is_telling else max(0.0, self._still_until - self._last[1])

    def _look(self) -> tuple[datetime, timedelta] | None:
        """What the caller must tell of, if anything: the present moment, and by how much the clock was moved."""
        with self._lock:
            at, when = self._last
            now, steady = self._last = self._now(), self._steady()
            by = now - at - timedelta(seconds=steady - when)
            if abs(by) > JUMP:
                self._still_until = steady + SETTLES_IN if by > timedelta(0) else steady
                self._untold += by
            if self._is_telling or not self._untold:
                return None
            by, self._untold, self._is_telling = self._untold, timedelta(0), True
            return now, by

    def _tell(self, now: datetime, by: timedelta) -> None:
        """Without the lock: it takes as long as a database does, and the others may see meanwhile that they wait."""
        told = False
        try:
            self._jumped(now, by)
            told = True
        finally:
            with self._lock:
                self._is_telling = False
                if not told:
                    self._untold += by
