"""Deliveries as programs see them: listed with their tries, and sent again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse

from stepladder.bootstrap import desk
from stepladder.core.values import format_instant
from stepladder.service.ports_outbox import AttemptLine
from stepladder.service.problems import BadInput
from stepladder.service.resending import resend
from stepladder.service.rows import DeliveryLine
from stepladder.web.api.doors import reply
from stepladder.web.api.parameters import limit_of, no_cursor, only
from stepladder.web.api.tokens import Caller

STATES = ("waiting", "sending", "sent", "delivered", "failed", "uncertain", "held", "dead")


def listed(request: HttpRequest, caller: Caller) -> HttpResponse:
    """A page of deliveries, newest first."""
    only(request, "state", "limit", "cursor")
    limit, state = limit_of(request), request.GET.get("state") or None
    if state is not None and state not in STATES:
        raise BadInput(f"no state is called '{state[:40]}'", where="state", mend=f"Use one of {', '.join(STATES)}.")
    outbox, cursor = desk().outbox, request.GET.get("cursor") or None
    if cursor is not None and outbox.one(caller.workspace, cursor) is None:
        raise no_cursor()
    states = (state,) if state else ()
    lines = outbox.page(caller.workspace, states=states, after=cursor, limit=limit + 1)
    shown = lines[:limit]
    tries = outbox.attempts(caller.workspace, [one.id for one in shown])
    items = [_document(one, tries.get(one.id, ())) for one in shown]
    return reply({"items": items, "next": shown[-1].id if len(lines) > limit else None})


def again(request: HttpRequest, caller: Caller, delivery: str) -> HttpResponse:
    """Let it go out again; the answer says how it stands then."""
    only(request)
    if int(request.META.get("CONTENT_LENGTH") or 0):
        raise BadInput("nothing is to be said here", where="body", mend="Leave it empty.")
    place = desk()
    resend(place, caller.workspace, delivery)
    line = place.outbox.one(caller.workspace, delivery)
    assert line is not None
    return reply(_document(line, place.outbox.attempts(caller.workspace, [delivery]).get(delivery, ())))


def _document(line: DeliveryLine, tries: Sequence[AttemptLine]) -> dict[str, Any]:
    return {
        "id": line.id,
        "case": line.case or None,
        "purpose": line.purpose,
        "to": line.to,
        "channel": line.channel,
        "copy": line.copy,
        "address": line.address,
        "state": line.state,
        "reason": line.reason,
        "created_at": _utc(line.created_at),
        "due_at": _utc(line.due_at),
        "held_since": _utc(line.held_since),
        "sent_at": _utc(line.sent_at),
        "attempts": [
            {
                "started_at": _utc(one.started_at),
                "ended_at": _utc(one.ended_at),
                "state": one.state,
                "reason": one.reason,
                "provider_ref": one.provider_ref,
            }
            for one in tries
        ],
    }


def _utc(moment: datetime | None) -> str | None:
    return None if moment is None else format_instant(moment, UTC)
