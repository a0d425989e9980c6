"""The version that a case is pinned to was retired: its clocks stop, with the reason and never in silence (T6)."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.events import Happened, PolicyRetired
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.tick import tell_due

CAUSE = "retire_policy"


def retire_policy(case: Case, because: str, *, now: datetime, by: str = "desk") -> tuple[Happened, ...]:
    """What the retirement of its version changes on an open case.

    What fell due before is told first: a deadline that passed stays a miss, and still waits for its late answer. Every
    clock that runs is cancelled with the reason, and none starts after it; owner, levels, triggers and notices stay.
    The owner is told. Nothing for a closed case, or a second time.
    """
    if not case.is_open or case.policy_retired_at is not None:
        return ()
    story = Story(case, at=now, now=now, cause=CAUSE)
    for _due in tell_due(story, now):
        pass
    running = tuple(slot for slot, clock in story.case.clocks.items() if clock.state in ("running", "paused"))
    story.tell(PolicyRetired(because=because, cancelled=running, told=(story.case.owner,)), by)
    return story.events
