"""A case moves to another version of its policy: everything is asked anew.

Nothing is broken at birth, unless the policy counts every promise from the first start (Q-19).
"""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.events import Happened
from stepladder.core.case.following import plan_follow_ups
from stepladder.core.case.hand_over_events import PolicyMoved
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.meanwhile import catch_up
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import Refused, must_be_unresolved
from stepladder.core.case.standing import AN_AGENT, Standing
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story

CAUSE = "move_policy"


def move_policy(
    case: Case, *, by: str, now: datetime, verdict_for: VerdictFor, standing: Standing = AN_AGENT
) -> tuple[Happened, ...]:
    """What another version changes on an open case; nothing where it holds already.

    Takes: verdict_for - asks the version that is to hold. A clock that it does not have is cancelled (T5), others move
    as after any other word of a person (Q-19). Raises: Refused - the case is over, or its policy is another one.
    """
    must_be_unresolved(case)
    verdict = verdict_for(knowledge_of(case))
    pack = verdict.pack
    if pack.id != case.pack:
        raise Refused(
            f"the case runs by {case.pack}, and {pack.id} is another policy",
            where=f"case {case.id}: to",
            mend="Name a version of the same policy.",
        )
    if pack.digest == case.digest:
        return ()
    story = Story(case, at=now, now=now, cause=CAUSE, standing=standing)
    catch_up(story, lambda: pack)
    story.tell(PolicyMoved(version=pack.version, digest=pack.digest, was=case.pack_version), by)
    first = len(story.events)
    reassess(story, verdict_for(knowledge_of(story.case)), always=True)
    plan_follow_ups(story, first, verdict_for)
    return story.events
