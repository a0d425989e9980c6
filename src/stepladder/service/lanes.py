"""One lane per way of sending, so that a peer that hangs holds up nobody else's messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from stepladder.service.desk import Desk
from stepladder.service.flow import Flow
from stepladder.service.patience import CRITICAL
from stepladder.service.ports import AttemptReport, ClaimedDelivery, Lane

ANY = "*"
"""The key of the channel that takes what no other serves."""


def in_words(lane: str) -> str:
    """`by email`, for logs; that of all other channels keeps its messages in the desk."""
    return f"by {lane}" if lane != ANY else "into the console box"


@dataclass(slots=True)
class Signs:
    """When a sender last took a message up. A long queue that moves is told by them from one where nobody works."""

    any_at: datetime | None = None
    critical_at: datetime | None = None

    def took_up(self, urgency: int, now: datetime) -> None:
        self.any_at = now
        if urgency >= CRITICAL:
            self.critical_at = now


@dataclass(frozen=True, slots=True)
class SenderLane:
    """What one sender takes, how many at a time, and for how long it may hold them."""

    name: str
    lane: Lane
    batch: int
    lease_seconds: int
    try_seconds: int
    """How long one try may take: with less than that left of its lease, none is begun."""
    flows: Mapping[str, Flow]
    """What this process knows of each peer, by channel; one for all lanes."""
    untried: list[ClaimedDelivery] = field(default_factory=list)
    """Claimed and not tried yet."""
    unreported: list[AttemptReport] = field(default_factory=list)
    """How tries ended that the database did not take yet."""
    signs: Signs = field(default_factory=Signs)

    @property
    def flow(self) -> Flow:
        """That of its own peer."""
        return self.flows[self.name]

    def is_at_work(self, now: datetime, patience: timedelta, *, critical: bool = False) -> bool:
        """Whether a try that takes no longer than it may has begun lately. Takes: critical - that of a critical one."""
        at = self.signs.critical_at if critical else self.signs.any_at
        return at is not None and timedelta() <= now - at <= patience + timedelta(seconds=self.try_seconds)

    def flow_to(self, channel: str) -> Flow:
        """That of the peer behind a channel: who is asked for on one may be reached on another."""
        return self.flows.get(channel) or self.flows[ANY]


def lanes(desk: Desk) -> tuple[SenderLane, ...]:
    """The lanes of a desk, each with a peer of which nothing is known yet: whoever sends keeps them."""
    flows = {name: Flow(desk.rules.rates.get(name)) for name in desk.channels}
    named = tuple(sorted(name for name in desk.channels if name != ANY))
    return tuple(
        _lane(name, desk, flows, Lane(only=(name,)) if name != ANY else Lane(besides=named))
        for name in (*named, ANY)
        if name in desk.channels
    )


def _lane(name: str, desk: Desk, flows: Mapping[str, Flow], lane: Lane) -> SenderLane:
    # All of a batch must fit into its lease, even if each try takes as long as it may.
    each = desk.channels[name].deadline_seconds
    batch = max(1, min(50, 120 // each))
    # Who is asked for on one channel may be reached on another, and that one may take longer.
    longest = max(channel.deadline_seconds for channel in desk.channels.values())
    return SenderLane(name, lane, batch, 60 + batch * each, longest, flows)
