"""A fact's value as documents and people read it."""

from __future__ import annotations

from datetime import UTC, date, datetime, tzinfo
from typing import Any

from stepladder.core.policy.conditions import Kind
from stepladder.core.triage.verdict import Verdict
from stepladder.core.values import Money, format_duration


def is_duration(verdict: Verdict, fact: str) -> bool:
    """Whether a fact is a span of time, which its value alone does not tell."""
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
