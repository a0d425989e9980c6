"""The decision as a document: instants in the zone of their calendar, durations in ISO 8601, lists in a stable order.

What depends on names alone is encoded once and kept with the selection; what a signal and an instant change is encoded
each time. `document` is the same bytes read back, so the two can never say different things.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from functools import lru_cache
from typing import Any

import msgspec

from stepladder.core.clock.counting import working
from stepladder.core.clock.zones import zone
from stepladder.core.policy.conditions import Kind
from stepladder.core.policy.model import DirectoryEntry
from stepladder.core.triage import decision as d
from stepladder.core.triage.explained import Reason, reasons
from stepladder.core.triage.verdict import ClockVerdict, RouteVerdict, TriggerVerdict, Verdict
from stepladder.core.values import Money, format_duration

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(d.DecisionDocument)
_QUARTER = 900
_TWO_DIGITS = tuple(f"{number:02d}" for number in range(60))
_NONE: tuple[Any, ...] = ()
# What is filled in later: a byte that no JSON holds, because control characters are escaped there.
_HOLE = msgspec.Raw(b"\0")


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
    if verdict.triggers or verdict.routes or verdict.unknown:
        return _ENCODER.encode(_wire(verdict, at, home))
    # Most signals ask for nothing, and of what is said about them only the instant changes.
    frame: list[bytes] | None = verdict.selection.kept.get("quiet")
    if frame is None:
        frame = verdict.selection.keep("quiet", _ENCODER.encode(_wire(verdict, _HOLE, home)).split(b"\0"))
    return _ENCODER.encode(at).join(frame)


def _wire(verdict: Verdict, at: str | msgspec.Raw, home: tzinfo) -> _Wire:
    routes, explanation = _named(verdict, home) if verdict.triggers or verdict.routes else (_NONE, _NONE)
    return _Wire(
        verdict.pack.id,
        verdict.pack.version,
        at,
        verdict.escalate,
        None if verdict.escalate_by is None else instant(verdict.escalate_by, home),
        verdict.selection.levels,
        verdict.selection.categories,
        verdict.segments,
        _NONE,
        _NONE,
        _NONE,
        [_trigger(one) for one in verdict.triggers],
        verdict.unknown,
        [_clock(verdict, one, home) for one in verdict.clocks],
        routes,
        _fields(verdict),
        explanation=explanation,
    )


def document(verdict: Verdict) -> d.DecisionDocument:
    """The decision document with its types."""
    return _DECODER.decode(encode(verdict))


def instant(at: int, where: tzinfo) -> str:
    """Epoch seconds as an instant in a zone."""
    head, minute, tail = _quarter(at // _QUARTER, where)
    if minute < 0:
        return datetime.fromtimestamp(at, where).isoformat()
    minutes, seconds = divmod(at % _QUARTER, 60)
    return f"{head}{_TWO_DIGITS[minute + minutes]}:{_TWO_DIGITS[seconds]}{tail}"


@lru_cache(maxsize=8_192)
def _quarter(quarter: int, where: tzinfo) -> tuple[str, int, str]:
    """What all instants of a quarter of an hour share: the hour, its first minute, the offset.

    A decision writes a dozen instants, and asking a zone for each offset would be its dearest part. The minute is
    negative where the local quarter does not begin with the one of UTC, as in some offsets of the past.
    """
    begins = datetime.fromtimestamp(quarter * _QUARTER, where).isoformat()
    ends = datetime.fromtimestamp(quarter * _QUARTER + _QUARTER - 1, where).isoformat()
    minute = int(begins[14:16])
    whole = minute % 15 == 0 and begins[17:19] == "00" and begins[19:] == ends[19:] and begins[:13] == ends[:13]
    return begins[:14], minute if whole else -1, begins[19:]


def _trigger(one: TriggerVerdict) -> d.MatchedTrigger:
    rule = one.trigger
    return d.MatchedTrigger(
        id=rule.id,
        source=rule.source,
        because=rule.because,
        state=one.state,
        reader=one.reader,
        confidence=one.confidence,
        evidence=one.evidence,
    )


def _clock(verdict: Verdict, one: ClockVerdict, home: tzinfo) -> d.DecidedClock:
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


def _named(verdict: Verdict, home: tzinfo) -> tuple[list[msgspec.Raw], list[msgspec.Raw | d.Explained]]:
    """The routes and the explanation, which hang on names alone but for the facts that conditions read."""
    selection = verdict.selection
    key = (
        "named",
        tuple([one.trigger.id for one in verdict.triggers]),
        tuple([(one.clock.id, one.source, one.replaces) for one in verdict.clocks]),
        tuple([(one.clock.id, one.source, one.replaces) for one in verdict.promised]) if verdict.promised else (),
        tuple([(one.route.id, one.state, one.cc, one.source) for one in verdict.routes]),
    )
    kept: tuple[list[msgspec.Raw], list[msgspec.Raw | Reason]] | None = selection.kept.get(key)
    if kept is None:
        # An element whose condition read facts is encoded each time, with the values they have now.
        routes = [msgspec.Raw(_ENCODER.encode(_route(verdict, one))) for one in verdict.routes]
        why = [
            one if one.reads else msgspec.Raw(_ENCODER.encode(_explained(verdict, one, home)))
            for one in reasons(verdict)
        ]
        kept = selection.keep(key, (routes, why))
    routes, why = kept
    return routes, [_explained(verdict, one, home) if isinstance(one, Reason) else one for one in why]


def _route(verdict: Verdict, one: RouteVerdict) -> d.DecidedRoute:
    route = one.route
    return d.DecidedRoute(
        id=route.id,
        source=one.source,
        because=route.because,
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


def default_address(
    directory: tuple[DirectoryEntry, ...], role: str, channel: str, name: str | None = None
) -> str | None:
    """Where the pack's own directory reaches a role: the address of a mailbox, the name of a chat channel."""
    for entry in directory:
        if entry.id == role:
            for one in entry.channels:
                if one.channel == channel and (name is None or one.name in (None, name)):
                    return one.address or one.name
    return name


