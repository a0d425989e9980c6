"""Taking a case up, noting, and hearing from the customer."""

from __future__ import annotations

from stepladder.core.case import commands as c
from stepladder.core.case.events import Acknowledged, CustomerReplied, NoteAdded, OwnerChanged
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import Refused, must_be_open, must_be_unresolved
from stepladder.core.case.story import Story
from stepladder.core.case.talking import end_waiting


def acknowledge(story: Story, command: c.Acknowledge, by: str, verdict_for: VerdictFor) -> None:
    """Internal: meets what the teams promised for which they answer, and no clock of the customer's (Q-15).

    Who is of such a team leaves a case that somebody has taken up with them.
    """
    case, standing = story.case, story.standing
    must_be_unresolved(case)
    is_new = case.acknowledged_at is None or (case.hand_over is not None and not case.hand_over.taken)
    teams = tuple(team for team in case.teams_awaited() if standing.answers_for(team))
    is_known = case.owner == by or by in case.answered_by
    if is_known and not is_new and set(teams).isdisjoint(case.teams_awaited(by_now=story.at)):
        return  # A second click is not a mistake; whoever was handed the case takes it up by the first.
    is_beside = not is_new and case.owner_is_person and any(map(standing.is_of, teams))
    told = {name for name, one in case.routes.items() if not one.taken_up}
    story.tell(Acknowledged(teams=teams), by)
    if case.owner != by and not is_beside:
        story.tell(OwnerChanged(owner=by, was=case.owner), by)
    held = case.assessment.held if case.assessment is not None else ()
    if any(not told.isdisjoint(one.held_by) for one in held):
        # Now that somebody has taken it up, it is the turn of whoever comes next.
        reassess(story, verdict_for(knowledge_of(case)))


def assign(story: Story, command: c.Assign, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    must_be_open(case)
    owner = command.to.strip()
    if not owner:
        raise Refused("an owner is missing", where=f"case {case.id}", mend="Name a person or a role in `to`.")
    if owner == case.owner:
        return
    roles = {entry.id for entry in verdict_for(knowledge_of(case)).pack.text.directory}
    story.tell(OwnerChanged(owner=owner, was=case.owner, person=owner not in roles), by)


def note(story: Story, command: c.Note, by: str, verdict_for: VerdictFor) -> None:
    """For the desk's own eyes: stops nothing (T40)."""
    must_be_open(story.case)
    _must_say_something(story, command.text)
    story.tell(NoteAdded(text=story.text_id()), by)


def record_reply(story: Story, command: c.RecordReply, by: str, verdict_for: VerdictFor) -> None:
    must_be_open(story.case)
    text = story.text_id() if command.text is not None else None
    story.tell(CustomerReplied(text=text, channel=command.channel, automatic=command.automatic), by)
    if not command.automatic:
        end_waiting(story, "replied", verdict_for)


def _must_say_something(story: Story, text: str) -> None:
    if not text.strip():
        raise Refused("the text is empty", where=f"case {story.case.id}", mend="Write what is to be said in `text`.")
