"""How a try ended: reported under the fence of its claim, and told to somebody where nobody tries any more."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from stepladder.core.case.commands import ReportFailure
from stepladder.service.commands import ask_of_case
from stepladder.service.desk import Desk
from stepladder.service.patience import after_doubt
from stepladder.service.ports import AttemptEnd, AttemptReport, ClaimedDelivery, StaleCase, Text

_log = logging.getLogger(__name__)


def failed_for_good(
    desk: Desk, one: ClaimedDelivery, reason: str, address: str | None = None, text: Text | None = None
) -> AttemptReport:
    """The case gets a named error and the fallback role a notice (Q-22): told first: no crash may keep it quiet."""
    _tell_failure(desk, one, reason)
    return report(desk, one, "dead", reason=reason, address=address, text=text)


def tell_of_delay(desk: Desk, one: ClaimedDelivery, reason: str) -> None:
    """Somebody else is told, once for each delivery, that it has not gone out and is tried on.

    What belongs to no case stays due on the agenda, which tells of it by itself.
    """
    if one.delivery.case:
        _tell_failure(desk, one, f"it has not gone out yet, and is tried on: {reason}", named="delayed")


def uncertain(
    desk: Desk,
    one: ClaimedDelivery,
    reason: str,
    address: str | None = None,
    text: Text | None = None,
    *,
    pause: timedelta = timedelta(),
) -> AttemptReport:
    """Nobody knows whether it went out. Where it is not tried once more, somebody must ask, and so is told.

    Takes: pause - before it is tried once more.
    """
    retry_at = after_doubt(one, desk.rules, desk.time.now(), pause)
    if retry_at is None:
        _tell_failure(desk, one, f"it may not have arrived: {reason}")
    return report(desk, one, "uncertain", reason=reason, address=address, retry_at=retry_at, text=text)


def report(
    desk: Desk,
    one: ClaimedDelivery,
    state: AttemptEnd,
    *,
    reason: str | None = None,
    address: str | None = None,
    retry_at: datetime | None = None,
    text: Text | None = None,
    provider_ref: str | None = None,
) -> AttemptReport:
    return AttemptReport(
        workspace=one.workspace,
        delivery=one.delivery.id,
        fence=one.fence,
        at=desk.time.now(),
        state=state,
        address=address,
        reason=reason,
        provider_ref=provider_ref,
        retry_at=retry_at,
        text=text,
    )


def _tell_failure(desk: Desk, one: ClaimedDelivery, reason: str, *, named: str = "") -> None:
    """Takes: named - what sets this failure of the delivery apart, told once; the number of its try if left out."""
    delivery = one.delivery
    if not delivery.case:
        # It stays due on the agenda, and is told to the fallback role once it is overdue.
        _log.error("notice %s to %s failed: %s", delivery.id, delivery.to, reason)
        return
    # Named by the try: what fails again after a person sent it again is heard again.
    failed = f"{delivery.id}/{named or one.fence}"
    command = ReportFailure(delivery=failed, to=delivery.to, channel=delivery.channel, reason=reason)
    for _ in range(8):
        change = ask_of_case(desk, one.workspace, delivery.case, command, "desk")
        if change is None:
            return
        try:
            desk.store.commit([change])
            return
        except StaleCase:
            continue
    raise RuntimeError(f"case {delivery.case} changes faster than it can be read")
