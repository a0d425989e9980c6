"""A rehearsal as a story for people: day by day, what happened, who was told, what was refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from itertools import groupby

from stepladder.core.case import events as e
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import Happened
from stepladder.core.clock.when_words import DAYS, MONTHS, wall_clock
from stepladder.core.clock.words import length_in_words
from stepladder.core.clock.zones import zone
from stepladder.core.policy.shown.conditions import joined
from stepladder.core.policy.shown.words import upper
from stepladder.core.rehearse.called import DESK, Called
from stepladder.core.rehearse.run import Refusal, Rehearsed
from stepladder.core.rehearse.stage import Sent
from stepladder.core.rehearse.words_acts import ACTS
from stepladder.core.rehearse.words_work import WORK, Say, because, ended

_SENDERS = {"customer": "The customer", "agent": "An agent", "system": "A system", "automatic": "An automatic message"}
_PURPOSES = {
    "route": "Told",
    "at_risk": "Warned",
    "missed": "Told of the miss",
    "retired": "Told of the retirement",
    "failure": "Told of the failure",
    "message": "Sent to",
    "hand_over": "Told of the hand-over",
    "approval": "Told of the decision",
    "step_overdue": "Told of an overdue step",
    "follow_up": "Reminded",
    "waiting_over": "Told that the wait is over",
    "internal": "Written to",
    "agenda_due": "Told what is due",
    "agenda_overdue": "Told what is overdue",
    "outage": "Told that the desk stood still",
}

_ENDED = {
    "sent": "",
    "delivered": "It arrived",
    "held": "Held back",
    "dead": "It reaches nobody",
    "failed": "It could not be delivered",
    "uncertain": "Nobody knows whether it arrived",
}


def story(play: Rehearsed) -> str:
    """The rehearsal in words; instants in the zone of the policy."""
    home = zone(play.stage.pack.zone)
    called = Called.of(play.stage.pack, play.stage.people, home)
    header = play.stage.pack.text.header
    lines = [play.scenario.title, f"Policy {header.title} {header.version}, time in {home.key}."]
    day, shown = None, ""
    moments = sorted(_moments(play, called), key=lambda moment: moment[0])
    for (at, told), same in groupby(moments):
        local = at.astimezone(home)
        if local.date() != day:
            day, shown = local.date(), ""
            lines += ["", f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}"]
        time = wall_clock(local)
        lines.append(f"  {time if time != shown else '':8}  {told}{_often(len(list(same)))}")
        shown = time
    lines += ["", "In the end", *(f"  {line}" for line in _end(play, called))]
    return "\n".join(lines) + "\n"


def _often(times: int) -> str:
    return "" if times == 1 else " (twice)" if times == 2 else f" ({times} times)"


def _moments(play: Rehearsed, called: Called) -> Iterator[tuple[datetime, str]]:
    """What happened, each with its instant; at one instant in the order it was told."""
    several = len(play.stage.cases) > 1
    for arrived in play.arrived:
        if arrived.case is None and not arrived.is_refused:
            yield arrived.at, f"Signal {arrived.id} asks for nothing and opens no case."
    yield from play.stage.registers.sentences(called)
    for case, at, said in _of_cases(play, called):
        yield at, f"{case}: {said}" if several else said
    if play.agenda is not None:
        yield from play.agenda.sentences(called)
    for sent in play.stage.sent:
        if not sent.order.case:
            yield sent.order.created_at, _delivery(sent, called)
    for refusal in play.refusals:
        said = _refused(refusal, called)
        yield refusal.at, f"{refusal.case}: {said}" if several and refusal.case else said


def _of_cases(play: Rehearsed, called: Called) -> Iterator[tuple[str, datetime, str]]:
    """What happened to cases, and behind each event who was told of it."""
    sent: dict[str, list[Sent]] = {}
    for notice in play.stage.sent:
        if notice.state == "dead":
            continue  # An event of its own says that it reached nobody.
        sent.setdefault(notice.order.event, []).append(notice)
    versions: dict[str, int] = {}
    for (case, at, by, are_fields), told in groupby(play.stage.history, _filled_in):
        events = [one for _, one in told]
        if are_fields:
            fields = [one.event.field for one in events if isinstance(one.event, e.FactSet) and one.event.field]
            yield case, at, f"{called.who(by)} fills in {called.listed('field', fields)}."
        for one in events:
            said = None if are_fields else sentence(one, called)
            if said is not None:
                yield case, one.noticed_at, said
            versions[case] = versions.get(case, 0) + 1
            for notice in sent.get(f"{case}/{versions[case]}", ()):
                yield case, notice.order.created_at, _delivery(notice, called)


def _filled_in(told: tuple[str, Happened]) -> tuple[str, datetime, str, bool]:
    """What fields of one hand-over have in common, which are told in one sentence."""
    case, one = told
    return case, one.noticed_at, one.by, isinstance(one.event, e.FactSet) and one.event.field is not None


_OPEN = "open a case"
"""What no command but a signal would do."""


def _refused(refusal: Refusal, called: Called) -> str:
    # What opens the way is a command, or somebody who is further in their training.
    way = refusal.opens_with
    opens = f" First, {ACTS[way]}." if way in ACTS else f" With {way} it could be done." if way else ""
    return f"Refused: {called.who(refusal.by)} cannot {ACTS.get(refusal.do, _OPEN)}: {ended(refusal.reason)}{opens}"


def _delivery(sent: Sent, called: Called) -> str:
    order = sent.order
    ended = _ENDED[sent.state] + (f": {sent.reason}" if sent.reason else "")
    after = f" {ended}." if ended else ""
    if order.purpose in ("message", "internal") and sent.address:
        return f"It goes to {sent.address}.{after}"
    verb = "Copy to" if order.copy else _PURPOSES[order.purpose]
    if order.purpose == "approval" and order.details.get("state") == "pending":
        verb = "Asked for an approval"
    where = f" ({sent.address})" if sent.address else ""
    return f"{verb}: {called.whom(order.to)} {called.by(sent.channel)}{where}.{after}"


def sentence(one: Happened, called: Called) -> str | None:
    """What happened to a case, in one sentence; None for what another event tells already."""
    make = _SENTENCES.get(type(one.event))
    said = make(one.event, called.who(one.by), called) if make is not None else None
    return f"{said} (late)" if said is not None and one.late else said


def _received(event: e.SignalReceived, by: str, called: Called) -> str:
    way = f" {called.by(event.channel)}" if event.channel else ""
    verb = "comes in" if event.sender == "automatic" else "reports"
    return f"{_SENDERS[event.sender]} {verb}{way}."


def _replied(event: e.CustomerReplied, by: str, called: Called) -> str | None:
    if event.automatic:
        return "It counts for nothing."
    # What came as a signal is told as such.
    way = f" {called.by(event.channel)}" if event.channel else ""
    return f"{by} notes a reply of the customer{way}." if event.signal is None else None


def _opened(event: e.CaseOpened, by: str, called: Called) -> str:
    what = ", ".join(called.named("category", one) for one in event.assessment.categories) or "no category"
    owner = called.whom(event.owner_role)
    if event.split_from:
        return f"A case is opened for a matter of {event.split_from}: {what}. It waits with {owner}."
    goes_on = f", going on from {event.continues}" if event.continues else ""
    held: dict[tuple[str, ...], list[str]] = {}
    for one in event.assessment.held:
        held.setdefault(tuple(one.held_by), []).append(called.whom(one.to))
    waits = [
        f"{joined(dict.fromkeys(whom))} (waiting for {', '.join(dict.fromkeys(called.gate(one) for one in gates))})"
        for gates, whom in held.items()
    ]
    untold = f" Not told yet: {'; '.join(waits)}." if waits else ""
    return f"A case is opened: {what}{goes_on}. It waits with {owner}.{untold}"


def _matched(event: e.TriggerMatched, by: str, called: Called) -> str:
    how = {"provisional": "read from the words, to be confirmed", "suggested": "suggested", "confirmed": "stated"}
    seen = "seen over several signals" if event.reader == "detector" else how[event.state]
    return f"{upper(called.named('trigger', event.trigger))}: {seen}."


def _corrected(event: e.TriggerCorrected, by: str, called: Called) -> str:
    trigger = called.named("trigger", event.trigger)
    if event.fact is not None:
        return f"{upper(trigger)} stands no more: {called.named('fact', event.fact.rpartition('.')[2])} says otherwise."
    if by == DESK:
        return f"{upper(trigger)} stands no more{because(event.because)}"
    becomes = f", it is {called.named('trigger', event.becomes)}" if event.becomes else ""
    return f"{by} says it is not {trigger}{becomes}{because(event.because)}"


def _fact(event: e.FactSet, by: str, called: Called) -> str:
    if event.field is not None:
        return f"{by} fills in {called.named('field', event.field)}."
    value = {True: "yes", False: "no"}[event.value] if isinstance(event.value, bool) else event.value
    ask = called.known.get(("ask", event.fact))
    if ask is not None and by == DESK:
        return f'To "{ask}" the answer is {called.value(event.fact, value)} now.'
    if ask is not None:
        return f'{by} answers "{ask}": {"in words" if value is None else called.value(event.fact, value)}.'
    name = event.fact.replace(".", " ").replace("_", " ")
    return f"{by} says in words: {name}." if value is None else f"{by} says: {name}: {value}."


def _level(event: e.LevelSet, by: str, called: Called) -> str:
    level = called.level(event.scale, event.level)
    if event.by_person:
        return f"{by} sets {called.scale(event.scale)} to {level}{because(event.because)}"
    return f"{called.scale(event.scale)} is {level}."


def _started(event: e.ClockStarted, by: str, called: Called) -> str:
    return f"{called.slot(event.slot)} within {length_in_words(event.within)}: due {called.when(event.due_at)}."


def _moved(event: e.ClockMoved, by: str, called: Called) -> str:
    was, now = called.when(event.was_due_at), called.when(event.due_at)
    # Another promise may end at the same instant.
    return f"{called.slot(event.slot)} {f'stays due {now}' if was == now else f'moves from {was} to {now}'}."


def _met(event: e.ClockMet, by: str, called: Called) -> str:
    how = "ended by the resolution" if event.by_resolution else "met late" if event.late else "met"
    return f"{called.slot(event.slot)} {how}."


def _acknowledged(event: e.Acknowledged, by: str, called: Called) -> str:
    if not event.teams:
        return f"{by} takes the case up."
    return f"{by} acknowledges the case, which answers for {' and '.join(map(called.whom, event.teams))}."


def _owner(event: e.OwnerChanged, by: str, called: Called) -> str | None:
    # Whoever takes a case up becomes its owner, which needs no words of its own.
    owner = called.whom(event.owner)
    return None if owner == by else f"{by} gives the case to {owner}."


def _closed(event: e.Closed, by: str, called: Called) -> str:
    lesson = f" Learned: {event.lesson}" if event.lesson else ""
    return f"{by} closes the case.{lesson}"


def _linked(event: e.Linked, by: str, called: Called) -> str:
    match event.relation:
        case "merged_from":
            return f"{event.case} was joined to it."
        case "split_from":
            return f"It was split off from {event.case}."
        case _:
            return f"It goes on in {event.case}."


_SENTENCES: dict[type[Event], Say] = {
    e.SignalReceived: _received,
    e.CaseOpened: _opened,
    e.SignalJoined: lambda event, by, called: "It joins the case.",
    e.CustomerReplied: _replied,
    e.TriggerMatched: _matched,
    e.TriggerConfirmed: lambda event, by, called: f"{by} confirms {called.named('trigger', event.trigger)}.",
    e.TriggerCorrected: _corrected,
    e.FactSet: _fact,
    e.LevelSet: _level,
    e.ClockStarted: _started,
    e.ClockMoved: _moved,
    e.ClockAtRisk: lambda event, by, called: f"{called.slot(event.slot)}: {event.share}% of the time is used.",
    e.ClockMissed: lambda event, by, called: f"{called.slot(event.slot)} is missed.",
    e.ClockMet: _met,
    e.ClockResumed: lambda event, by, called: f"{called.slot(event.slot)} runs on, due {called.when(event.due_at)}.",
    e.RouteWithdrawn: lambda event, by, called: f"The notice to {called.whom(event.to)} is withdrawn.",
    e.DeliveryFailed: lambda event, by, called: (
        f"A notice to {called.whom(event.to)} reached nobody: {ended(event.reason)}"
    ),
    e.Acknowledged: _acknowledged,
    e.OwnerChanged: _owner,
    e.NoteAdded: lambda event, by, called: f"{by} notes something.",
    e.Resolved: lambda event, by, called: f"{by} resolves the case.",
    e.Reopened: lambda event, by, called: f"The case is opened again: {ended(event.because)}",
    e.Closed: _closed,
    e.ClockPaused: lambda event, by, called: f"{called.slot(event.slot)} stands still.",
    e.PolicyRetired: lambda event, by, called: f"The policy of the case is retired: {event.because}",
    e.Linked: _linked,
    **WORK,
}
"""How each event reads. A notice (`RouteTold`) and a new assessment speak through what they bring."""


_STATES = {"met_by_resolution": "ended by the resolution"}


def _end(play: Rehearsed, called: Called) -> Iterable[str]:
    if not play.stage.cases:
        yield "No case was opened."
    for case in play.stage.cases.values():
        owner = called.whom(case.owner) + ("" if case.owner_is_person else " (nobody has taken it)")
        levels = ", ".join(f"{scale} {called.level(scale, level)}" for scale, level in case.levels.items())
        stage = case.stage if case.stage == "closed" else f"at the stage {case.stage.replace('_', ' ')}"
        yield f"{case.id}: {stage}, {levels or 'no level'}, with {owner}."
        for clock in sorted(case.clocks.values(), key=lambda clock: (clock.due_at, clock.slot)):
            # What stopped after it was missed was done late.
            late = ", done only" if clock.state == "missed" else ""
            stopped = f"{late} {called.when(clock.stopped_at)}" if clock.stopped_at is not None else ""
            state = _STATES.get(clock.state, clock.state)
            yield f"  {called.slot(clock.slot)}, due {called.when(clock.due_at)}: {state}{stopped}"
