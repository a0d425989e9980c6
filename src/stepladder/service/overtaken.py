"""What changed while a message was on its way, so that nobody wonders why it came (F7)."""

from __future__ import annotations

import logging

from stepladder.core.case.needed import no_longer_needed
from stepladder.core.case.state import Case
from stepladder.service.desk import Desk
from stepladder.service.ports import ClaimedDelivery

_log = logging.getLogger(__name__)


def overtaken(desk: Desk, one: ClaimedDelivery, before: Case | None) -> str | None:
    """A remark on a notice that went out, None where nothing overtook it. Takes: before - the case it was sent for."""
    if before is None or one.delivery.purpose == "message":
        return None
    try:
        after = desk.store.load_case(one.workspace, before.id)
    except Exception:
        # It went out, and a remark less must not change that.
        _log.exception("delivery %s went out; whether it was overtaken is not known", one.delivery.id)
        return None
    if after is None or after.version == before.version:
        return None
    if before.acknowledged_at is None and after.acknowledged_at is not None:
        return "sent before the acknowledgement"
    if before.resolved_at is None and after.resolved_at is not None:
        return "sent before the case was resolved"
    needless = no_longer_needed(one.delivery, after)
    return f"sent before this was known: {needless}" if needless is not None else None