def _fields(verdict: Verdict) -> msgspec.Raw:
    # What is asked for depends on the selection, what is missing on which facts are there: never on their values.
    selection = verdict.selection
    key = ("fields", frozenset(selection.prefills & verdict.facts.keys()))
    kept: msgspec.Raw | None = selection.kept.get(key)
    if kept is not None:
        return kept
    required = tuple(
        d.RequiredField(
            id=one.field.id,
            source=one.field.source,
            because=one.field.because,
            scope=one.field.scope,
            title=one.field.title or one.field.id.replace("_", " ").capitalize(),
            optional=one.field.optional,
            known=one.value is not None,
        )
        for one in verdict.fields
    )
    fields = d.Fields(required=required, missing=verdict.missing, mode=verdict.fields_mode)
    raw = msgspec.Raw(_ENCODER.encode(fields))
    verdict.selection.keep(key, raw)
    return raw


def _explained(verdict: Verdict, one: Reason, home: tzinfo) -> d.Explained:
    return d.Explained(
        id=one.element.id,
        source=one.source,
        because=one.element.because,
        obligation=one.element.id,
        kind=one.kind,
        read=tuple(
            d.Read(fact=name, value=shown(verdict.facts.get(name), home, duration=_is_duration(verdict, name)))
            for name in one.reads
        ),
        lost_to=one.lost_to,
    )


def _is_duration(verdict: Verdict, fact: str) -> bool:
    return fact in verdict.pack.facts and verdict.pack.facts[fact].kind is Kind.DURATION


def shown(value: Any, home: tzinfo = UTC, *, duration: bool = False) -> Any:
    """A fact's value as documents write it: money as text, instants in the zone, durations in ISO 8601."""
    if isinstance(value, Money):
        return str(value)
    if isinstance(value, datetime):
        return value.astimezone(home).isoformat(timespec="seconds")
    if isinstance(value, date):
        return value.isoformat()
    return format_duration(value) if duration and isinstance(value, int) else value
