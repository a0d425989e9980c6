"""Follow-ups: planned by the event they come after, due in their window, told when it is time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from stepladder.core.case import events as e
from stepladder.core.case.event_base import Event
from stepladder.core.case.incident_events import IncidentEnded
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.owed import IMPLEMENTED, MATCHED, key_of
from stepladder.core.case.register_events import EntryAdvanced, EntryLinked
from stepladder.core.case.state import Case
from stepladder.core.case.story import Story
from stepladder.core.case.talk_events import CallLogged, CustomerDenied, MessageSent
from stepladder.core.case.work_events import FollowUpPlanned
from stepladder.core.case.work_state import PlannedWork
from stepladder.core.policy.obligations import FollowUp
from stepladder.core.triage.dates import Window, window
from stepladder.core.triage.verdict import Verdict

_ENDS = ("resolved", "closed")
_TAKE_BACK = (e.Reopened, CustomerDenied)
"""The events that take an end back."""

_Anchor = Callable[[Case, e.Happened], str | None]


def plan_follow_ups(story: Story, first: int, verdict_for: VerdictFor) -> None:
    """Plan what comes after the events that the story tells from its number `first` on.

    The policy is asked only where something follows one of them.
    """
    plan_by(story, first, lambda: verdict_for(knowledge_of(story.case)))


def plan_by(story: Story, first: int, ask: Callable[[], Verdict]) -> None:
    """As `plan_follow_ups`. Takes: ask - gives the policy's answer on the case as it stands then."""
    if story.case.policy_retired_at is not None:
        return  # A policy that is retired asks for nothing any more (T6).
    told = story.events[first:]
    for happened in told:
        kind = type(happened.event)
        if kind in _TAKE_BACK:
            _go_on(story, ask, happened.at)
        anchor = _ANCHORS.get(kind)
        after = None if anchor is None else anchor(story.case, happened)
        # What comes after the end may be bound to it, so that it was not owed before.
        if after is not None and (after in story.case.owed.after or after in _ENDS):
            _plan(story, ask(), after, happened.at)
    if set(story.case.owed.matched) - story.case.follow_ups.keys() and any(_matches_more(one.event) for one in told):
        _plan(story, ask(), MATCHED, story.at, only_new=True)


def _plan(story: Story, verdict: Verdict, after: str, at: datetime, *, only_new: bool = False) -> None:
    for one in verdict.duties.follow_ups:
        planned = story.case.follow_ups.get(key_of(one.scope, one.id))
        # What is ahead already keeps its day: a second message gives nobody more time.
        if one.after == after and not (planned is not None and (only_new or planned.is_ahead)):
            _tell(story, verdict, one, at)


def _go_on(story: Story, ask: Callable[[], Verdict], at: datetime) -> None:
    """What an end that was taken back had made needless is planned anew: what comes again, and a team still silent."""
    stopped = {key for key, one in story.case.follow_ups.items() if one.state == "cancelled" and _goes_on(one)}
    if stopped:
        verdict = ask()
        for one in verdict.duties.follow_ups:
            if key_of(one.scope, one.id) in stopped:
                _tell(story, verdict, one, at)


def _goes_on(one: PlannedWork) -> bool:
    return one.every is not None or one.ended


def _tell(story: Story, verdict: Verdict, one: FollowUp, at: datetime) -> None:
    found = window_of(verdict, one, at)
    story.tell(
        FollowUpPlanned(
            follow_up=key_of(one.scope, one.id),
            after=one.after,
            earliest_at=_instant(found.earliest_at),
            due_at=_instant(found.due_at),
            owner=one.owner or None,
            optional=one.optional,
            every=one.every,
            source=one.source,
        )
    )


def window_of(verdict: Verdict, one: FollowUp, at: datetime) -> Window:
    """From when and by when it is to be done, if its event happens at that instant (Q-17)."""
    return window(verdict.pack, one, int(at.timestamp()), verdict.facts, verdict.asked.zone)


def _always(name: str) -> _Anchor:
    return lambda case, happened: name


def _of_entry(case: Case, happened: e.Happened) -> str | None:
    assert isinstance(happened.event, EntryLinked | EntryAdvanced)
    return IMPLEMENTED if happened.event.state == IMPLEMENTED else None


def _of_reply(case: Case, happened: e.Happened) -> str | None:
    assert isinstance(happened.event, e.CustomerReplied)
    return None if happened.event.automatic else "customer_contact"


def _of_message(case: Case, happened: e.Happened) -> str | None:
    return "message_sent" if happened.by_person else None


def _of_call(case: Case, happened: e.Happened) -> str | None:
    call = happened.event
    assert isinstance(call, CallLogged)
    return "call_logged" if call.outcome == "reached" and case.is_with_customer(call.with_) else None


_ANCHORS: dict[type[Event], _Anchor] = {
    e.CaseOpened: _always(MATCHED),
    e.Resolved: _always("resolved"),
    e.Closed: _always("closed"),
    IncidentEnded: _always("incident_resolved"),
    EntryLinked: _of_entry,
    EntryAdvanced: _of_entry,
    e.RouteTold: _always("no_team_response"),
    e.CustomerReplied: _of_reply,
    MessageSent: _of_message,
    CallLogged: _of_call,
}
"""What a follow-up calls an event; none comes after any other."""


def _matches_more(event: Event) -> bool:
    """Whether the policy may have answered that more matches than before."""
    return isinstance(event, e.Reassessed) or (isinstance(event, e.SignalJoined) and event.assessment is not None)


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
