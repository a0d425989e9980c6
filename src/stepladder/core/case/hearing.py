"""What the events of a case do to its clocks: they meet some, start others, and let some begin anew.

Which event does what is written in the policy; what a program says by itself is no message of anybody's (Q-15), and
an automatic reply is none of the customer's (T12).
"""

from __future__ import annotations

from stepladder.core.case import clocks
from stepladder.core.case.assess import slot_of
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import Acknowledged, ClockMet, CustomerReplied, Happened
from stepladder.core.case.incident_events import IncidentEnded, IncidentUpdated
from stepladder.core.case.knowledge import VerdictFor, knowledge_of
from stepladder.core.case.pausing import stand_still
from stepladder.core.case.reassess import hold_back, start_clock
from stepladder.core.case.state import Case, CaseClock
from stepladder.core.case.story import Story
from stepladder.core.case.talk_events import CallLogged, MessageSent
from stepladder.core.policy.kinds import BY_PROGRAM, CLOCK_EVENTS, rules_of

_KNOWN = frozenset(CLOCK_EVENTS)
_MESSAGE = "message_sent"
_ONLY_BY_PEOPLE = frozenset({_MESSAGE, "call_logged"})
_RESOLVED = "resolved"


def hear(story: Story, first: int, verdict_for: VerdictFor) -> None:
    """Let the clocks hear what the story tells from its event number `first` on, in that order.

    The policy is asked only where a clock starts.
    """
    heard: list[str] = []
    for happened in story.events[first:]:
        name = _heard(story.case, happened)
        if name is not None and name not in heard:
            heard.append(name)
            _hear_one(story, name, happened, verdict_for)


def _hear_one(story: Story, name: str, happened: Happened, verdict_for: VerdictFor) -> None:
    """Let the clocks hear one event by its name."""
    met = _meet(story, name, happened)
    case = story.case
    if case.resolved_at is not None and name != _RESOLVED:
        return  # Nothing starts on a case that is over, but what the end itself starts.
    if case.policy_retired_at is not None:
        return  # A policy that is retired promises nothing any more (T6).
    begun = {
        slot
        for slot, clock in case.clocks.items()
        if name in clock.restarts and clock.state != "cancelled" and _is_answer(clock, happened.event)
    }
    starting = {
        slot
        for slot, events in _awaited(case).items()
        if name in events and (slot in met or slot not in case.clocks or not case.clocks[slot].waits)
    }
    if not begun and not starting:
        return
    verdict = verdict_for(knowledge_of(case))
    for promise in (*verdict.clocks, *verdict.promised):
        slot = slot_of(promise)
        if slot in starting or slot in begun:
            floor = clocks.floor_of(case, rules_of(promise.clock).not_before)
            start_clock(story, verdict.pack, promise, floor)
    hold_back(story, verdict.pack)
    stand_still(story)


def _meet(story: Story, name: str, happened: Happened) -> set[str]:
    """Stop the clocks that an event of this name meets, in time or late; their slots.

    `resolved` is told by the resolution itself, which stops all there are. What comes before a window opens keeps no
    promise about it: it is too early (CP-065). Nor does a message that only names the time of an answer (CC-007).
    """
    met, by, event = set(), _speaker(happened), happened.event
    announced = event.announces if isinstance(event, MessageSent) else ()
    for clock in list(story.case.clocks.values()):
        waits = (clock.waits or clock.state == "paused") and clock.opens_at <= story.at and clock.slot not in announced
        hears = name != _RESOLVED and (name in clock.stops or name in clock.restarts)
        if waits and hears and _is_answer(clock, event):
            story.tell(ClockMet(slot=clock.slot, late=clock.state == "missed"), by)
            met.add(clock.slot)
    return met


def _is_answer(clock: CaseClock, event: Event) -> bool:
    """Whether the promise is kept by who did it: what a team promised only by those who answer for it (SD-209)."""
    if not isinstance(event, Acknowledged) or event.teams is None or clock.kind != "team_response":
        return True
    return clock.team is None or clock.team in event.teams


def _awaited(case: Case) -> dict[str, tuple[str, ...]]:
    return case.assessment.awaited if case.assessment is not None else {}


def _heard(case: Case, happened: Happened) -> str | None:
    """The name of an event that clocks hear."""
    event: Event = happened.event
    if isinstance(event, IncidentUpdated | IncidentEnded):
        if event.kept_back:
            return None
        return _MESSAGE  # A person wrote it once to every customer of the incident, so to this one too.
    name = str(event.__struct_config__.tag)
    if name in _ONLY_BY_PEOPLE and not happened.by_person:
        return BY_PROGRAM if name == _MESSAGE else None
    if name not in _KNOWN:
        return None
    if isinstance(event, CallLogged) and (event.outcome != "reached" or not case.is_with_customer(event.with_)):
        return None  # A call among ourselves is none of the customer's (T40).
    return None if isinstance(event, CustomerReplied) and event.automatic else name


def _speaker(happened: Happened) -> str:
    """Who is to be named for what clocks hear. News of an incident comes from the desk; a person wrote its words."""
    event = happened.event
    return event.author if isinstance(event, IncidentUpdated | IncidentEnded) else happened.by
