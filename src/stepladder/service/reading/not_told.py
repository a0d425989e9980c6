"""Whom the news of an incident did not reach, as its deliveries say."""

from __future__ import annotations

from stepladder.core.case.incident_events import IncidentEnded, IncidentUpdated
from stepladder.core.case.upcasters import decode
from stepladder.core.incident.incident import Incident
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.rows import CaseLine

_ALL = 1_000_000
_NEWS = frozenset(str(one.__struct_config__.tag) for one in (IncidentUpdated, IncidentEnded))
_REACHES = ("waiting", "sending", "sent", "delivered")


class NotTold(Made, frozen=True, kw_only=True):
    """Why the customer of a case has not got the news. `state` is that of the delivery, "" where nothing went out."""

    state: str
    reason: str


def not_told(desk: Desk, workspace: str, case: CaseLine, incident: Incident) -> NotTold | None:
    """By the delivery of the last news; None where the customer got it, or will."""
    if not incident.updates:
        return None
    delivery = _delivery_of(desk, workspace, case, incident.updates[-1].text)
    found = desk.outbox.one(workspace, delivery) if delivery is not None else None
    if found is None:
        # Kept back by the case, or not taken up by it yet.
        return NotTold(state="", reason="")
    return None if found.state in _REACHES else NotTold(state=found.state, reason=found.reason or "")


def _delivery_of(desk: Desk, workspace: str, case: CaseLine, text: str) -> str | None:
    """What the case ordered for the news with this text; None where it has not heard of it."""
    for one in reversed(desk.store.events(workspace, case.id, limit=_ALL)):
        if one.type not in _NEWS:
            continue
        event = decode(one.type, one.v, one.data)
        if isinstance(event, IncidentUpdated | IncidentEnded) and event.text == text:
            return f"{case.id}/{one.version}/1"
    return None
