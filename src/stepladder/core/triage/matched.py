"""What one signal shows to be the case: ticked by a person, shown by facts, read from words, or known before."""

from __future__ import annotations

from collections.abc import Sequence

from stepladder.core.policy.assessments import Sign
from stepladder.core.policy.model import Category, Trigger
from stepladder.core.triage.asked import Asked
from stepladder.core.triage.decision import Evidence
from stepladder.core.triage.verdict import State, TriggerVerdict
from stepladder.core.values import DeskError

_STATES: dict[str, State] = {"suggest": "suggested", "provisional": "provisional", "automatic": "confirmed"}
MARKS = frozenset({"complaint"})
"""What a person may tick besides triggers: it marks one message, and is counted by rules over several events."""


def check_ticked(asked: Asked) -> None:
    """Raises: DeskError - a name that was ticked or ruled out and is none of the pack's."""
    signal, case = asked.request.signal, asked.request.case
    before = case.triggers if case is not None else ()
    for where, names in (
        ("signal.triggers", signal.triggers), ("case.triggers", before), ("signal.not_triggers", signal.not_triggers),
    ):  # fmt: skip
        for name in names:
            if name not in asked.readers.tables.tickable and name not in MARKS:
                raise DeskError(
                    f"no trigger is called '{name[:40]}' in pack {asked.pack.id}",
                    where=where,
                    mend=asked.readers.nearest_trigger(name),
                )


def ticked(asked: Asked) -> tuple[str, ...]:
    """What a person ticked, on this signal or on the case before."""
    request = asked.request
    return (*request.signal.triggers, *(request.case.triggers if request.case is not None else ()))


def triggers(asked: Asked, known: Sequence[TriggerVerdict]) -> tuple[TriggerVerdict, ...]:
    """Every trigger that matched, and every detector and category a person ticked, in pack order."""
    tables, ruled_out = asked.readers.tables, asked.ruled_out
    found: dict[str, TriggerVerdict] = {}
    for name in ticked(asked):
        if name not in MARKS and not isinstance(one := tables.tickable[name], Sign):
            found.setdefault(name, TriggerVerdict(one, "confirmed", "person", 1.0))
    for before in known:
        if before.trigger.id not in ruled_out and not isinstance(before.trigger, Sign):
            found.setdefault(before.trigger.id, before)
    for key in asked.answers.true:
        trigger = tables.by_condition.get(key)
        if trigger is not None and trigger.id not in ruled_out:
            found.setdefault(trigger.id, by_condition(asked, trigger, key))
    for name, evidence in asked.reading.triggers.items():
        if name not in ruled_out:
            found.setdefault(name, by_words(asked, tables.triggers[name], evidence))
    if len(found) < 2:
        return tuple(found.values())
    return tuple(sorted(found.values(), key=lambda one: tables.order[one.trigger.id]))


def signs(
    asked: Asked, known: Sequence[TriggerVerdict], found: Sequence[TriggerVerdict], counted: frozenset[str]
) -> tuple[TriggerVerdict, ...]:
    """Every sign that is there, in pack order.

    Takes: found - the triggers that matched: one that shares its id with a sign shows the sign as well; counted - the
    signs that patterns over several events show.
    """
    tables, reading = asked.readers.tables, asked.reading
    if not tables.signs:
        return ()
    conditions = tables.signs_by_condition
    by_trigger = {one.trigger.id: one for one in found}
    names, seen = set(ticked(asked)), list[TriggerVerdict]()
    if not (names or known or reading.signs or counted or not tables.signs.keys().isdisjoint(by_trigger)) and (
        conditions.keys().isdisjoint(asked.answers.true)
    ):
        return ()
    before = {one.trigger.id: one for one in known if isinstance(one.trigger, Sign)}
    by_facts = {conditions[key].id: key for key in asked.answers.true if key in conditions}
    for sign in tables.signs.values():
        if sign.id in asked.ruled_out:
            continue
        if sign.id in names:
            seen.append(TriggerVerdict(sign, "confirmed", "person", 1.0))
        elif sign.id in before:
            seen.append(before[sign.id])
        elif sign.id in by_trigger:
            same = by_trigger[sign.id]
            seen.append(TriggerVerdict(sign, same.state, same.reader, same.confidence, same.evidence))
        elif sign.count is None and sign.id in by_facts:
            seen.append(by_condition(asked, sign, by_facts[sign.id]))
        elif sign.id in reading.signs:
            seen.append(by_words(asked, sign, reading.signs[sign.id]))
        elif sign.id in counted:
            seen.append(TriggerVerdict(sign, "confirmed", "detector", 1.0))
    return tuple(seen)


def categories(asked: Asked, found: Sequence[TriggerVerdict]) -> tuple[str, ...]:
    """The categories that facts show or a person ticked, in pack order."""
    tables = asked.readers.tables
    shown = {id_ for key, id_ in tables.categories.items() if asked.is_true(key) and id_ not in asked.ruled_out}
    shown |= {one.trigger.id for one in found if isinstance(one.trigger, Category)}
    return tuple(category.id for category in asked.pack.text.categories if category.id in shown) if shown else ()


def by_condition(asked: Asked, one: Trigger | Sign, key: str) -> TriggerVerdict:
    """Stated facts decide at once; where a fact was only read from words, so is the trigger (Q-28)."""
    evidence = tuple(
        span
        for name in asked.readers.reads_of[key]
        if name in asked.reading.facts and name not in _stated(asked)
        for span in asked.reading.shown.get(name, ())
    )
    if evidence:
        return by_words(asked, one, evidence)
    return TriggerVerdict(one, "confirmed", "condition", 1.0)


def _stated(asked: Asked) -> set[str]:
    request = asked.request
    names = {*request.signal.facts, *(request.case.facts if request.case is not None else ())}
    return names | {f"signal.{name}" for name in names}


def by_words(asked: Asked, one: Trigger | Sign, evidence: tuple[Evidence, ...]) -> TriggerVerdict:
    """A match in words alone counts as far as the pack lets it (Q-28)."""
    mode = one.mode if isinstance(one, Trigger) else None
    state = _STATES[mode or asked.pack.parameters["trigger.mode"]]
    # One phrase may be chance, two different ones seldom are: an order, and no probability.
    confidence = 0.9 if len(evidence) > 1 and len({one.quote.casefold() for one in evidence}) > 1 else 0.7
    return TriggerVerdict(one, state, "phrases", confidence, evidence)


def shown(asked: Asked, counted: tuple[str, ...]) -> tuple[str, ...]:
    """What counts and does not only stand from before. A fact that was read is shown even where one stated wins."""
    reading, names = asked.reading, asked.request.signal.triggers
    if not counted or not (names or reading.triggers or reading.facts):
        return ()
    tools, read = asked.readers, reading.facts.keys()
    by_facts = [
        trigger.id
        for key, trigger in tools.tables.by_condition.items()
        if key in asked.answers.true and not read.isdisjoint(tools.reads_of[key])
    ]
    return tuple([id_ for id_ in counted if id_ in reading.triggers or id_ in names or id_ in by_facts])
