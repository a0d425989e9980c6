"""A case, its clocks and its events in the shape of the trace. Contract: HTTP answers and rehearsals show the same."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

import msgspec

from stepladder.core.case.envelope import type_of
from stepladder.core.case.events import Happened
from stepladder.core.case.owed_view import known_of, owed_lines
from stepladder.core.case.state import Case, CaseClock
from stepladder.core.policy.pack import Pack
from stepladder.core.values import format_duration, format_instant, in_zone


def trace_case(case: Case, zone: tzinfo) -> dict[str, Any]:
    """The case as JSON values; instants in the zone given. `owner` is a person, or the role that still holds it."""
    seen = case.assessment
    shown: dict[str, Any] = {
        "id": case.id,
        "stage": case.stage,
        "owner": case.owner,
        "owner_is_person": case.owner_is_person,
        "levels": case.levels,
        "gates": {one.key: one.state for one in case.owed.gates},
        "obligations": _obligations(case),
        "pack": case.pack,
        "version": case.pack_version,
        "customer": case.customer,
        "contact": case.contact,
        "conversation": case.conversation,
        "continues": case.continues,
        "continued_by": list(case.continued_by),
        "participants": list(case.participants),
        "opened_at": _at(case.opened_at, zone),
        "acknowledged_at": _at(case.acknowledged_at, zone),
        "first_reply_at": _at(case.first_reply_at, zone),
        "customer_waits_since": _at(case.customer_waits_since, zone),
        "resolved_at": _at(case.resolved_at, zone),
        "closed_at": _at(case.closed_at, zone),
        "escalate": seen.escalate if seen else "no",
        "escalate_by": _at(seen.escalate_by, zone) if seen else None,
        "urgency": case.urgency,
        "categories": list(seen.categories) if seen else [],
        "segments": list(seen.segments) if seen else [],
        "scenarios": list(seen.scenarios) if seen else [],
        "flags": list(seen.flags) if seen else [],
        "signs": list(seen.signs) if seen else [],
        "triggers": [
            {"id": one.trigger, "state": one.state, "reader": one.reader, "confidence": one.confidence}
            for one in case.triggers.values()
        ],
        "facts": case.facts_read | case.facts,
        "fields": {
            "required": [{"id": one.id, "scope": one.scope} for one in seen.fields] if seen else [],
            "missing": list(dict.fromkeys(one.id for one in seen.fields if not one.known)) if seen else [],
            "mode": seen.fields_mode if seen else "hold",
        },
        "unknown": [
            {"fact": one.fact, "question": one.ask, "would_change": list(one.would_change)} for one in seen.questions
        ]
        if seen
        else [],
        "signals": list(case.signals),
        "errors": list(case.errors),
        "case_version": case.version,
    }
    shown |= known_of(case, zone)
    if case.policy_retired_at is not None:
        shown["policy_retired"] = {"at": _at(case.policy_retired_at, zone), "because": case.policy_retired_because}
    return shown


def trace_follow_ups(case: Case, zone: tzinfo) -> list[dict[str, Any]]:
    """What was planned after the events of the case, in the order in which it was planned."""
    return [
        {
            "case": case.id,
            "id": one.key,
            "after": one.after,
            "earliest_at": _at(one.earliest_at, zone),
            "due_at": _at(one.due_at, zone),
            "owner": one.owner or case.owner,
            "optional": one.optional,
            "state": one.state,
        }
        for one in case.follow_ups.values()
    ]


def trace_clock(case: Case, clock: CaseClock, zone: tzinfo) -> dict[str, Any]:
    """One clock as JSON values; `zone` is that of its calendar."""
    shown = {
        "case": case.id,
        "id": clock.clock,
        "slot": clock.slot,
        "kind": clock.kind,
        "team": clock.team,
        "within": format_duration(clock.within),
        "strict": clock.strict,
        "counting": clock.counting,
        "calendar": clock.calendar,
        "started_at": _at(clock.started_at, zone),
        "due_at": _at(clock.due_at, zone),
        "at_risk_at": [_at(mark, zone) for mark in clock.marks],
        "state": clock.state,
        "stopped_at": _at(clock.stopped_at, zone),
        "missed_at": _at(clock.missed_at, zone),
        "source": list(clock.source),
    }
    return shown | {"cancelled_because": clock.cancelled_because} if clock.cancelled_because else shown


def trace_clocks(case: Case, pack: Pack, zone: tzinfo) -> list[dict[str, Any]]:
    """All clocks by due_at, then id; each in the zone of its calendar, `always` in the zone given: the pack's."""
    return [
        trace_clock(case, clock, zone if clock.calendar == "always" else pack.calendars[clock.calendar].zone)
        for clock in sorted(case.clocks.values(), key=lambda clock: (clock.due_at, clock.clock, clock.slot))
    ]


def trace_event(case_id: str, happened: Happened, zone: tzinfo) -> dict[str, Any]:
    """One event as JSON values; `late` is there where it was noticed over 5 seconds after its own instant."""
    data = msgspec.to_builtins(happened.event, builtin_types=(datetime,))
    data.pop("type")
    if "within" in data:
        data["within"] = format_duration(data["within"])
    shown = {
        "at": _at(happened.at, zone),
        "type": type_of(happened.event),
        "case": case_id,
        "by": happened.by,
        "noticed_at": _at(happened.noticed_at, zone),
        "data": in_zone(data, zone),
    }
    return shown | {"late": True} if happened.late else shown


def _obligations(case: Case) -> list[dict[str, Any]]:
    """What must follow, in the order it came: notices and promises, each with how it stands."""
    routes = [
        {"kind": "route", "id": one.route, "to": one.to, "state": "withdrawn" if one.withdrawn else "told"}
        for one in case.routes.values()
    ]
    clocks = [{"kind": "clock", "id": one.clock, "state": one.state} for one in case.clocks.values()]
    return [*routes, *clocks, *owed_lines(case)]


def _at(moment: datetime | None, zone: tzinfo) -> str | None:
    return None if moment is None else format_instant(moment, zone)
