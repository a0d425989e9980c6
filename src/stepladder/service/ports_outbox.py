"""The outbox beside its claims: what is held back, handed back, looked at, and how each try ended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from stepladder.service.flow import Wait
from stepladder.service.made import Made
from stepladder.service.ports import ClaimedDelivery, Lane
from stepladder.service.rows import DeliveryLine


class AttemptLine(Made, frozen=True, kw_only=True):
    """One try: when it began and ended, and how. `sending`: it is not known yet."""

    started_at: datetime
    ended_at: datetime | None
    state: str
    reason: str | None
    provider_ref: str | None


class IllPeer(Made, frozen=True, kw_only=True):
    """A peer that takes nothing. Fields: lane - the way out that it serves; since - the first failure of the row."""

    lane: str
    since: datetime
    reason: str


class Outbox(Protocol):
    """What senders and pages need of deliveries besides `Store`. Every method is one short transaction."""

    def hold_back(self, lane: Lane, wait: Wait, now: datetime, *, below: int) -> int:
        """Put off what is due in a lane and less urgent than `below`, with the reason; how many."""

    def hand_back(self, one: ClaimedDelivery, now: datetime, wait: Wait | None = None) -> bool:
        """A claimed delivery was not tried: it waits again, and the try does not count. False: the lease was lost."""

    def put_off(self, one: ClaimedDelivery, until: datetime) -> bool:
        """The end of a lease that could not be settled is looked at again then. False: somebody else settled it."""

    def attempts(self, workspace: str, deliveries: Sequence[str]) -> dict[str, tuple[AttemptLine, ...]]:
        """The tries of deliveries, oldest first."""

    def page(
        self,
        workspace: str,
        *,
        states: Sequence[str] = (),
        held_back: bool = False,
        after: str | None = None,
        limit: int,
    ) -> tuple[DeliveryLine, ...]:
        """Newest first, beyond the one named `after`. `held_back`: only those that wait for a peer or a rate."""

    def one(self, workspace: str, delivery: str) -> DeliveryLine | None: ...

    def counts(self, workspace: str, states: Sequence[str], since: datetime | None = None) -> dict[str, int]:
        """How many stand in each of these states, of those made at `since` or later."""

    def told_instead(self, workspace: str, cases: Sequence[str]) -> dict[str, DeliveryLine]:
        """By the delivery that failed, the last notice that tells the fallback role of it."""

    def keep_ill(self, peer: IllPeer) -> None:
        """Remember it for all processes, with the last reason; since when is as it was kept first."""

    def forget_ill(self, lane: str) -> bool:
        """It is well. False: nobody had said otherwise, and nothing was written."""

    def ill_peers(self) -> tuple[IllPeer, ...]:
        """By lane."""

    def stopped(self, workspace: str, peer: IllPeer) -> tuple[int, int]:
        """How many deliveries wait for a channel's peer, and how many were given up since it fell ill."""
