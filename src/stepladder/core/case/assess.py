"""From a verdict to what the case keeps of it, and how the verdict on a further signal adds to what is known."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import msgspec

from stepladder.core.case.assessment import Assessment, ConditionalRoute, EvidenceAt, FieldState, HeldRoute, Question
from stepladder.core.case.events import FactSaid
from stepladder.core.case.owing import OPENED, ask_again_at, joined, owed_of
from stepladder.core.case.state import Case
from stepladder.core.case.watching import issues_of
from stepladder.core.policy.conditions import Kind
from stepladder.core.policy.kinds import SIGNAL, rules_of
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.verdict import ClockVerdict, TriggerVerdict, Verdict
from stepladder.core.values import Money, format_instant

_URGENT_FIRST = ("now", "same_day", "within_24h", "hold", "no")
_WORDS = (Kind.TEXT, Kind.TEXTS)


def instant(seconds: int) -> datetime:
    """The aware UTC instant of epoch seconds."""
    return datetime.fromtimestamp(seconds, UTC)


def assessment_of(
    verdict: Verdict, levels_by_person: dict[str, str] | None = None, opened_at: datetime | None = None
) -> Assessment:
    """What a case shows and acts on later, without a word of the customer's.

    Takes: opened_at - when the case was opened; None where this signal opens it.
    """
    return Assessment(
        escalate=verdict.escalate,
        escalate_by=None if verdict.escalate_by is None else instant(verdict.escalate_by),
        levels=verdict.levels | (levels_by_person or {}),
        urgency=verdict.urgency,
        categories=verdict.categories,
        segments=verdict.segments,
        scenarios=verdict.scenarios,
        flags=verdict.flags,
        signs=tuple([one.trigger.id for one in verdict.signs if one.state != "suggested"]),
        fields=_fields(verdict),
        fields_mode=verdict.fields_mode,
        questions=tuple(
            [
                Question(fact=one.fact, ask=one.question, would_change=one.would_change)
                for one in verdict.unknown
                if one.fact != OPENED  # Nobody is asked when a case was opened: it is opened with this.
            ]
        ),
        conditional=tuple(
            [
                ConditionalRoute(
                    route=one.route.id, to=one.route.to, channel=one.route.channel, waits_for=one.waits_for
                )
                for one in verdict.routes
                if one.state == "conditional" and one.waits_for != (OPENED,)
            ]
        ),
        held=tuple(
            [
                HeldRoute(
                    route=one.route.id,
                    to=one.route.to,
                    channel=one.route.channel,
                    held_by=one.held_by,
                    template=one.route.template,
                )
                for one in verdict.routes
                if one.state == "held"
            ]
        ),
        awaited={
            slot_of(one): later
            for one in (*verdict.clocks, *verdict.promised)
            if (later := tuple([name for name in rules_of(one.clock).starts if name != SIGNAL]))
        },
        owed=owed_of(verdict),
        ask_again_at=ask_again_at(verdict, opened_at or instant(verdict.at)),
        watched=issues_of(verdict) if opened_at is None else (),
    )


def _fields(verdict: Verdict) -> tuple[FieldState, ...]:
    # What is asked for depends on the selection, what is known on which facts are there: never on their values.
    selection = verdict.selection
    key = ("field states", frozenset(selection.prefills & verdict.facts.keys()))
    kept: tuple[FieldState, ...] | None = selection.kept.get(key)
    if kept is not None:
        return kept
    states = tuple(
        FieldState(
            id=one.field.id,
            scope=one.field.scope,
            title=one.field.title,
            optional=one.field.optional,
            known=one.value is not None,
        )
        for one in verdict.fields
    )
    selection.keep(key, states)
    return states


def slot_of(promise: ClockVerdict) -> str:
    """`first_response`, or `team_response:legal:limit` where a team or an end of a range belongs to it."""
    return ":".join([part for part in promise.slot if part is not None])


def renewed_assessment(case: Case, verdict: Verdict) -> Assessment:
    """What the policy makes of a case asked about without its texts: what was read from words before stays known.

    A question that only words had raised stays too, while its answer could still show a trigger.
    """
    new, old = assessment_of(verdict, case.levels_by_person, case.opened_at), case.assessment
    if old is None:
        return new
    known = {(one.scope, one.id) for one in old.fields if one.known}
    asked = {one.fact for one in new.questions}
    settled = {one.trigger.id for one in verdict.seen} | {
        one.trigger for one in case.triggers.values() if one.state == "corrected"
    }
    open_triggers = {one.id for one in verdict.pack.text.triggers} - settled
    kept = tuple(
        one
        for one in old.questions
        if one.fact not in asked and one.fact not in verdict.facts and not open_triggers.isdisjoint(one.would_change)
    )
    fields = tuple(msgspec.structs.replace(one, known=one.known or (one.scope, one.id) in known) for one in new.fields)
    return msgspec.structs.replace(new, fields=fields, questions=(*new.questions, *kept))


def joined_assessment(case: Case, verdict: Verdict) -> Assessment:
    """A further signal only adds: no level falls, no question that is open is forgotten; lowering is a person's act."""
    new, old = assessment_of(verdict, opened_at=case.opened_at), case.assessment
    if old is None:
        return new
    levels = old.levels | {
        scale: level for scale, level in new.levels.items() if rises(case, verdict.pack, scale, level)
    }
    sooner = _URGENT_FIRST.index(new.escalate) < _URGENT_FIRST.index(old.escalate)
    fields = {(one.scope, one.id): one for one in old.fields}
    for one in new.fields:
        before = fields.get((one.scope, one.id))
        known = one.known or (before is not None and before.known)
        fields[one.scope, one.id] = msgspec.structs.replace(one, known=known)
    questions = {one.fact: one for one in old.questions if one.fact not in verdict.facts}
    conditional = {one.route: one for one in old.conditional if one.route not in {r.route.id for r in verdict.routes}}
    return Assessment(
        escalate=new.escalate if sooner else old.escalate,
        escalate_by=new.escalate_by if sooner else old.escalate_by,
        levels=levels,
        urgency=max(new.urgency, old.urgency),
        categories=tuple(dict.fromkeys((*old.categories, *new.categories))),
        segments=tuple(dict.fromkeys((*old.segments, *new.segments))),
        scenarios=tuple(dict.fromkeys((*old.scenarios, *new.scenarios))),
        flags=tuple(dict.fromkeys((*old.flags, *new.flags))),
        signs=tuple(dict.fromkeys((*old.signs, *new.signs))),
        fields=tuple(fields.values()),
        # The mode of the more urgent assessment counts: a critical case is never held for missing data.
        fields_mode=new.fields_mode if new.urgency > old.urgency or not old.fields else old.fields_mode,
        questions=tuple((questions | {one.fact: one for one in new.questions}).values()),
        conditional=tuple((conditional | {one.route: one for one in new.conditional}).values()),
        held=new.held,
        awaited=old.awaited | new.awaited,
        owed=joined(old.owed, new.owed),
        ask_again_at=min((at for at in (old.ask_again_at, new.ask_again_at) if at is not None), default=None),
    )


