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
_NONE: tuple[Any, ...] = ()


class _Wire(msgspec.Struct, frozen=True, gc=False):
    """The document as it is encoded: its keys in the order of the contract, some of its parts encoded before."""

    pack: str
    version: str
    at: str
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
    instants = _Instants()
    return _ENCODER.encode(
        _Wire(
            verdict.pack.id,
            verdict.pack.version,
            instants[verdict.at, home],
            verdict.escalate,
            None if verdict.escalate_by is None else instants[verdict.escalate_by, home],
            verdict.levels,
            verdict.categories,
            verdict.segments,
            _NONE,
            _NONE,
            _NONE,
            [_trigger(one) for one in verdict.triggers],
            verdict.unknown,
            [_clock(verdict, one, home, instants) for one in verdict.clocks],
            [_route(verdict, one) for one in verdict.routes],
            _fields(verdict),
            explanation=[_explained(verdict, one, home) for one in reasons(verdict)],
        )
    )


def document(verdict: Verdict) -> d.DecisionDocument:
    """The decision document with its types."""
    return _DECODER.decode(encode(verdict))


def instant(at: int, where: tzinfo) -> str:
    """Epoch seconds as an instant in a zone."""
    quarter, seconds = divmod(at, _QUARTER)
    head, minute, tail = _quarter(quarter, where)
    if minute < 0:
        return datetime.fromtimestamp(at, where).isoformat()
    minutes, seconds = divmod(seconds, 60)
    return f"{head}{minute + minutes:02d}:{seconds:02d}{tail}"


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


class _Instants(dict[tuple[int, tzinfo], str]):
    """The instants of one document, each written once: a start stands in every clock and span that begins there."""

    def __missing__(self, key: tuple[int, tzinfo]) -> str:
        written = self[key] = instant(*key)
        return written


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


def _clock(verdict: Verdict, one: ClockVerdict, home: tzinfo, instants: _Instants) -> d.DecidedClock:
    calendar = verdict.pack.calendars[one.calendar]
    where = home if one.calendar == "always" else calendar.zone
    spans = working(calendar, one.started_at, one.due_at, one.counting)
    return d.DecidedClock(
        id=one.clock.id,
        source=one.source,
        because=one.clock.because,
        kind=one.clock.kind,
        team=one.clock.team,
        within=format_duration(one.seconds),
        strict=one.clock.strict,
        counting=one.counting,
        calendar=one.calendar,
        started_at=instants[one.started_at, where],
        due_at=instants[one.due_at, where],
        at_risk_at=tuple([instants[mark, where] for mark in one.marks]),
        working=tuple(
            [
                d.Worked(from_=instants[start, where], to=instants[end, where], counts=format_duration(end - start))
                for start, end in spans
            ]
        ),
        replaces=one.replaces,
    )


def _route(verdict: Verdict, one: RouteVerdict) -> msgspec.Raw:
    key = ("route", one.route.id, one.state, one.cc, one.source)
    kept: msgspec.Raw | None = verdict.selection.kept.get(key)
    if kept is not None:
        return kept
    route = one.route
    decided = d.DecidedRoute(
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
    raw = msgspec.Raw(_ENCODER.encode(decided))
    verdict.selection.keep(key, raw)
    return raw


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
    key = ("fields", frozenset(verdict.selection.prefills & verdict.facts.keys()))
    kept: msgspec.Raw | None = verdict.selection.kept.get(key)
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


def _explained(verdict: Verdict, one: Reason, home: tzinfo) -> msgspec.Raw | d.Explained:
    if not one.reads:
        key = ("explained", one.kind, one.element.id, one.source, one.lost_to)
        kept: msgspec.Raw | None = verdict.selection.kept.get(key)
        if kept is None:
            kept = verdict.selection.keep(key, msgspec.Raw(_ENCODER.encode(_reason(verdict, one, home))))
        return kept
    return _reason(verdict, one, home)


def _reason(verdict: Verdict, one: Reason, home: tzinfo) -> d.Explained:
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
