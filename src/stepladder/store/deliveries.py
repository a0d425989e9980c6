"""Deliveries under a lease: claimed, sent by somebody, reported. Only a report with the fence of the claim counts."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import msgspec
from msgspec.structs import replace

from stepladder.core.case.needed import no_longer_needed
from stepladder.core.case.orders import DeliveryOrder
from stepladder.service.ports import AttemptReport, ClaimedDelivery, Lane
from stepladder.store import cases, models
from stepladder.store.due import URGENCIES, of_lane
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, Row, listed, marks, upsert_into

_READ = (
    "workspace_id", "id", "case_id", "event", "purpose", "addressee", "channel", "urgency", "is_copy", "template",
    "text", "details", "created_at", "fence", "attempts", "doubts", "due_at",
)  # fmt: skip
SENDABLE = "\"state\" IN ('waiting', 'failed', 'uncertain')"


def claim(database: Database, now: datetime, lease_seconds: int, limit: int, lane: Lane) -> list[ClaimedDelivery]:
    """Take up to `limit` due deliveries of a lane, most urgent first, each under a lease with a fence of its own."""
    # A look that takes no lock: an idle sender must not stand in the way of those who write.
    if not _due(database, now, 1, lane):
        return []
    lease_until = now + timedelta(seconds=lease_seconds)
    with database.transaction():
        lock = " FOR UPDATE SKIP LOCKED" if database.is_postgresql else ""
        found = [_claimed(row) for row in _due(database, now, limit, lane, lock)]
        taken = [replace(one, fence=one.fence + 1, attempts=one.attempts + 1, lease_until=lease_until) for one in found]
        for one in taken:
            database.change(
                'UPDATE "store_delivery" SET "state" = \'sending\', "fence" = %s, "attempts" = %s, "due_at" = %s, '
                '"held_since" = NULL WHERE "workspace_id" = %s AND "id" = %s',
                (one.fence, one.attempts, stored(lease_until), one.workspace, one.delivery.id),
            )
        database.insert(
            models.Attempt,
            [(one.workspace, one.delivery.id, one.fence, stored(now), None, "sending", None, None) for one in taken],
        )
    return taken


def _due(database: Database, now: datetime, limit: int, lane: Lane, lock: str = "") -> list[Row]:
    """Due deliveries of a lane, urgency by urgency, so that an index finds the first ones however many wait."""
    where, values = of_lane(lane)
    statement = (
        f'SELECT {listed(models.Delivery, *_READ)} FROM "store_delivery" WHERE "urgency" = %s AND "due_at" <= %s '
        f'AND {SENDABLE}{where} ORDER BY "due_at", "id" LIMIT %s{lock}'
    )
    found: list[Row] = []
    for urgency in URGENCIES:
        if len(found) < limit:
            found += database.rows(statement, (urgency, stored(now), *values, limit - len(found)))
    return found


def expired(database: Database, now: datetime, limit: int) -> list[ClaimedDelivery]:
    """Deliveries whose sender neither reported nor kept its lease: nobody knows whether they went out."""
    rows = database.rows(
        f'SELECT {listed(models.Delivery, *_READ)} FROM "store_delivery" '
        'WHERE "due_at" <= %s AND "state" = \'sending\' ORDER BY "due_at" LIMIT %s',
        (stored(now), limit),
    )
    return [_claimed(row) for row in rows]


def report(database: Database, one: AttemptReport) -> bool:
    """Keep how a try ended. False: another claim came between, or the end is known already; then nothing changes."""
    gone = one.state in ("sent", "delivered")
    # Who was thought cut off may still say that it went out: that is the better knowledge.
    states = ("sending", "uncertain") if gone else ("sending",)
    with database.transaction():
        changed = database.change(
            'UPDATE "store_delivery" SET "state" = %s, "reason" = %s, "address" = %s, "provider_ref" = %s, '
            '"due_at" = %s, "sent_at" = %s, "text" = coalesce(%s, "text"), "doubts" = "doubts" + %s '
            f'WHERE "workspace_id" = %s AND "id" = %s AND "fence" = %s AND "state" IN ({marks(states)})',
            (
                one.state, one.reason, one.address, one.provider_ref, stored(one.retry_at),
                stored(one.at) if gone else None, one.text.id if one.text else None, int(one.state == "uncertain"),
                one.workspace, one.delivery, one.fence, *states,
            ),
        )  # fmt: skip
        if not changed:
            return False
        database.change(
            'UPDATE "store_attempt" SET "ended_at" = %s, "state" = %s, "reason" = %s, "provider_ref" = %s '
            'WHERE "workspace_id" = %s AND "delivery_id" = %s AND "fence" = %s',
            (stored(one.at), one.state, one.reason, one.provider_ref, one.workspace, one.delivery, one.fence),
        )
        if one.text is not None:
            text = one.text
            database.change(
                upsert_into(models.Text, "workspace_id", "id"),
                (one.workspace, text.id, text.person, text.kind, text.subject, text.body),
            )
    return True


def resend(database: Database, workspace: str, delivery: str, now: datetime) -> bool:
    """Let a delivery that ended without success go out again, its tries counted anew.

    False: it is under way, sent, not needed any more, or not there.
    """
    row = database.row(
        f'SELECT {listed(models.Delivery, *_READ)} FROM "store_delivery" WHERE "workspace_id" = %s AND "id" = %s',
        (workspace, delivery),
    )
    if row is None:
        return False
    found = _delivery(dict(zip(_READ, row, strict=True)))
    # Whether one of no case is still needed is asked when it is sent.
    if found.case:
        case = cases.load(database, workspace, found.case)
        if case is None or no_longer_needed(found, case) is not None:
            return False
    changed = database.change(
        'UPDATE "store_delivery" '
        'SET "state" = \'waiting\', "reason" = NULL, "due_at" = %s, "attempts" = 0, "doubts" = 0, "held_since" = NULL '
        "WHERE \"workspace_id\" = %s AND \"id\" = %s AND \"state\" IN ('uncertain', 'failed', 'dead', 'held')",
        (stored(now), workspace, delivery),
    )
    return changed == 1


def _claimed(row: Row) -> ClaimedDelivery:
    known: dict[str, Any] = dict(zip(_READ, row, strict=True))
    return ClaimedDelivery(
        workspace=known["workspace_id"],
        delivery=_delivery(known),
        fence=known["fence"],
        attempts=known["attempts"],
        doubts=known["doubts"],
        lease_until=read(known["due_at"]),
    )


def _delivery(known: dict[str, Any]) -> DeliveryOrder:
    return DeliveryOrder(
        id=known["id"],
        case=known["case_id"],
        event=known["event"],
        purpose=known["purpose"],
        to=known["addressee"],
        channel=known["channel"],
        urgency=known["urgency"],
        copy=bool(known["is_copy"]),
        template=known["template"],
        text=known["text"],
        details=msgspec.json.decode(known["details"]),
        created_at=read(known["created_at"]),
    )
