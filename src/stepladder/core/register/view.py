"""Entries in the shape of HTTP answers and of the trace. Contract: programs read them."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

from stepladder.core.register.entry import Entry
from stepladder.core.values import format_instant


def trace_entry(entry: Entry, zone: tzinfo) -> dict[str, Any]:
    """The entry as JSON values; instants in the zone given. Its words are a row of their own."""
    return {
        "id": entry.id,
        "register": entry.register,
        "state": entry.state,
        "is_over": entry.is_over,
        "made_at": _at(entry.made_at, zone),
        "made_by": entry.made_by,
        "moved_at": _at(entry.moved_at, zone),
        "because": entry.because,
        "cases": list(entry.cases),
        "customers": list(entry.customers),
        "confirmed": [{"person": one, "at": _at(at, zone)} for one, at in entry.confirmed.items()],
    }


def _at(moment: datetime | None, zone: tzinfo) -> str | None:
    return None if moment is None else format_instant(moment, zone)
