"""The pieces of a hand-over in words."""

from __future__ import annotations

from datetime import UTC, datetime

from stepladder.core.clock.zones import zone
from stepladder.core.policy.conditions import Kind
from stepladder.core.triage.shown import shown
from stepladder.core.triage.verdict import FieldVerdict, Verdict
from stepladder.core.values import format_duration, format_instant

_AT = "signal.at"
"""The one instant that is kept as epoch seconds: the moment of the signal."""


def shown_values(verdict: Verdict) -> dict[tuple[str, str], str]:
    """The known values by (scope, id) of their field, as people read them; instants in the zone of the policy."""
    return {(one.field.scope, one.field.id): _shown(verdict, one) for one in verdict.fields if one.value is not None}


def instants_of(verdict: Verdict) -> dict[tuple[str, str], datetime]:
    """Those of the known values that are instants, by (scope, id) of their field."""
    found = {(one.field.scope, one.field.id): _instant(verdict, one) for one in verdict.fields}
    return {key: moment for key, moment in found.items() if moment is not None}


def _given_by(verdict: Verdict, one: FieldVerdict) -> str | None:
    """The fact that gave the value, which does not say of itself whether it is an instant, a duration or a number."""
    return next((name for name in one.field.prefill if verdict.facts.get(name) == one.value), None)


def _instant(verdict: Verdict, one: FieldVerdict) -> datetime | None:
    value = one.value
    if isinstance(value, int) and not isinstance(value, bool) and _given_by(verdict, one) == _AT:
        return datetime.fromtimestamp(value, UTC)
    return value if isinstance(value, datetime) else None


def _shown(verdict: Verdict, one: FieldVerdict) -> str:
    home = zone(verdict.pack.zone)
    given_by = _given_by(verdict, one)
    fact = verdict.pack.facts.get(given_by) if given_by is not None else None
    kind = fact.kind if fact is not None else None
    value, moment = one.value, _instant(verdict, one)
    if moment is not None:
        return format_instant(moment, home)
    if kind is Kind.DURATION and isinstance(value, int):
        return format_duration(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(str(item) for item in value)
    return str(shown(value, home))
