"""Whom the news of an incident did not reach, as its deliveries say."""

from __future__ import annotations

from stepladder.core.case.reach import CUSTOMER
from stepladder.core.incident.incident import Incident
from stepladder.service.desk import Desk
from stepladder.service.made import Made
from stepladder.service.rows import CaseLine

_REACHES = ("waiting", "sending", "sent", "delivered")


class NotTold(Made, frozen=True, kw_only=True):
    """Why the customer of a case has not got the news. `state` is that of the delivery, "" where nothing went out."""

    state: str
    reason: str


def not_told(desk: Desk, workspace: str, case: CaseLine, incident: Incident) -> NotTold | None:
    """By the newest words to this customer since the first news; None where they got them, or will."""
    if not incident.updates:
        return None
    since = incident.updates[0].at
    lines = desk.store.deliveries(workspace, case=case.id, limit=1_000)
    newest = next((one for one in lines if one.to == CUSTOMER and one.created_at >= since), None)
    if newest is None:
        # Kept back by the case, or not taken up by it yet.
        return NotTold(state="", reason="")
    return None if newest.state in _REACHES else NotTold(state=newest.state, reason=newest.reason or "")
