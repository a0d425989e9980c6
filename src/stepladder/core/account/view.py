"""An account and its events in the shape of the trace. Contract: HTTP answers and rehearsals show the same."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any

import msgspec

from stepladder.core.account.events import AnyAccountEvent, Happening, SignRaised
from stepladder.core.account.state import Account, AccountSign
from stepladder.core.values import format_instant


def trace_account(account: Account, zone: tzinfo) -> dict[str, Any]:
    """The account as JSON values; instants in the zone given."""
    return {
        "customer": account.id,
        "tier": account.tier,
        "tier_since": _at(account.tier_since, zone),
        "signs": [_sign(one, zone) for one in account.signs.values()],
        "flags": list(account.flags),
        "last_contact_at": _at(account.last_contact_at, zone),
        "escalations": [{"case": one.case, "at": _at(one.at, zone)} for one in account.escalations],
        "reviews": [
            {
                "id": pattern,
                "state": "open" if review.is_open else "finished",
                "opened_at": _at(review.opened_at, zone),
                "cases": list(review.cases),
                "source": list(review.source),
            }
            for pattern, review in account.reviews.items()
        ],
    }


def trace_account_event(account: str, told: Happening, zone: tzinfo, *, case: str | None) -> dict[str, Any]:
    """One event as JSON values; `case` is the one that led to it, None where none did."""
    data = _data(told.event, zone)
    shown = {
        "at": format_instant(told.at, zone),
        "type": str(told.event.__struct_config__.tag),
        "case": case,
        "account": account,
        "by": told.by,
        "noticed_at": format_instant(told.noticed_at, zone),
        "data": data,
    }
    return shown | {"late": True} if told.late else shown


def _sign(one: AccountSign, zone: tzinfo) -> dict[str, Any]:
    seen = one.seen
    return {
        "id": seen.sign,
        "state": seen.state,
        "level": seen.level,
        "flag": seen.flag,
        "clears": seen.clears,
        "because": seen.because,
        "source": list(seen.source),
        "raised_at": _at(one.raised_at, zone),
        "seen_at": _at(one.seen_at, zone),
        "expires_at": _at(one.expires_at, zone),
        "signals": list(one.signals),
        "cases": list(one.cases),
    }


def _data(event: AnyAccountEvent, zone: tzinfo) -> dict[str, Any]:
    if isinstance(event, SignRaised):
        seen = event.seen
        return {
            "sign": seen.sign,
            "state": seen.state,
            "reader": seen.reader,
            "level": seen.level,
            "flag": seen.flag,
            "source": list(seen.source),
            "evidence": msgspec.to_builtins(seen.evidence),
            "signal": event.signal,
            "case": event.case,
            "expires_at": _at(event.expires_at, zone),
        }
    data: dict[str, Any] = msgspec.to_builtins(event)
    data.pop("type")
    return data


def _at(moment: datetime | None, zone: tzinfo) -> str | None:
    return None if moment is None else format_instant(moment, zone)
