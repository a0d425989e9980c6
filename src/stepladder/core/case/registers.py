"""Entries of registers at one of the cases they are about: what was to be written down there is, and what follows."""

from __future__ import annotations

from stepladder.core.case import register_commands as c
from stepladder.core.case import register_events as e
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.owed import key_of
from stepladder.core.case.reassess import reassess
from stepladder.core.case.story import Story
from stepladder.core.case.work_events import AttemptLogged, StepCompleted
from stepladder.core.triage.verdict import Verdict


def entry_news(story: Story, command: c.EntryNews, by: str, verdict_for: VerdictFor) -> None:
    """Also a case that is over hears of it: a wish is often implemented long after it was made."""
    case, person = story.case, command.by or by
    if command.number <= case.entries_heard.get(command.entry, 0):
        return  # Newer news came first, and these are part of them.
    known = case.entries.get(command.entry)
    entry, register, state, number = command.entry, command.register, command.state, command.number
    if not command.is_linked:
        story.tell(e.EntryUnlinked(entry=entry, number=number), person)
    elif known is None:
        story.tell(e.EntryLinked(entry=entry, register=register, state=state, number=number), person)
        if case.is_open:
            _shows(story, command, person, verdict_for)
    elif known != state:
        story.tell(e.EntryAdvanced(entry=entry, register=register, state=state, number=number), person)


def _shows(story: Story, command: c.EntryNews, by: str, verdict_for: VerdictFor) -> None:
    """A record that is kept in the register is written, and a gate that asks to look there has been to it."""
    verdict = verdict_for(knowledge_of(story.case))
    for one in verdict.duties.records:
        key = key_of(one.scope, one.id)
        if one.tool == command.register and not one.automatic and key not in story.case.done:
            story.tell(StepCompleted(step=key, kind="record", ref=command.entry), by)
    if _asks_to_look(verdict, command.register):
        found = f"found {command.entry}"
        story.tell(AttemptLogged(what=command.register, result=found, ref=command.entry), by)
    reassess(story, verdict_for(knowledge_of(story.case)))


def _asks_to_look(verdict: Verdict, register: str) -> bool:
    """Whether a gate of the case waits for an attempt that is called like the register."""
    waiting = (one.gate for one in verdict.duties.gates if one.state == "held")
    return any(item.id == register and item.evidence == "attempt" for gate in waiting for item in gate.items)
