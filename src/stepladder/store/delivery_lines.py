"""Deliveries as pages and programs see them, and how each of their tries ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from stepladder.service.ports_outbox import AttemptLine
from stepladder.service.rows import DeliveryLine
from stepladder.store import models
from stepladder.store.moments import read
from stepladder.store.sql import Database, Row, listed, marks

_LINE = (
    "id", "case_id", "purpose", "addressee", "channel", "is_copy", "template", "state", "reason", "address", "attempts",
    "created_at", "due_at", "sent_at", "held_since", "text", "details",
)  # fmt: skip
_UNSENT = "NOT (\"state\" IN ('sent', 'delivered'))"
"""Word for word the condition of an index, so that each database sees that it may use it."""
_SORTED = '"created_at" + 0'
"""To sort the few of a case. SQLite would else take the index that has this order, and read all of the workspace."""
_ATTEMPT = ("delivery_id", "started_at", "ended_at", "state", "reason", "provider_ref")


def lines(
    database: Database, workspace: str, *, case: str | None, states: Sequence[str], limit: int
) -> tuple[DeliveryLine, ...]:
    """Deliveries of a workspace or of one case, newest first."""
    where, values, order = ['"workspace_id" = %s'], [workspace], '"created_at"'
    if case is not None:
        where.append('"case_id" = %s')
        values.append(case)
        order = _SORTED
    if states:
        where.append(f'"state" IN ({marks(states)})')
        values += states
    rows = database.rows(
        f'SELECT {listed(models.Delivery, *_LINE)} FROM "store_delivery" WHERE {" AND ".join(where)} '
        f'ORDER BY {order} DESC, "id" LIMIT %s',
        (*values, limit),
    )
    return tuple(_line(row) for row in rows)


def page(
    database: Database, workspace: str, *, states: Sequence[str], held_back: bool, after: str | None, limit: int
) -> tuple[DeliveryLine, ...]:
    """Newest first, beyond the one named `after`; nothing where there is no such one."""
    where, values = ['"workspace_id" = %s'], [workspace]
    if states:
        where.append(in_states(states))
        values += states
    if held_back:
        where.append(f'"held_since" IS NOT NULL AND {_UNSENT}')
    if after is not None:
        # Compared column by column: not every database of ours has an index for pairs that go two ways. The first
        # comparison lets the index begin there.
        last = 'SELECT "created_at" FROM "store_delivery" WHERE "workspace_id" = %s AND "id" = %s'
        where.append(f'"created_at" <= ({last}) AND ("created_at" < ({last}) OR "id" > %s)')
        values += [workspace, after, workspace, after, after]
    rows = database.rows(
        f'SELECT {listed(models.Delivery, *_LINE)} FROM "store_delivery" WHERE {" AND ".join(where)} '
        'ORDER BY "created_at" DESC, "id" LIMIT %s',
        (*values, limit),
    )
    return tuple(_line(row) for row in rows)


def one(database: Database, workspace: str, delivery: str) -> DeliveryLine | None:
    row = database.row(
        f'SELECT {listed(models.Delivery, *_LINE)} FROM "store_delivery" WHERE "workspace_id" = %s AND "id" = %s',
        (workspace, delivery),
    )
    return _line(row) if row else None


def in_states(states: Sequence[str]) -> str:
    """The condition that a delivery stands in one of them."""
    among = f'"state" IN ({marks(states)})'
    return among if {"sent", "delivered"} & set(states) else f"{among} AND {_UNSENT}"


def attempts(database: Database, workspace: str, deliveries: Sequence[str]) -> dict[str, tuple[AttemptLine, ...]]:
    """The tries of deliveries, oldest first; a delivery without any is left out."""
    found: dict[str, tuple[AttemptLine, ...]] = {}
    if not deliveries:
        return found
    rows = database.rows(
        f'SELECT {listed(models.Attempt, *_ATTEMPT)} FROM "store_attempt" '
        f'WHERE "workspace_id" = %s AND "delivery_id" IN ({marks(deliveries)}) ORDER BY "delivery_id", "fence"',
        (workspace, *deliveries),
    )
    for delivery, started_at, ended_at, state, reason, ref in rows:
        line = AttemptLine(
            started_at=read(started_at), ended_at=read(ended_at), state=state, reason=reason, provider_ref=ref
        )
        found[delivery] = (*found.get(delivery, ()), line)
    return found


def told_instead(database: Database, workspace: str, cases: Sequence[str]) -> dict[str, DeliveryLine]:
    """By the delivery that failed, the last notice that tells of it."""
    if not cases:
        return {}
    rows = database.rows(
        f'SELECT {listed(models.Delivery, *_LINE)} FROM "store_delivery" WHERE "workspace_id" = %s '
        f'AND "case_id" IN ({marks(cases)}) AND "purpose" = %s ORDER BY {_SORTED}, "id"',
        (workspace, *cases, "failure"),
    )
    notices = [_line(row) for row in rows]
    # What failed is named with the number of its try, so that it is heard again after it was sent again.
    return {str(one.details.get("delivery", "")).rpartition("/")[0]: one for one in notices}


def _line(row: Row) -> DeliveryLine:
    known: dict[str, Any] = dict(zip(_LINE, row, strict=True))
    known["case"], known["to"], known["copy"] = known.pop("case_id"), known.pop("addressee"), bool(known.pop("is_copy"))
    for name in ("created_at", "due_at", "sent_at", "held_since"):
        known[name] = read(known[name])
    known["details"] = msgspec.json.decode(known["details"])
    return DeliveryLine(**known)
