"""What fell due since anybody last looked at a case, told before anything else happens to it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from stepladder.core.case.pausing import resume_paused
from stepladder.core.case.story import Story
from stepladder.core.case.talk_events import WaitingEnded
from stepladder.core.case.tick import tell_due
from stepladder.core.policy.pack import Pack


def catch_up(story: Story, pack: Callable[[], Pack], until: datetime | None = None) -> None:
    """Tell all that is due by now. A wait that is over lets its clocks count from its end, whenever that is noticed.

    What they then missed in turn is told too, so that an answer after it is late.
    Takes: pack - asked only where a wait is over; until - an instant in the place of now.
    """
    for due in tell_due(story, until or story.now):
        over = next((one.at for one in due if isinstance(one.event, WaitingEnded)), None)
        if over is not None:
            resume_paused(story, pack, over)
