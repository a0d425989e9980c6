"""A peer that fails again and again is left alone for a while, then tried with one message (a circuit).

Only failures of the peer itself count: an address that is refused says nothing about the next one.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

FAILURES = 5
"""So many in a row open the circuit."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=15), timedelta(minutes=1)
"""Not longer: another process may reach the peer that this one does not, and takes over what was held back."""
LONGEST_ASKED = timedelta(hours=1)
"""For so long a peer may ask to be left alone."""


class Circuit(msgspec.Struct, frozen=True):
    """What is known of a peer.

    Fields: since - the first failure of the row; until - it is left alone up to then; at - the last failure.
    """

    failures: int = 0
    since: datetime | None = None
    until: datetime | None = None
    reason: str = ""
    at: datetime | None = None

    def wait_until(self, now: datetime) -> datetime | None:
        """Until when the peer is left alone, None where it may be tried now."""
        if self.until is None or now >= self.until:
            return None
        # A failure that lies ahead is of a clock that was set back since; its pause must not stop anybody.
        return self.until if self.at is None or self.at <= now else None

    @property
    def is_ill(self) -> bool:
        """It failed so often in a row that one message at a time is tried (half-open), and none while it waits."""
        return self.failures >= FAILURES

    def failed(self, now: datetime, reason: str, after_seconds: int | None = None) -> Circuit:
        """The peer failed once more. Takes: after_seconds - for how long it asks to be left alone itself."""
        failures = self.failures + 1
        pause = timedelta()
        if failures >= FAILURES:
            pause = min(FIRST_PAUSE * 2 ** min(failures - FAILURES, 10), LONGEST_PAUSE)
        if after_seconds is not None:
            pause = max(pause, min(timedelta(seconds=after_seconds), LONGEST_ASKED))
        return Circuit(failures, self.since or now, now + pause if pause else None, reason, now)

    def answered(self) -> Circuit:
        """It took a message, or refused one for what it is: it is well."""
        return Circuit()
