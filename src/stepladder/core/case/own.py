"""What the desk itself tells a case, closed ones too: links to other cases, and notices that reached nobody."""

from __future__ import annotations

from stepladder.core.case import commands as c
from stepladder.core.case.events import DeliveryFailed, Linked
from stepladder.core.case.knowledge import VerdictFor
from stepladder.core.case.refused import Refused
from stepladder.core.case.story import Story


def link(story: Story, command: c.Link, by: str, verdict_for: VerdictFor) -> None:
    case = story.case
    if command.case == case.id:
        raise Refused("a case cannot continue itself", where=f"case {case.id}", mend="Name another case.")
    if command.case not in case.continued_by:
        story.tell(Linked(case=command.case, relation="continued_by"), by)


def report_failure(story: Story, command: c.ReportFailure, by: str, verdict_for: VerdictFor) -> None:
    """A named error on the case, once for each delivery (Q-22)."""
    if command.delivery not in story.case.failed_deliveries:
        failed = DeliveryFailed(
            delivery=command.delivery, to=command.to, channel=command.channel, reason=command.reason
        )
        story.tell(failed, by)
