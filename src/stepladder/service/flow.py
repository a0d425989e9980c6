"""What one process knows of the peer of a lane: how much went out lately, and whether it is well.

It is kept in memory: each process finds out for itself, and with two of them twice the rate may go out.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock

from stepladder.core.clock.when_words import instant_in_words
from stepladder.core.lane.circuit import Circuit
from stepladder.core.lane.rate import Rate, Sends
from stepladder.service.made import Made
from stepladder.service.ports_channels import NotSent

LONGEST_HOLD = timedelta(minutes=30)
"""A peer that is ill holds a delivery back no longer: then it is tried all the same, so that it ends and is told."""


class Wait(Made, frozen=True, kw_only=True):
    """Why nothing but critical deliveries may go out, and until when.

    Fields: at_a_time, every - so many may go out then, and as many again after each such span; None for all;
    only_younger_than - those ordered longer ago are not held back.
    """

    until: datetime
    reason: str
    at_a_time: int | None = None
    every: timedelta = timedelta()
    only_younger_than: timedelta | None = None

    def holds(self, created_at: datetime, now: datetime) -> bool:
        return self.only_younger_than is None or now - created_at < self.only_younger_than


@dataclass(slots=True)
class Flow:
    """The state of one lane. `rate`: None where any number may go out."""

    rate: Rate | None = None
    sends: Sends = field(default_factory=Sends)
    circuit: Circuit = field(default_factory=Circuit)
    told: Circuit = field(default_factory=Circuit)
    """As it was told last."""
    is_new: bool = False
    """Something ended since that was kept."""
    _lock: Lock = field(default_factory=Lock)

    def wait(self, now: datetime) -> Wait | None:
        """What holds the lane up, None where it is free."""
        until = self.circuit.wait_until(now)
        if until is not None:
            since = instant_in_words(self.circuit.since or now, UTC)
            return Wait(
                until=until,
                reason=f"no message got through since {since}; {self.circuit.reason}",
                only_younger_than=LONGEST_HOLD,
            )
        if self.rate is None:
            return None
        until = self.sends.wait_until(self.rate, now)
        if until is None:
            return None
        return Wait(
            until=until,
            reason=f"no more than {self.rate} may go out this way",
            at_a_time=self.rate.count,
            every=self.rate.span,
        )

    @property
    def is_probing(self) -> bool:
        """The peer was ill: one message shows whether it still is."""
        return self.circuit.is_ill

    def began(self, now: datetime) -> None:
        """A message is handed to the peer."""
        if self.rate is not None:
            with self._lock:
                self.sends = self.sends.and_one(self.rate, now)

    def ended(self, fault: NotSent | None, now: datetime) -> None:
        """The peer took it, or not."""
        if fault is not None and fault.peer:
            self.circuit = self.circuit.failed(now, fault.reason, fault.after)
        else:
            self.circuit = self.circuit.answered()
        self.is_new = True

    def turned(self) -> Circuit | None:
        """What it was told to be before, where it has fallen ill or got well since; None where nothing is to be told.

        Of several threads that ask, one hears of it.
        """
        with self._lock:
            before, self.told = self.told, self.circuit
        return before if before.is_ill != self.told.is_ill else None
