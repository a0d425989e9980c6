"""Leases that ran out: their senders were cut off, and nobody knows whether the messages went out."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from stepladder.service.attempts import report, uncertain
from stepladder.service.desk import Desk
from stepladder.service.ports import ClaimedDelivery

_log = logging.getLogger(__name__)
_CUT_OFF = "its sender was cut off; it may have gone out"
_FIRST_PAUSE = timedelta(minutes=1)
_GIVEN_UP_AFTER = timedelta(minutes=30)
"""A case that could not be read for so long since the try began is left as it is."""


def settle_expired(desk: Desk) -> None:
    """Whose sender was cut off may have gone out: shown as uncertain, and tried again where that is right."""
    for one in desk.store.expired_leases(desk.time.now(), 100):
        try:
            desk.store.report_attempt(uncertain(desk, one, _CUT_OFF))
        # One whose case cannot be told must not hold up the others.
        except Exception as fault:
            _put_off(desk, one, fault)


def _put_off(desk: Desk, one: ClaimedDelivery, fault: Exception) -> None:
    """Each time as long again as since its try began; then it is uncertain without anybody being told.

    Raises: what the database raises - then it is the database that ails, and not this one.
    """
    where = f"delivery {one.delivery.id} of case {one.delivery.case}"
    now = desk.time.now()
    waited = now - _begun_at(desk, one)
    if waited >= _GIVEN_UP_AFTER:
        _log.error("%s cannot be settled; it stays uncertain, and nobody could be told", where, exc_info=fault)
        reason = f"{_CUT_OFF}; nobody could be told ({type(fault).__name__})"
        desk.store.report_attempt(report(desk, one, "uncertain", reason=reason))
        return
    again = now + max(waited, _FIRST_PAUSE)
    _log.error("%s could not be settled; it is looked at again at %s", where, again, exc_info=fault)
    desk.outbox.put_off(one, again)


def _begun_at(desk: Desk, one: ClaimedDelivery) -> datetime:
    tries = desk.outbox.attempts(one.workspace, [one.delivery.id]).get(one.delivery.id, ())
    return tries[-1].started_at if tries else one.lease_until
