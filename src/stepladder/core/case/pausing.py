"""Clocks that stand still while the case waits for the customer (Q-16, T22)."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from stepladder.core.case import clocks
from stepladder.core.case.events import ClockPaused, Happened
from stepladder.core.case.story import POLICY, Story
from stepladder.core.policy.pack import Pack

WAITING = "waiting"


def stand_still(story: Story) -> None:
    """While the case waits, whatever clock stands still for that does, whenever it started or came to promise so."""
    if story.case.waiting is None:
        return
    for clock in list(story.case.clocks.values()):
        if clock.state == "running" and WAITING in clock.pauses_for:
            story.tell(ClockPaused(slot=clock.slot))


def resume_paused(story: Story, pack: Callable[[], Pack], at: datetime) -> None:
    """What stood still counts again from that instant on."""
    paused = [clock for clock in story.case.clocks.values() if clock.state == "paused" and clock.paused_at is not None]
    for clock in paused:
        assert clock.paused_at is not None
        resumed = clocks.resumed(pack(), clock, max(at, clock.paused_at))
        story.add(Happened(at=at, noticed_at=story.now, by=POLICY, cause=story.cause, event=resumed))


def run_on(story: Story, pack: Pack) -> None:
    """What has come to promise something that does not stand still runs on though the case waits."""
    for clock in list(story.case.clocks.values()):
        if clock.state == "paused" and clock.paused_at is not None and WAITING not in clock.pauses_for:
            story.tell(clocks.resumed(pack, clock, max(story.at, clock.paused_at)))
