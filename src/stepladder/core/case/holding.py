"""What may not change from now on: evidence, messages to the customer, or the case as a whole."""

from __future__ import annotations

from itertools import count

from stepladder.core.case import work_commands as c
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.refused import Refused, must_be_open, unknown
from stepladder.core.case.standing import may_act_as
from stepladder.core.case.state import Case
from stepladder.core.case.story import POLICY, Story
from stepladder.core.case.work_events import HoldPlaced, HoldReleased
from stepladder.core.case.work_state import PlacedHold
from stepladder.core.triage.verdict import Verdict

_MANAGER = "manager"


def hold(story: Story, command: c.Hold, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    must_be_open(case)
    _must_say(case, command.because)
    standing = [one for one in case.holds.values() if one.what == command.what and one.by != POLICY]
    if any(one.by == by and one.released_at is None for one in standing):
        return
    # Each reason stands for itself: what one person releases, another or the policy may still hold. So no name is taken
    # that one has, nor one under which the policy may yet place its own.
    taken = {*case.holds, *(one.id for one in verdict_for(knowledge_of(case)).pack.text.holds)}
    names = (f"{command.what}-{number}" if number > 1 else command.what for number in count(1))
    name = next(one for one in names if one not in taken)
    story.tell(HoldPlaced(hold=name, what=command.what, because=command.because.strip()), by)


def release(story: Story, command: c.Release, by: str, verdict_for: VerdictFor) -> None:
    """Lift a hold: the roles that the policy names, or for one that a person placed, that person or a manager."""
    case = story.case
    must_be_open(case)
    _must_say(case, command.because)
    placed = case.holds.get(command.hold)
    if placed is None:
        raise unknown(case, "hold of this case", command.hold, tuple(case.holds))
    if placed.released_at is not None:
        return
    _must_be_theirs(story, placed, by)
    story.tell(HoldReleased(hold=command.hold, because=command.because.strip()), by)


def tell_holds(story: Story, verdict: Verdict) -> None:
    """Place what the policy asks for and is not placed yet. One that was released stays released."""
    for one in verdict.duties.holds:
        # A person's hold of that name, placed before the policy had one, stands for itself alone.
        named = story.case.holds.get(one.id)
        name = one.id if named is None or named.by == POLICY else f"{one.id}/{POLICY}"
        if name not in story.case.holds:
            placed = HoldPlaced(
                hold=name, what=one.what, because=one.because, released_by=one.released_by, source=one.source
            )
            story.tell(placed)


def must_not_be_held(case: Case, what: str, doing: str) -> None:
    """Raises: Refused - the case, or its messages, are frozen."""
    placed = case.hold_on(what)
    if placed is not None:
        raise Refused(
            f"{doing} waits: the {what} is frozen by the hold {placed.hold}",
            where=f"case {case.id}",
            mend=f"It is released by {' or '.join(placed.released_by) or 'whoever placed it'}, with a reason.",
            source=placed.source,
            opens_with="release",
        )


def _must_be_theirs(story: Story, placed: PlacedHold, by: str) -> None:
    if placed.released_by:
        if may_act_as(story.roles, placed.released_by):
            return
        who = " or ".join(placed.released_by)
    elif placed.by == POLICY:
        who = "nobody"
    elif by == placed.by or may_act_as(story.roles, (_MANAGER,)):
        return
    else:
        who = f"{placed.by} or a manager"
    raise Refused(
        f"the hold {placed.hold} is released by {who}",
        where=f"case {story.case.id}",
        mend="Ask them to release it with a reason.",
        source=placed.source,
    )


def _must_say(case: Case, because: str) -> None:
    if not because.strip():
        raise Refused("`because` is empty", where=f"case {case.id}", mend="Say why.")