def rises(case: Case, pack: Pack, scale: str, level: str) -> bool:
    """Whether the level is above the case's own on its scale. What a person set stands."""
    present = case.levels.get(scale)
    if present is None or present == level or scale in case.levels_by_person:
        return present is None
    order = next((tuple(one.id for one in known.levels) for known in pack.text.scales if known.id == scale), ())
    return present in order and level in order and order.index(level) < order.index(present)


def facts_of(verdict: Verdict) -> dict[str, FactSaid]:
    """The pack's own facts that are known, as requests write them; words stay where they are."""
    own = _own_facts(verdict.pack)
    return {name: written(value) for name, value in verdict.facts.items() if name in own and value is not None}


def _own_facts(pack: Pack) -> frozenset[str]:
    """Those that the pack itself describes and that are no words."""
    kept: frozenset[str] | None = pack.compiled.get("case")
    if kept is None:
        names = (fact.name for fact in pack.text.facts)
        kept = frozenset(name for name in names if pack.facts[name].kind not in _WORDS)
        pack.compiled["case"] = kept
    return kept


def written(value: Any) -> FactSaid:
    """A typed fact as a request writes it, so that it can be read again."""
    match value:
        case Money():
            return str(value)
        case datetime():
            return format_instant(value, UTC)
        case date():
            return value.isoformat()
        case bool() | int() | float() | str():
            return value
        case _:
            raise TypeError(f"a fact has the form {type(value).__name__}")


def evidence_of(one: TriggerVerdict, signal: str) -> tuple[EvidenceAt, ...]:
    """Where the words stand, never the words."""
    return tuple(EvidenceAt(signal=signal, field=seen.field, start=seen.start, end=seen.end) for seen in one.evidence)
