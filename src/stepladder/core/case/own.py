"""What the desk itself tells a case, closed ones too: links to other cases, and notices that reached nobody."""

from __future__ import annotations

from stepladder.core.case import commands as c
from stepladder.core.case.events import DeliveryFailed, Linked
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.reassess import reassess
from stepladder.core.case.refused import Refused
from stepladder.core.case.story import Story


def link(story: Story, command: c.Link, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    if command.case == case.id:
        raise Refused("a case cannot continue itself", where=f"case {case.id}", mend="Name another case.")
    if command.case not in (*case.continued_by, *case.linked):
        story.tell(Linked(case=command.case, relation=command.relation), by)


def ask_again(story: Story, command: c.AskAgain, by: str, verdict_for: VerdictFor) -> None:
    """Time alone may have changed what the policy says of a case that is still worked on."""
    case = story.case
    if case.is_open and case.resolved_at is None and case.policy_retired_at is None:
        verdict = verdict_for(knowledge_of(case))
        reassess(story, verdict, always=True)


def report_failure(story: Story, command: c.ReportFailure, by: str, verdict_for: VerdictFor) -> None:
    """A named error on the case, once for each delivery (Q-22)."""
    if command.delivery not in story.case.failed_deliveries:
        failed = DeliveryFailed(
            delivery=command.delivery, to=command.to, channel=command.channel, reason=command.reason
        )
        story.tell(failed, by)
