"""Calls, waiting for the customer, and promises to be heard from by a time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from stepladder.core.case import commands as c
from stepladder.core.case.events import ClockStarted
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.moments import instant_after, instant_named
from stepladder.core.case.pausing import resume_paused, stand_still
from stepladder.core.case.reassess import PROMISE
from stepladder.core.case.refused import Refused, must_be_open, must_be_unresolved
from stepladder.core.case.story import Story
from stepladder.core.case.talk_events import CallLogged, ReplyPromised, WaitingEnded, WaitingStarted
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.readers import readers

_CALLBACK = "clock.callback"


def log_call(story: Story, command: c.LogCall, by: str, verdict_for: VerdictFor) -> None:
    """A call that reached the customer is an answer; one that reached nobody is on record and counts for none."""
    must_be_open(story.case)
    if not command.with_.strip():
        raise Refused("`with` is empty", where=f"case {story.case.id}", mend="Write `customer`, or who it was.")
    text = story.text_id() if command.text is not None else None
    story.tell(CallLogged(with_=command.with_.strip(), outcome=command.outcome, text=text), by)


def wait_for_customer(story: Story, command: c.WaitForCustomer, by: str, verdict_for: VerdictFor) -> None:
    """Clocks stand still for as long as it waits, where the policy says so of them; all others run on (Q-16)."""
    case = story.case
    must_be_unresolved(case)
    if case.waiting is not None:
        return
    until = None
    if command.for_ is not None:
        until = instant_after(case, story.at, command.for_, "for")
    story.tell(WaitingStarted(until=until), by)
    stand_still(story)


def end_waiting(story: Story, because: str, verdict_for: VerdictFor) -> None:
    """The customer answered, or the case is solved: what stood still runs on with the time it had left."""
    case = story.case
    if case.waiting is None:
        return
    story.tell(WaitingEnded(because="resolved" if because == "resolved" else "replied"))
    resume_paused(story, lambda: verdict_for(knowledge_of(case)).pack, story.at)


def promise_reply(story: Story, command: c.PromiseReply, by: str, verdict_for: VerdictFor) -> None:
    """A time was named to the customer: from now on it is a clock like any other (T32, Q-53)."""
    case = story.case
    must_be_unresolved(case)
    until = instant_named(case, command.until, "until")
    if until <= story.at:
        raise Refused(
            "the time promised is over", where=f"case {case.id}: until", mend="Name an instant that lies ahead."
        )
    pack = verdict_for(knowledge_of(case)).pack
    _must_not_be_too_far(story, pack, until)
    slot = f"{PROMISE}:{case.promises + 1}"
    text = story.text_id() if command.text is not None else None
    story.tell(ReplyPromised(slot=slot, until=until.astimezone(UTC), text=text), by)
    story.tell(_clock(story, pack, slot, until))


def _clock(story: Story, pack: Pack, slot: str, until: datetime) -> ClockStarted:
    shares = readers(pack).marks
    length = int((until - story.at).total_seconds())
    return ClockStarted(
        slot=slot,
        clock=PROMISE,
        kind=PROMISE,
        within=length,
        counting="elapsed",
        calendar="always",
        started_at=story.at,
        due_at=until.astimezone(UTC),
        marks=tuple(story.at + timedelta(seconds=length * share // 100) for share in shares),
        shares=shares,
        stops=("message_sent", "call_logged"),
        # Nothing but the instant itself says by when.
        term=until.astimezone(UTC).isoformat().replace("+00:00", "Z"),
    )


def _must_not_be_too_far(story: Story, pack: Pack, until: datetime) -> None:
    """A policy may say that the close of the next working day is the latest that may be promised (Q-53)."""
    parameter = next((one for one in pack.text.parameters if one.id == _CALLBACK), None)
    if parameter is None or pack.parameters.get(_CALLBACK) != "next_working_day":
        return
    office = pack.calendars[pack.parameters["pack.office"]]
    start = int(story.at.timestamp())
    latest = office.close_of_day(office.next_open(office.close_of_day(start)))
    if until.timestamp() > latest:
        raise Refused(
            "a reply may be promised until the close of the next working day at the latest",
            where=f"case {story.case.id}: until",
            mend=f"Promise it by {datetime.fromtimestamp(latest, office.zone).isoformat()}.",
            source=parameter.source,
        )
