"""The end of a case taken back: what a resolution met goes on."""

from __future__ import annotations

from stepladder.core.case import clocks
from stepladder.core.case.story import Story
from stepladder.core.policy.pack import Pack


def resume_clocks(story: Story, pack: Pack) -> None:
    """Let the clocks that the resolution met run again with the time they had left.

    One that was missed stays missed and is not told again; a first response stays as it ended. Source: Q-16, T33.
    """
    for clock in list(story.case.clocks.values()):
        if clock.state == "met" and "resolved" in clock.stops and clock.stopped_at is not None:
            story.tell(clocks.resumed(pack, clock, max(story.at, clock.stopped_at)))
