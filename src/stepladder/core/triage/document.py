"""The decision as a document: instants in the zone of their calendar, durations in ISO 8601, lists in a stable order.

What depends on names alone is encoded once and kept with the selection; what a signal and an instant change is encoded
each time. `document` is the same bytes read back, so the two can never say different things.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import tzinfo
from functools import cache
from typing import Any

import msgspec

from stepladder.core.clock.counting import working
from stepladder.core.clock.zones import zone
from stepladder.core.policy.assessments import Sign
from stepladder.core.triage import decision as d
from stepladder.core.triage.addresses import default_address
from stepladder.core.triage.duties import NOTHING
from stepladder.core.triage.duties_document import LISTS, Tag, identity, lists, next_rung
from stepladder.core.triage.explained import Reason, reasons
from stepladder.core.triage.instants import instant
from stepladder.core.triage.shown import is_duration, shown
from stepladder.core.triage.verdict import ClockVerdict, FieldVerdict, RouteVerdict, TriggerVerdict, Verdict
from stepladder.core.values import format_duration

_ENCODER = msgspec.json.Encoder()
_NONE: tuple[Any, ...] = ()
# What is filled in later: a byte that no JSON holds, because control characters are escaped there.
_HOLE = msgspec.Raw(b"\0")
_OWN: Tag = msgspec.UNSET


class _Wire(msgspec.Struct, frozen=True, gc=False):
    """The document as it is encoded: its keys in the order of the contract, some of its parts encoded before."""

    pack: str
    version: str
    at: str | msgspec.Raw
    escalate: str
    escalate_by: str | None
    levels: Any
    categories: Any
    segments: Any
    scenarios: Any
    flags: Any
    signs: Any
    triggers: Any
    unknown: Any
    clocks: Any
    routes: Any
    fields: Any
    gates: Any = _NONE
    identity: Any = None
    approvals: Any = _NONE
    guards: Any = _NONE
    guidance: Any = _NONE
    steps: Any = _NONE
    templates: Any = _NONE
    records: Any = _NONE
    holds: Any = _NONE
    concessions: Any = _NONE
    terms: Any = _NONE
    follow_ups: Any = _NONE
    ladder: Any = None
    explanation: Any = _NONE


def encode(verdict: Verdict) -> bytes:
    """The document as JSON; the same verdict gives the same bytes."""
    home = zone(verdict.pack.zone)
    at = instant(verdict.at, home)
    if _has_names(verdict) or verdict.unknown or verdict.overlays:
        return _ENCODER.encode(_wire(verdict, at, home))
    # Most signals ask for nothing, and of what is said about them only the instant changes.
    frame: list[bytes] | None = verdict.selection.kept.get("quiet")
    if frame is None:
        frame = verdict.selection.keep("quiet", _ENCODER.encode(_wire(verdict, _HOLE, home)).split(b"\0"))
    return _ENCODER.encode(at).join(frame)


def _has_names(verdict: Verdict) -> bool:
    """Whether anything is said that has a reason."""
    return bool(verdict.triggers or verdict.routes or verdict.signs or verdict.selection.case.matters)


def document(verdict: Verdict) -> d.DecisionDocument:
    """The decision document with its types."""
    return _decoder().decode(encode(verdict))


@cache
def _decoder() -> msgspec.json.Decoder[d.DecisionDocument]:
    """Made when it is first asked for: the desk itself only writes documents."""
    return msgspec.json.Decoder(d.DecisionDocument)


def _wire(verdict: Verdict, at: str | msgspec.Raw, home: tzinfo) -> _Wire:
    if verdict.overlays:
        return _merged(verdict, at, home)
    routes, explanation = _named(verdict, home, _OWN) if _has_names(verdict) else (_NONE, _NONE)
    wire = _Wire(
        verdict.pack.id,
        verdict.pack.version,
        at,
        verdict.escalate,
        None if verdict.escalate_by is None else instant(verdict.escalate_by, home),
        verdict.selection.levels,
        verdict.selection.categories,
        verdict.segments,
        verdict.selection.scenarios,
        verdict.selection.flags,
        [_sign(one, _OWN) for one in verdict.signs],
        [_trigger(one, _OWN) for one in verdict.triggers],
        verdict.unknown,
        [_clock(verdict, one, home, _OWN) for one in verdict.clocks],
        routes,
        _fields(verdict),
        explanation=explanation,
    )
    if verdict.duties is NOTHING:
        return wire
    return msgspec.structs.replace(
        wire,
        identity=identity(verdict.duties.identity, _OWN),
        ladder=next_rung(verdict, _OWN),
        **lists(verdict, home, _OWN),
    )


def _merged(verdict: Verdict, at: str | msgspec.Raw, home: tzinfo) -> _Wire:
    """The document over several packs: the primary's elements, then each overlay's with the name of its pack."""
    parts: list[tuple[Verdict, Tag]] = [(verdict, _OWN), *((one, one.pack.id) for one in verdict.overlays)]
    named = [_named(one, home, tag) for one, tag in parts]
    clocks = [(clock.due_at, clock.clock.id, clock, one, tag) for one, tag in parts for clock in one.clocks]
    found = [lists(one, home, tag) for one, tag in parts]
    return _Wire(
        verdict.pack.id,
        verdict.pack.version,
        at,
        verdict.escalate,
        None if verdict.escalate_by is None else instant(verdict.escalate_by, home),
        {scale: level for one, _ in reversed(parts) for scale, level in one.selection.levels.items()}
        | verdict.selection.levels,
        _each_once(one.selection.categories for one, _ in parts),
        _each_once(one.segments for one, _ in parts),
        _each_once(one.selection.scenarios for one, _ in parts),
        _each_once(one.selection.flags for one, _ in parts),
        [_sign(sign, tag) for one, tag in parts for sign in one.signs],
        [_trigger(trigger, tag) for one, tag in parts for trigger in one.triggers],
        verdict.unknown,
        [_clock(one, clock, home, tag) for _, _, clock, one, tag in sorted(clocks, key=lambda item: item[:2])],
        [route for routes, _ in named for route in routes],
        _merged_fields(verdict, parts),
        identity=next((wanted for one, tag in parts if (wanted := identity(one.duties.identity, tag))), None),
        ladder=next((rung for one, tag in parts if (rung := next_rung(one, tag))), None),
        explanation=[reason for _, explanation in named for reason in explanation],
        **{name: [item for one in found for item in one[name]] for name in LISTS},
    )


def _each_once(names: Iterable[tuple[str, ...]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for some in names for name in some))


def _trigger(one: TriggerVerdict, pack: Tag) -> d.MatchedTrigger:
    rule = one.trigger
    return d.MatchedTrigger(
        id=rule.id,
        source=rule.source,
        because=rule.because,
        pack=pack,
        state=one.state,
        reader=one.reader,
        confidence=one.confidence,
        evidence=one.evidence,
    )


def _sign(one: TriggerVerdict, pack: Tag) -> d.RaisedSign:
    sign = one.trigger
    assert isinstance(sign, Sign)
    return d.RaisedSign(
        id=sign.id,
        source=sign.source,
        because=sign.because,
        pack=pack,
        state=one.state,
        reader=one.reader,
        confidence=one.confidence,
        evidence=one.evidence,
        level=sign.level,
        clears=sign.clears,
        expires_after=format_duration(sign.expires_after) if sign.expires_after is not None else None,
    )


def _clock(verdict: Verdict, one: ClockVerdict, home: tzinfo, pack: Tag) -> d.DecidedClock:
    calendar = verdict.pack.calendars[one.calendar]
    where = home if one.calendar == "always" else calendar.zone
    started_at, due_at = instant(one.started_at, where), instant(one.due_at, where)
    within = format_duration(one.seconds)
    if one.is_unbroken:
        worked = [d.Worked(from_=started_at, to=due_at, counts=within)]
    else:
        worked = [
            d.Worked(from_=instant(start, where), to=instant(end, where), counts=format_duration(end - start))
            for start, end in working(calendar, one.started_at, one.due_at, one.counting)
        ]
    return d.DecidedClock(
        id=one.clock.id,
        source=one.source,
        because=one.clock.because,
        pack=pack,
        kind=one.clock.kind,
        team=one.clock.team,
        within=within,
        strict=one.clock.strict,
        counting=one.counting,
        calendar=one.calendar,
        started_at=started_at,
        due_at=due_at,
        at_risk_at=tuple([instant(mark, where) for mark in one.marks]),
        working=tuple(worked),
        replaces=one.replaces,
    )


def _named(verdict: Verdict, home: tzinfo, pack: Tag) -> tuple[list[msgspec.Raw], list[msgspec.Raw | d.Explained]]:
    """The routes and the explanation, which hang on names alone but for the facts that conditions read."""
    selection = verdict.selection
    key = (
        "named",
        pack,
        tuple([one.trigger.id for one in verdict.triggers]),
        tuple([one.trigger.id for one in verdict.signs]),
        tuple([(one.clock.id, one.source, one.replaces) for one in verdict.clocks]),
        tuple([(one.clock.id, one.source, one.replaces) for one in verdict.promised]) if verdict.promised else (),
        tuple([(one.route.id, one.state, one.cc, one.source, one.held_by) for one in verdict.routes]),
        verdict.duties.key,
        tuple([(element.id, kind, to) for element, kind, to in verdict.gave_way]),
    )
    kept: tuple[list[msgspec.Raw], list[Any], bool] | None = selection.kept.get(key)
    if kept is None:
        # An element whose condition read facts is encoded each time, with the values they have now.
        routes = [msgspec.Raw(_ENCODER.encode(_route(verdict, one, pack))) for one in verdict.routes]
        why: list[Any] = [
            one if one.reads else msgspec.Raw(_ENCODER.encode(_explained(verdict, one, home, pack)))
            for one in reasons(verdict)
        ]
        kept = selection.keep(key, (routes, why, any(isinstance(one, Reason) for one in why)))
    routes, why, has_read = kept
    if not has_read:
        return routes, why
    return routes, [_explained(verdict, one, home, pack) if isinstance(one, Reason) else one for one in why]


def _route(verdict: Verdict, one: RouteVerdict, pack: Tag) -> d.DecidedRoute:
    route = one.route
    return d.DecidedRoute(
        id=route.id,
        source=one.source,
        because=route.because,
        pack=pack,
        to=route.to,
        channel=route.channel,
        address=default_address(verdict.pack.text.directory, route.to, route.channel, route.name),
        cc=one.cc,
        template=route.template,
        tags=route.tags,
        order=route.order,
        state=one.state,
        held_by=one.held_by,
        after=route.after,
    )


def _fields(verdict: Verdict) -> msgspec.Raw:
    # What is asked for depends on the selection, what is missing on which facts are there: never on their values.
    selection = verdict.selection
    key = ("fields", frozenset(selection.prefills & verdict.facts.keys()))
    kept: msgspec.Raw | None = selection.kept.get(key)
    if kept is not None:
        return kept
    required = tuple(_field(one, _OWN) for one in verdict.fields)
    fields = d.Fields(required=required, missing=verdict.missing, mode=verdict.fields_mode)
    raw = msgspec.Raw(_ENCODER.encode(fields))
    verdict.selection.keep(key, raw)
    return raw


def _field(one: FieldVerdict, pack: Tag) -> d.RequiredField:
    return d.RequiredField(
        id=one.field.id,
        source=one.field.source,
        because=one.field.because,
        pack=pack,
        scope=one.field.scope,
        title=one.field.title or one.field.id.replace("_", " ").capitalize(),
        optional=one.field.optional,
        known=one.value is not None,
    )


def _merged_fields(verdict: Verdict, parts: list[tuple[Verdict, Tag]]) -> d.Fields:
    """The fields of all packs, each once; what one of them knows is known."""
    found: dict[tuple[str, str], d.RequiredField] = {}
    for one, tag in parts:
        for field in one.fields:
            key = (field.field.scope, field.field.id)
            first = found.setdefault(key, _field(field, tag))
            known = first.known or field.value is not None
            source = tuple(dict.fromkeys((*first.source, *field.field.source)))
            found[key] = msgspec.structs.replace(first, known=known, source=source)
    missing = tuple(dict.fromkeys(one.id for one in found.values() if not one.known))
    # What the primary pack calls critical waits for no field of another.
    asks = next((one for one, _ in parts if one.selection.fields), verdict)
    return d.Fields(required=tuple(found.values()), missing=missing, mode=asks.fields_mode)


def _explained(verdict: Verdict, one: Reason, home: tzinfo, pack: Tag) -> d.Explained:
    return d.Explained(
        id=one.element.id,
        source=one.source,
        because=one.element.because,
        pack=pack,
        obligation=one.element.id,
        kind=one.kind,
        read=tuple(
            d.Read(fact=name, value=shown(verdict.facts.get(name), home, duration=is_duration(verdict, name)))
            for name in one.reads
        ),
        lost_to=one.lost_to,
    )
