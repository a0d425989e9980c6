"""What this process has done, counted for metrics, until somebody adds it to the sums of the whole desk."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import Counter
from datetime import datetime, timedelta

Sums = dict[tuple[str, str], int]
"""By name and label."""

LATENESS = "wake_up_lateness"
LATENESS_SUM = "wake_up_lateness_milliseconds"
INTAKE = "intake_signals"
AUDITED = "audited_rows"
ROUNDS = "audit_rounds"
BOUNDS = (0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0)
"""Seconds: the upper edges of the buckets of lateness."""
_LABELS = (*(f"{bound:g}" for bound in BOUNDS), "+Inf")


class Counts:
    """Counts of one process. May be used by any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: Counter[tuple[str, str]] = Counter()

    def add(self, name: str, label: str = "", count: int = 1) -> None:
        with self._lock:
            self._sums[name, label] += count

    def woken(self, at: datetime, now: datetime) -> None:
        """Something that was due at `at` was done at `now`."""
        late = max(0.0, (now - at) / timedelta(seconds=1))
        with self._lock:
            self._sums[LATENESS, _LABELS[bisect_left(BOUNDS, late)]] += 1
            self._sums[LATENESS_SUM, ""] += round(late * 1000)

    def take(self) -> Sums:
        """All that was counted since the last time; it begins anew."""
        with self._lock:
            taken, self._sums = self._sums, Counter()
        return {key: count for key, count in taken.items() if count}

    def give_back(self, sums: Sums) -> None:
        """What was taken and could not be added anywhere."""
        with self._lock:
            self._sums.update(sums)


COUNTS = Counts()
"""Those of this process."""
