"""A command to a case is answered with events, or refused."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from stepladder.core.case import commands as c
from stepladder.core.case import ending, everyday, judgement, own
from stepladder.core.case.events import Happened
from stepladder.core.case.hearing import hear
from stepladder.core.case.knowledge import VerdictFor
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.tick import tick


def handle(
    case: Case, command: c.HandledCommand, *, by: str, now: datetime, verdict_for: VerdictFor
) -> tuple[Happened, ...]:
    """The events that a command adds; none if it changes nothing.

    What fell due before is told first, so that an answer after the deadline is late even if nobody noticed until now.
    Raises: Refused - the case does not allow it; DeskError - the policy cannot read what the command says.
    """
    name = command.__struct_config__.tag
    story = Story(case, at=now, now=now, cause=str(name))
    story.add(*tick(case, now))
    due = len(story.events)
    _ANSWERS[type(command)](story, command, by, verdict_for)
    hear(story, due, verdict_for)
    # A command that changes nothing leaves what is due to the tick, which tells it by itself.
    return story.events if len(story.events) > due else ()


_ANSWERS: dict[type[c.Command], Callable[[Story, Any, str, VerdictFor], None]] = {
    c.Acknowledge: everyday.acknowledge,
    c.Assign: everyday.assign,
    c.Note: everyday.note,
    c.Send: everyday.send,
    c.RecordReply: everyday.record_reply,
    c.ConfirmTrigger: judgement.confirm_trigger,
    c.CorrectTrigger: judgement.correct_trigger,
    c.SetFact: judgement.set_fact,
    c.SetLevel: judgement.set_level,
    c.Resolve: ending.resolve,
    c.Reopen: ending.reopen,
    c.Close: ending.close,
    c.Link: own.link,
    c.ReportFailure: own.report_failure,
}
