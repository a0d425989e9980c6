"""The decision: one signal, one policy, one instant in; what is the case and what must follow out."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any

import msgspec

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.zones import zone
from stepladder.core.policy.conditions import Answers, unknown_facts
from stepladder.core.policy.loader import condition_key
from stepladder.core.policy.model import Clock, Trigger
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decision import Evidence
from stepladder.core.triage.facts import gather, instant_of
from stepladder.core.triage.promises import earliest, promises
from stepladder.core.triage.readers import ZONE, Readers, TextReading, readers
from stepladder.core.triage.request import Request
from stepladder.core.triage.select import Selection, select
from stepladder.core.triage.verdict import (
    ClockVerdict,
    RouteVerdict,
    State,
    TriggerVerdict,
    UnknownVerdict,
    Verdict,
)
from stepladder.core.values import DeskError

_DAY, _QUARTER = 86_400, 900
_STATES: dict[str, State] = {"suggest": "suggested", "provisional": "provisional", "automatic": "confirmed"}
MARKS = frozenset({"complaint"})
"""What a person may tick besides triggers: it marks one message, and is counted by rules over several events."""
_SELECTIONS_KEPT = 4_096


class _Asked(msgspec.Struct, frozen=True, gc=False):
    """A request with its facts, before anything is decided."""

    pack: Pack
    readers: Readers
    request: Request
    at: int
    facts: dict[str, Any]
    records: frozenset[str]
    home: str | None
    answers: Answers
    reading: TextReading
    ruled_out: frozenset[str]
    """The triggers a person ruled out."""

    def missing(self, key: str) -> tuple[str, ...]:
        """The facts to ask for, so that the condition `key` can be answered."""
        if not self.facts.keys().isdisjoint(self.readers.reads_of[key]):
            return self._work_out_missing(key)
        # Where none of its facts is there, the answer hangs on which records are: the same for most signals.
        kept = self.readers.missing
        found = kept.get((key, self.records))
        if found is None:
            found = kept[key, self.records] = self._work_out_missing(key)
        return found

    def _work_out_missing(self, key: str) -> tuple[str, ...]:
        environment = self.readers.conditions.environment(self.facts, self.records, self.at, self.home)
        return unknown_facts(self.pack.trees[key], environment)


def decide(pack: Pack, request: Request, now: datetime, *, known: Sequence[TriggerVerdict] = ()) -> Verdict:
    """What the policy says about a signal.

    `now` (aware) is the instant of the decision where the request names none; `known` are triggers that an open case
    already holds, so that the answer is about the whole case. Raises: DeskError - a fact or a trigger that the pack
    does not know, or a value of another type; the fault names its place in the request.
    """
    at = int(now.timestamp()) if request.at is None else instant_of(request.at)
    asked = _ask(pack, request, at)
    triggers = _triggers(asked, known)
    counted = tuple([one.trigger.id for one in triggers if one.state != "suggested"])
    true = asked.answers.true
    segments = tuple([id_ for key, id_ in asked.readers.segments.items() if key in true]) if true else ()
    overrides = tuple(sorted(request.case.levels.items())) if request.case is not None else ()
    selection = _selected(asked, counted, segments, overrides)
    promised: tuple[ClockVerdict, ...] = ()
    waiting: tuple[tuple[str, Clock], ...] = ()
    if selection.plain:
        clocks = [earliest(asked.readers, asked.at, asked.home, candidates) for _, candidates in selection.slots]
    else:
        clocks, promised, waiting = promises(asked.readers, asked.at, asked.home, asked.facts, selection)
    clocks.sort(key=_by_due)
    routes = _routes(asked, selection) if selection.routes else ()
    escalate, escalate_by = _escalation(asked, selection, routes)
    return Verdict(
        pack=pack,
        at=asked.at,
        escalate=escalate,
        escalate_by=escalate_by,
        segments=segments,
        triggers=triggers,
        unknown=_unknown(asked, triggers, selection, routes, waiting),
        clocks=tuple(clocks),
        routes=routes,
        selection=selection,
        facts=asked.facts,
        shown=_shown(asked, counted),
        promised=promised,
        waiting=waiting,
        home=asked.home,
    )


def _ask(pack: Pack, request: Request, at: int) -> _Asked:
    tools = readers(pack)
    facts, records = gather(pack, request, tools.wanted)
    facts["signal.at"] = at  # A hand-over may ask for it; conditions know the present as `now`.
    reading = tools.read(request.signal)
    for name, value in reading.facts.items():
        facts.setdefault(name, value)
    home = request.customer.zone if request.customer is not None else None
    if request.case is not None and ZONE in request.case.facts:
        home = facts.get(ZONE)  # What a person said, or what the case was decided with.
    if home is not None:
        _check_zone(home)
    answers = tools.conditions.answers(facts, records, at, home)
    ruled_out = frozenset(request.signal.not_triggers)
    return _Asked(pack, tools, request, at, facts, records, home, answers, reading, ruled_out)


def _check_zone(home: str) -> None:
    try:
        zone(home)
    except DeskError as fault:
        raise DeskError(fault.what, where=ZONE, mend=fault.mend) from fault


def _triggers(asked: _Asked, known: Sequence[TriggerVerdict]) -> tuple[TriggerVerdict, ...]:
    """Every trigger that matched, in pack order: ticked, shown by facts, read from text, or known from before."""
    signal, by_id = asked.request.signal, asked.readers.triggers
    found: dict[str, TriggerVerdict] = {}
    ticked = (*signal.triggers, *(asked.request.case.triggers if asked.request.case is not None else ()))
    ruled_out = asked.ruled_out
    if ticked or ruled_out:
        _check_triggers(asked, ticked, where="signal.triggers")
        _check_triggers(asked, signal.not_triggers, where="signal.not_triggers")
    for name in ticked:
        if name not in MARKS:
            found.setdefault(name, TriggerVerdict(by_id[name], "confirmed", "person", 1.0))
    for one in known:
        if one.trigger.id not in ruled_out:
            found.setdefault(one.trigger.id, one)
    for key in asked.answers.true:
        trigger = asked.readers.by_condition.get(key)
        if trigger is not None and trigger.id not in ruled_out:
            found.setdefault(trigger.id, _by_condition(asked, trigger))
    for name, evidence in asked.reading.triggers.items():
        if name not in ruled_out:
            found.setdefault(name, _by_words(asked, by_id[name], evidence))
    if len(found) < 2:
        return tuple(found.values())
    order = asked.readers.order
    return tuple(sorted(found.values(), key=lambda one: order[one.trigger.id]))


def _check_triggers(asked: _Asked, names: tuple[str, ...], *, where: str) -> None:
    for name in names:
        if name not in asked.readers.triggers and name not in MARKS:
            raise DeskError(
                f"no trigger is called '{name[:40]}' in pack {asked.pack.id}",
                where=where,
                mend=asked.readers.nearest_trigger(name),
            )


def _shown(asked: _Asked, counted: tuple[str, ...]) -> tuple[str, ...]:
    """What counts and does not only stand from before. A fact that was read is shown even where one stated wins."""
    reading, ticked = asked.reading, asked.request.signal.triggers
    if not counted or not (ticked or reading.triggers or reading.facts):
        return ()
    tools, read = asked.readers, reading.facts.keys()
    by_facts = [
        trigger.id
        for key, trigger in tools.by_condition.items()
        if key in asked.answers.true and not read.isdisjoint(tools.reads_of[key])
    ]
    return tuple([id_ for id_ in counted if id_ in reading.triggers or id_ in ticked or id_ in by_facts])


def _by_condition(asked: _Asked, trigger: Trigger) -> TriggerVerdict:
    """Stated facts decide at once; where a fact was only read from words, so is the trigger (Q-28)."""
    evidence = tuple(
        span
        for name in asked.readers.reads_of[condition_key(trigger)]
        if name in asked.reading.facts and name not in _stated(asked.request)
        for span in asked.reading.shown.get(name, ())
    )
    if evidence:
        return _by_words(asked, trigger, evidence)
    return TriggerVerdict(trigger, "confirmed", "condition", 1.0)


def _stated(request: Request) -> set[str]:
    names = {*request.signal.facts, *(request.case.facts if request.case is not None else ())}
    return names | {f"signal.{name}" for name in names}


def _by_words(asked: _Asked, trigger: Trigger, evidence: tuple[Evidence, ...]) -> TriggerVerdict:
    state = _STATES[trigger.mode or asked.pack.parameters["trigger.mode"]]
    # One phrase may be chance, two different ones seldom are: an order, and no probability.
    confidence = 0.9 if len(evidence) > 1 and len({one.quote.casefold() for one in evidence}) > 1 else 0.7
    return TriggerVerdict(trigger, state, "phrases", confidence, evidence)


def _selected(
    asked: _Asked, triggers: tuple[str, ...], segments: tuple[str, ...], overrides: tuple[tuple[str, str], ...]
) -> Selection:
    kept = asked.readers.selections
    key = (triggers, segments, overrides)
    selection = kept.get(key)
    if selection is None:
        _check_overrides(asked.pack, overrides)
        selection = select(asked.pack, *key)
        if len(kept) >= _SELECTIONS_KEPT:
            kept.clear()  # Combinations that occur are few; a flood of odd ones must not fill the memory.
        kept[key] = selection
    return selection


def _check_overrides(pack: Pack, overrides: tuple[tuple[str, str], ...]) -> None:
    for scale_id, level in overrides:
        scale = next((scale for scale in pack.text.scales if scale.id == scale_id), None)
        known = [scale.id for scale in pack.text.scales] if scale is None else [one.id for one in scale.levels]
        if scale is None or level not in known:
            noun, name = ("scale", scale_id) if scale is None else ("level", level)
            what = f"no {noun} is called '{name[:40]}' in pack {pack.id}"
            raise DeskError(what, where=f"case.levels.{scale_id[:40]}", mend=f"Use one of: {', '.join(known)}.")


def _by_due(clock: ClockVerdict) -> tuple[int, str]:
    return clock.due_at, clock.clock.id


def _routes(asked: _Asked, selection: Selection) -> tuple[RouteVerdict, ...]:
    found: list[RouteVerdict] = []
    for route, copies, source in selection.routes:
        waits: tuple[str, ...] = ()
        if route.when is not None:
            key = condition_key(route)
            if key in asked.answers.unknown:
                waits = asked.missing(key)
            elif key not in asked.answers.true:
                continue
        if waits or route.bypasses:
            found.append(RouteVerdict(route, "conditional", copies, source=source, waits_for=waits))
        elif route.after is not None:
            found.append(RouteVerdict(route, "held", copies, source=source, held_by=(route.after,)))
        else:
            # A team that is closed now is told all the same, and so is whoever is on duty.
            duty = asked.readers.duty(route.to, selection.levels, asked.at, asked.home)
            found.append(RouteVerdict(route, "due", (*copies, *duty) if duty else copies, source=source))
    return tuple(found)


def _escalation(asked: _Asked, selection: Selection, routes: tuple[RouteVerdict, ...]) -> tuple[Any, int | None]:
    """When to escalate, and by when at the latest (SD-010, SD-056, SD-092; Q-21)."""
    at = asked.at
    if selection.leading is not None and selection.leading.escalate is not None:
        match selection.leading.escalate:
            case "now":
                return "now", at
            case "same_day":
                calendars = asked.pack.calendars
                office = calendars.key(asked.pack.parameters["pack.office"], asked.home)
                return "same_day", _close_of_day(calendars[office], at)
            case _:
                return "within_24h", at + _DAY
    return ("now", at) if routes and any(route.state == "due" for route in routes) else ("no", None)


def _close_of_day(office: Calendar, at: int) -> int:
    close = _close_all_quarter(office, at // _QUARTER)
    return office.close_of_day(at) if close is None else close


@lru_cache(maxsize=256)
def _close_all_quarter(office: Calendar, quarter: int) -> int | None:
    """The close of day at every instant of a quarter of an hour, where they share it: a close never moves back."""
    close = office.close_of_day(quarter * _QUARTER)
    return close if close == office.close_of_day(quarter * _QUARTER + _QUARTER - 1) else None


def _unknown(
    asked: _Asked,
    triggers: tuple[TriggerVerdict, ...],
    selection: Selection,
    routes: tuple[RouteVerdict, ...],
    waiting: tuple[tuple[str, Clock], ...],
) -> tuple[UnknownVerdict, ...]:
    """The facts worth asking for: those that could change something here, and not all that nobody mentioned."""
    if not triggers and not asked.reading.hinted and asked.readers.asked_of_signals.isdisjoint(asked.facts):
        return ()
    unknown = asked.answers.unknown
    if waiting or any(not asked.facts.keys().isdisjoint(asked.readers.reads_of[key]) for key in unknown):
        # What is asked hangs on values: two currencies, or a part that others leave open.
        return _work_out_unknown(asked, triggers, selection, routes, waiting)
    matched = tuple([one.trigger.id for one in triggers])
    key = ("unknown", matched, unknown, asked.records, asked.reading.hinted, asked.ruled_out)
    found: tuple[UnknownVerdict, ...] | None = selection.kept.get(key)
    return selection.keep(key, _work_out_unknown(asked, triggers, selection, routes)) if found is None else found


def _work_out_unknown(
    asked: _Asked,
    triggers: tuple[TriggerVerdict, ...],
    selection: Selection,
    routes: tuple[RouteVerdict, ...],
    waiting: tuple[tuple[str, Clock], ...] = (),
) -> tuple[UnknownVerdict, ...]:
    changes: dict[str, list[str]] = {}

    def ask(facts: Sequence[str], element: str) -> None:
        for fact in facts:
            changes.setdefault(fact, []).append(element)

    for fact, clock in waiting:
        ask((fact,), clock.id)
    for one in routes:
        ask(one.waits_for, one.route.id)
    matched = {one.trigger.id for one in triggers}
    for key in asked.answers.unknown:
        segment = asked.readers.segments.get(key)
        if segment is not None and triggers:
            ask(asked.missing(key), segment)
        trigger = asked.readers.by_condition.get(key)
        if trigger is None or trigger.id in matched or trigger.id in asked.ruled_out:
            continue
        own = asked.readers.signal_facts_of[key]
        near = own and not (own.isdisjoint(asked.reading.hinted) and own.isdisjoint(asked.facts))
        if near or (trigger.category is not None and trigger.category in selection.categories):
            ask(asked.missing(key), trigger.id)
    return tuple(UnknownVerdict(fact, asked.readers.questions[fact], tuple(by)) for fact, by in changes.items())
