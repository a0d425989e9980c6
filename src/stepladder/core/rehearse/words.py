"""A rehearsal as a story for people: day by day, what happened, who was told, what was refused."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, tzinfo
from typing import Any

from stepladder.core.case import events as e
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import Happened
from stepladder.core.clock.when_words import DAYS, MONTHS, wall_clock, when_in_words
from stepladder.core.clock.words import length_in_words
from stepladder.core.clock.zones import zone
from stepladder.core.rehearse.run import Rehearsed
from stepladder.core.rehearse.stage import Sent
from stepladder.core.rehearse.words_work import WORK, ended

_SENDERS = {"customer": "The customer", "agent": "An agent", "system": "A system", "automatic": "An automatic message"}
_PURPOSES = {
    "route": "Told",
    "at_risk": "Warned",
    "missed": "Told of the miss",
    "retired": "Told of the retirement",
    "failure": "Told of the failure",
    "message": "Sent",
    "hand_over": "Told of the hand-over",
    "approval": "Asked for or told of an approval",
    "step_overdue": "Told of an overdue step",
    "follow_up": "Reminded",
    "waiting_over": "Told that the wait is over",
    "internal": "Written to",
    "agenda_due": "Told what is due",
    "agenda_overdue": "Told what is overdue",
    "outage": "Told that the desk stood still",
}


def story(play: Rehearsed) -> str:
    """The rehearsal in words; instants in the zone of the policy."""
    home = zone(play.stage.pack.zone)
    header = play.stage.pack.text.header
    lines = [play.scenario.title, f"Policy {header.title} {header.version}, time in {home.key}."]
    day, shown = None, ""
    for at, told in sorted(_moments(play, home), key=lambda moment: moment[0]):
        local = at.astimezone(home)
        if local.date() != day:
            day, shown = local.date(), ""
            lines += ["", f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"]
        time = wall_clock(local)
        lines.append(f"  {time if time != shown else '':8}  {told}")
        shown = time
    lines += ["", "In the end", *(f"  {line}" for line in _end(play, home))]
    return "\n".join(lines) + "\n"


def _moments(play: Rehearsed, home: tzinfo) -> Iterable[tuple[datetime, str]]:
    """What happened, each with its instant; at one instant in the order it was told."""
    several = len(play.stage.cases) > 1
    for arrived in play.arrived:
        if arrived.case is None:
            yield arrived.at, f"Signal {arrived.id} asks for nothing and opens no case."
    yield from play.stage.registers.sentences()
    for case, one in play.stage.history:
        said = _sentence(one, home)
        if said is not None:
            yield one.noticed_at, f"{case}: {said}" if several else said
    if play.agenda is not None:
        yield from play.agenda.sentences(home)
    for sent in play.stage.sent:
        said = _delivery(sent)
        yield sent.order.created_at, f"{sent.order.case}: {said}" if several and sent.order.case else said
    for refusal in play.refusals:
        opens = f" {refusal.opens_with} would open the way." if refusal.opens_with else ""
        yield refusal.at, f"Refused: {refusal.by} cannot {refusal.do.replace('_', ' ')}: {refusal.reason}.{opens}"


def _delivery(sent: Sent) -> str:
    order = sent.order
    verb = "Copied" if order.copy else _PURPOSES[order.purpose]
    where = f" by {sent.channel} ({sent.address})" if sent.address else f" by {sent.channel}"
    ended = {"sent": "", "delivered": " It arrived."}.get(sent.state)
    if ended is None:
        ended = f" {sent.state.capitalize()}: {sent.reason}." if sent.reason else f" {sent.state.capitalize()}."
    return f"{verb}: {order.to}{where}.{ended}"


def _sentence(one: Happened, home: tzinfo) -> str | None:
    make = _SENTENCES.get(type(one.event))
    said = make(one.event, one.by, home) if make is not None else None
    return f"{said} (late)" if said is not None and one.late else said


def _received(event: e.SignalReceived, by: str, home: tzinfo) -> str:
    way = f" by {event.channel}" if event.channel else ""
    verb = "comes in" if event.sender == "automatic" else "reports"
    return f"{_SENDERS[event.sender]} {verb}{way}."


def _opened(event: e.CaseOpened, by: str, home: tzinfo) -> str:
    what = ", ".join(event.assessment.categories) or "no category"
    if event.split_from:
        return f"A case is opened for a matter of {event.split_from}: {what}. It waits with {event.owner_role}."
    goes_on = f", going on from {event.continues}" if event.continues else ""
    waits = "; ".join(f"{one.to} (waits for {', '.join(one.held_by)})" for one in event.assessment.held)
    held = f" Not told yet: {waits}." if waits else ""
    return f"A case is opened: {what}{goes_on}. It waits with {event.owner_role}.{held}"


def _matched(event: e.TriggerMatched, by: str, home: tzinfo) -> str:
    how = {"provisional": "read from the words, to be confirmed", "suggested": "suggested", "confirmed": "stated"}
    seen = "seen over several signals" if event.reader == "detector" else how[event.state]
    return f"{event.trigger}: {seen}."


def _corrected(event: e.TriggerCorrected, by: str, home: tzinfo) -> str:
    if event.fact is not None:
        return f"{event.trigger} stands no more: {event.fact} says otherwise."
    becomes = f", it is {event.becomes}" if event.becomes else ""
    because = f": {ended(event.because)}" if event.because else "."
    return f"{by} says it is not {event.trigger}{becomes}{because}"


def _fact(event: e.FactSet, by: str, home: tzinfo) -> str:
    if event.field is not None:
        return f"{by} fills in {event.field}."
    return f"{by} says: {event.fact} is {_value(event)}."


def _level(event: e.LevelSet, by: str, home: tzinfo) -> str:
    if event.by_person:
        return f"{by} sets {event.scale} to {event.level}: {event.because}"
    return f"{event.scale.capitalize()} is {event.level}."


def _started(event: e.ClockStarted, by: str, home: tzinfo) -> str:
    return f"{_slot(event.slot)} within {length_in_words(event.within)}: due {when_in_words(event.due_at, home)}."


def _moved(event: e.ClockMoved, by: str, home: tzinfo) -> str:
    was, now = when_in_words(event.was_due_at, home), when_in_words(event.due_at, home)
    return f"{_slot(event.slot)} moves from {was} to {now}."


def _met(event: e.ClockMet, by: str, home: tzinfo) -> str:
    how = "ended by the resolution" if event.by_resolution else "met late" if event.late else "met"
    return f"{_slot(event.slot)} {how}."


def _owner(event: e.OwnerChanged, by: str, home: tzinfo) -> str | None:
    # Whoever takes a case up becomes its owner, which needs no words of its own.
    return None if event.owner == by else f"{by} gives the case to {event.owner}."


def _closed(event: e.Closed, by: str, home: tzinfo) -> str:
    lesson = f" Learned: {event.lesson}" if event.lesson else ""
    return f"{by} closes the case.{lesson}"


def _linked(event: e.Linked, by: str, home: tzinfo) -> str:
    match event.relation:
        case "merged_from":
            return f"{event.case} was joined to it."
        case "split_from":
            return f"It was split off from {event.case}."
        case _:
            return f"It goes on in {event.case}."


_SENTENCES: dict[type[Event], Callable[[Any, str, tzinfo], str | None]] = {
    e.SignalReceived: _received,
    e.CaseOpened: _opened,
    e.SignalJoined: lambda event, by, home: "It joins the case.",
    e.CustomerReplied: lambda event, by, home: "It counts for nothing." if event.automatic else None,
    e.TriggerMatched: _matched,
    e.TriggerConfirmed: lambda event, by, home: f"{by} confirms {event.trigger}.",
    e.TriggerCorrected: _corrected,
    e.FactSet: _fact,
    e.LevelSet: _level,
    e.ClockStarted: _started,
    e.ClockMoved: _moved,
    e.ClockAtRisk: lambda event, by, home: f"{_slot(event.slot)}: {event.share}% of the time is used.",
    e.ClockMissed: lambda event, by, home: f"{_slot(event.slot)} is missed.",
    e.ClockMet: _met,
    e.ClockResumed: lambda event, by, home: f"{_slot(event.slot)} runs on, due {when_in_words(event.due_at, home)}.",
    e.RouteWithdrawn: lambda event, by, home: f"The notice to {event.to} is withdrawn.",
    e.DeliveryFailed: lambda event, by, home: f"A notice to {event.to} reached nobody: {event.reason}.",
    e.Acknowledged: lambda event, by, home: f"{by} takes the case up.",
    e.OwnerChanged: _owner,
    e.NoteAdded: lambda event, by, home: f"{by} notes something.",
    e.Resolved: lambda event, by, home: f"{by} resolves the case.",
    e.Reopened: lambda event, by, home: f"The case is opened again: {event.because}.",
    e.Closed: _closed,
    e.ClockPaused: lambda event, by, home: f"{_slot(event.slot)} stands still.",
    e.PolicyRetired: lambda event, by, home: f"The policy of the case is retired: {event.because}",
    e.Linked: _linked,
    **WORK,
}
"""How each event reads. A notice (`RouteTold`) and a new assessment speak through what they bring."""


def _value(event: e.FactSet) -> str:
    if event.value is None:
        return "said in words"
    return {True: "yes", False: "no"}[event.value] if isinstance(event.value, bool) else str(event.value)


def _slot(slot: str) -> str:
    kind, *rest = slot.split(":")
    name = kind.replace("_", " ").capitalize()
    return f"{name} ({', '.join(rest)})" if rest else name


def _end(play: Rehearsed, home: tzinfo) -> Iterable[str]:
    if not play.stage.cases:
        yield "No case was opened."
    for case in play.stage.cases.values():
        owner = case.owner if case.owner_is_person else f"{case.owner} (nobody has taken it)"
        levels = ", ".join(f"{scale} {level}" for scale, level in case.levels.items()) or "no level"
        yield f"{case.id}: {case.stage.replace('_', ' ')}, {levels}, with {owner}."
        for clock in sorted(case.clocks.values(), key=lambda clock: (clock.due_at, clock.slot)):
            stopped = f" {when_in_words(clock.stopped_at, home)}" if clock.stopped_at is not None else ""
            state = clock.state.replace("_", " ")
            yield f"  {_slot(clock.slot)}, due {when_in_words(clock.due_at, home)}: {state}{stopped}"
