"""The outbox beside its claims, on any of Django's databases: held back, handed back, looked at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stepladder.service.flow import Wait
from stepladder.service.ports import ClaimedDelivery, Lane
from stepladder.service.ports_outbox import AttemptLine, IllPeer
from stepladder.service.rows import DeliveryLine
from stepladder.store import delivery_lines, ill_peers
from stepladder.store.deliveries import SENDABLE
from stepladder.store.due import of_lane
from stepladder.store.moments import stored
from stepladder.store.sql import Database


class OutboxAdapter:
    """Implements `service.ports_outbox.Outbox`; the contract tests say what that means."""

    def __init__(self, alias: str = "default") -> None:
        self._database = Database(alias)

    def hold_back(self, lane: Lane, wait: Wait, now: datetime, *, below: int) -> int:
        where, values = of_lane(lane)
        values = (below, stored(now), *values)
        if wait.only_younger_than is not None:
            where += ' AND "created_at" > %s'
            values = (*values, stored(now - wait.only_younger_than))
        statement = (
            'SELECT "workspace_id", "id" FROM "store_delivery" WHERE "urgency" < %s AND "due_at" <= %s '
            f'AND {SENDABLE}{where} ORDER BY "urgency" DESC, "due_at", "id"'
        )
        if not self._database.row(f"{statement} LIMIT 1", values):
            return 0
        # Another worker holds back the same ones in the same moment: each takes what the other has not.
        lock = " FOR UPDATE SKIP LOCKED" if self._database.is_postgresql else ""
        with self._database.transaction():
            found = self._database.rows(statement + lock, values)
            for number, (workspace, delivery) in enumerate(found):
                turn = number // wait.at_a_time if wait.at_a_time else 0
                self._database.change(
                    'UPDATE "store_delivery" SET "due_at" = %s, "reason" = %s, '
                    '"held_since" = coalesce("held_since", %s) '
                    'WHERE "workspace_id" = %s AND "id" = %s',
                    (stored(wait.until + turn * wait.every), wait.reason, stored(now), workspace, delivery),
                )
        return len(found)

    def hand_back(self, one: ClaimedDelivery, now: datetime, wait: Wait | None = None) -> bool:
        key = (one.workspace, one.delivery.id, one.fence)
        with self._database.transaction():
            changed = self._database.change(
                'UPDATE "store_delivery" SET "state" = \'waiting\', "attempts" = "attempts" - 1, "due_at" = %s, '
                '"reason" = %s, "held_since" = %s '
                'WHERE "workspace_id" = %s AND "id" = %s AND "fence" = %s AND "state" = \'sending\'',
                (
                    stored(wait.until if wait else now),
                    wait.reason if wait else None,
                    stored(now) if wait else None,
                    *key,
                ),
            )
            if changed:
                self._database.change(
                    'DELETE FROM "store_attempt" WHERE "workspace_id" = %s AND "delivery_id" = %s AND "fence" = %s',
                    key,
                )
        return changed == 1

    def put_off(self, one: ClaimedDelivery, until: datetime) -> bool:
        changed = self._database.change(
            'UPDATE "store_delivery" SET "due_at" = %s '
            'WHERE "workspace_id" = %s AND "id" = %s AND "fence" = %s AND "state" = \'sending\'',
            (stored(until), one.workspace, one.delivery.id, one.fence),
        )
        return changed == 1

    def attempts(self, workspace: str, deliveries: Sequence[str]) -> dict[str, tuple[AttemptLine, ...]]:
        return delivery_lines.attempts(self._database, workspace, deliveries)

    def page(
        self,
        workspace: str,
        *,
        states: Sequence[str] = (),
        held_back: bool = False,
        after: str | None = None,
        limit: int,
    ) -> tuple[DeliveryLine, ...]:
        return delivery_lines.page(
            self._database, workspace, states=states, held_back=held_back, after=after, limit=limit
        )

    def one(self, workspace: str, delivery: str) -> DeliveryLine | None:
        return delivery_lines.one(self._database, workspace, delivery)

    def counts(self, workspace: str, states: Sequence[str], since: datetime | None = None) -> dict[str, int]:
        young, values = ("", ()) if since is None else (' AND "created_at" >= %s', (stored(since),))
        rows = self._database.rows(
            'SELECT "state", count(*) FROM "store_delivery" '
            f'WHERE "workspace_id" = %s AND {delivery_lines.in_states(states)}{young} GROUP BY "state"',
            (workspace, *states, *values),
        )
        return dict(rows)  # type: ignore[arg-type]

    def told_instead(self, workspace: str, cases: Sequence[str]) -> dict[str, DeliveryLine]:
        return delivery_lines.told_instead(self._database, workspace, cases)

    def keep_ill(self, peer: IllPeer) -> None:
        ill_peers.keep(self._database, peer)

    def forget_ill(self, lane: str) -> bool:
        return ill_peers.forget(self._database, lane)

    def ill_peers(self) -> tuple[IllPeer, ...]:
        return ill_peers.every(self._database)

    def stopped(self, workspace: str, peer: IllPeer) -> tuple[int, int]:
        return ill_peers.stopped(self._database, workspace, peer)
