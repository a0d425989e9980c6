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
    """Internal: meets what a team promised and no clock of the customer's (Q-15)."""
    case = story.case
    must_be_unresolved(case)
    is_new = case.acknowledged_at is None or (case.hand_over is not None and not case.hand_over.taken)
    if case.owner == by and not is_new:
        return  # A second click is not a mistake; whoever was handed the case takes it up by the first.
    told = {name for name, one in case.routes.items() if not one.taken_up}
    story.tell(Acknowledged(), by)
    if case.owner != by:
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
