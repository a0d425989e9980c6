"""The decision as a document.

Instants in the zone of their calendar, durations in ISO 8601, lists in a stable order.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import Any

import msgspec

from stepladder.core.clock.counting import working
from stepladder.core.clock.zones import zone
from stepladder.core.policy.conditions import Kind
from stepladder.core.triage import decision as d
from stepladder.core.triage.verdict import ClockVerdict, ExplainedVerdict, RouteVerdict, TriggerVerdict, Verdict
from stepladder.core.values import Money, format_duration

_ENCODER = msgspec.json.Encoder()


def encode(verdict: Verdict) -> bytes:
    """The document as JSON; the same verdict gives the same bytes."""
    return _ENCODER.encode(document(verdict))


def document(verdict: Verdict) -> d.DecisionDocument:
    """The decision document of the contract."""
    home = zone(verdict.pack.zone)
    instants = _Instants()
    return d.DecisionDocument(
        pack=verdict.pack.id,
        version=verdict.pack.version,
        at=instants[verdict.at, home],
        escalate=verdict.escalate,
        escalate_by=None if verdict.escalate_by is None else instants[verdict.escalate_by, home],
        levels=verdict.levels,
        categories=verdict.categories,
        segments=verdict.segments,
        scenarios=(),
        flags=(),
        signs=(),
        triggers=tuple(_trigger(one) for one in verdict.triggers),
        unknown=tuple(
            d.Unknown(fact=one.fact, question=one.question, would_change=one.would_change) for one in verdict.unknown
        ),
        clocks=tuple(_clock(verdict, one, home, instants) for one in verdict.clocks),
        routes=tuple(_route(verdict, one) for one in verdict.routes),
        fields=_fields(verdict),
        gates=(),
        identity=None,
        approvals=(),
        guards=(),
        guidance=(),
        steps=(),
        templates=(),
        records=(),
        holds=(),
        concessions=(),
        terms=(),
        follow_ups=(),
        ladder=None,
        explanation=tuple(_explained(verdict, one, home) for one in verdict.explanation),
    )


def instant(at: int, where: tzinfo) -> str:
    """Epoch seconds as an instant in a zone."""
    return datetime.fromtimestamp(at, where).isoformat()


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
    spans = working(calendar, one.started_at, one.due_at, one.counting)  # type: ignore[arg-type]
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
        at_risk_at=tuple(instants[mark, where] for mark in one.marks),
        working=tuple(
            d.Worked(from_=instants[start, where], to=instants[end, where], counts=format_duration(end - start))
            for start, end in spans
        ),
        replaces=one.replaces,
    )


def _route(verdict: Verdict, one: RouteVerdict) -> d.DecidedRoute:
    route = one.route
    return d.DecidedRoute(
        id=route.id,
        source=one.source,
        because=route.because,
        to=route.to,
        channel=route.channel,
        address=default_address(verdict, route.to, route.channel, route.name),
        cc=one.cc,
        template=route.template,
        tags=route.tags,
        order=route.order,
        state=one.state,
        held_by=one.held_by,
        after=route.after,
    )


def default_address(verdict: Verdict, role: str, channel: str, name: str | None) -> str | None:
    """Where the pack's own directory reaches a role: the address of a mailbox, the name of a chat channel."""
    for entry in verdict.pack.text.directory:
        if entry.id == role:
            for one in entry.channels:
                if one.channel == channel and (name is None or one.name in (None, name)):
                    return one.address or one.name
    return name


def _fields(verdict: Verdict) -> d.Fields:
    return d.Fields(
        required=tuple(
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
        ),
        missing=verdict.missing,
        mode=verdict.fields_mode,
    )


def _explained(verdict: Verdict, one: ExplainedVerdict, home: tzinfo) -> d.Explained:
    return d.Explained(
        id=one.element.id,
        source=one.source,
        because=one.element.because,
        obligation=one.element.id,
        kind=one.kind,
        read=tuple(
            d.Read(fact=fact, value=shown(value, home, duration=_is_duration(verdict, fact)))
            for fact, value in one.read
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
