"""Two cases that are one matter, and one case that is two."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case import hand_over_commands as c
from stepladder.core.case.events import Happened, SignalReceived
from stepladder.core.case.hand_over_events import Merged, Split
from stepladder.core.case.holding import must_not_be_held
from stepladder.core.case.knowledge import VerdictFor
from stepladder.core.case.receive import opened
from stepladder.core.case.refused import Refused, must_be_open, must_be_unresolved
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.triage.verdict import Verdict


def merge(story: Story, command: c.Merge, by: str, verdict_for: VerdictFor) -> None:
    """The other case goes on for both; whoever asks has looked that it is there and open."""
    case = story.case
    must_be_open(case)
    must_not_be_held(case, "case", "a merge")
    if command.into == case.id:
        raise Refused("a case cannot become part of itself", where=f"case {case.id}: into", mend="Name another case.")
    story.tell(Merged(into=command.into), by)


def must_take_over(case: Case, other: Case) -> None:
    """Raises: Refused - the other case cannot go on for both: it is over, another customer's, or less urgent."""
    where = f"case {case.id}: into"
    if not other.is_open:
        raise Refused(f"the case {other.id} is closed", where=where, mend="Name one that is open.")
    if case.customer is not None and other.customer not in (None, case.customer):
        raise Refused(
            f"the case {other.id} is another customer's",
            where=where,
            mend="Cases of several customers belong to one incident instead.",
        )
    if case.urgency > other.urgency:
        raise Refused(
            f"the case {other.id} is less urgent, and what this one promised would be lost",
            where=where,
            mend=f"Merge {other.id} into this one, or raise the level of {other.id} first.",
        )


def split(story: Story, command: c.Split, by: str, verdict_for: VerdictFor) -> None:
    """The other matter begins a case of its own, with clocks of its own (T29)."""
    case = story.case
    must_be_unresolved(case)
    if not command.text.strip():
        raise Refused("`text` is empty", where=f"case {case.id}", mend="Say what the other matter is.")
    number = sum(how == "split_to" for how in case.linked.values()) + 2
    story.tell(Split(into=f"{case.id}.{number}", text=story.text_id()), by)


def begin(case_id: str, source: Case, text: str, verdict: Verdict, *, by: str, now: datetime) -> tuple[Happened, ...]:
    """The first events of a case that was split off: it is there even where its words alone would open none."""
    signal = SignalReceived(signal=f"{case_id}/begin", sender="agent", kind="message", text=text)
    story = opened(
        case_id,
        signal,
        verdict,
        by=by,
        now=now,
        customer=source.customer,
        contact=source.contact,
        split_from=source.id,
    )
    return story.events
