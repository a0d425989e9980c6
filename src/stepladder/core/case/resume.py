"""The end of a case taken back: what a resolution met goes on."""

from __future__ import annotations

from stepladder.core.case import clocks
from stepladder.core.case.story import Story
from stepladder.core.policy.kinds import CONFIRMED
from stepladder.core.policy.pack import Pack
from stepladder.core.values import whole_seconds


def resume_clocks(story: Story, pack: Pack) -> None:
    """Let the clocks that the resolution met run again with the time they had left.

    They run on from the moment the desk acts, though the signal behind it may have been written earlier (T33).
    One that was missed stays missed and is not told again; a first response stays as it ended. None runs again where
    the policy is retired (T6). Source: Q-16, T33.
    """
    if story.case.policy_retired_at is not None:
        return
    for clock in list(story.case.clocks.values()):
        ends = "resolved" in clock.stops or clock.stops == (CONFIRMED,)
        if clock.state == "met" and ends and clock.stopped_at is not None:
            story.tell(clocks.resumed(pack, clock, max(whole_seconds(story.now), clock.stopped_at)))
