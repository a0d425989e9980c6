"""What this process has done, counted for metrics, until somebody adds it to the sums of the whole desk."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable

Sums = dict[tuple[str, str], int]
"""By name and label."""

INTAKE = "intake_signals"
AUDITED = "audited_rows"
LEFT_ALONE = "audit_left_rows"
ROUNDS = "audit_rounds"


class Counts:
    """Counts of one process. May be used by any thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sums: Counter[tuple[str, str]] = Counter()

    def add(self, name: str, label: str = "", count: int = 1) -> None:
        with self._lock:
            self._sums[name, label] += count

    def hand_over(self, add: Callable[[Sums], None]) -> None:
        """Give all that was counted to `add`; what it cannot add now is kept for later. Raises: whatever it raises."""
        sums = self.take()
        try:
            add(sums)
        except Exception:
            self.give_back(sums)
            raise

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
