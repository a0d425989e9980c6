"""What is kept about the desk itself. Its rows belong to no workspace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from stepladder.core.case.orders import DeliveryOrder
from stepladder.service.audit_walk import GRACE
from stepladder.service.ports import Change
from stepladder.service.ports_watch import LateThing, Outage
from stepladder.store import findings, models, writing
from stepladder.store.due import URGENCIES
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, insert_into, upsert_into

_NOBODYS = ""
_FORGOTTEN = timedelta(days=1)
"""After that long a worker that beats no more is forgotten."""
_ADD = (
    f'{insert_into(models.Count)} ON CONFLICT ("workspace_id", "name", "label") '
    'DO UPDATE SET "value" = "store_count"."value" + excluded."value"'
)
_URGENT = f'"urgency" IN ({", ".join(map(str, URGENCIES))})'

_HERE = '"workspace_id" = %s AND'
_UNSENT = (
    'SELECT "state", "channel", count(*) FROM "store_delivery" '
    "WHERE NOT (\"state\" IN ('sent', 'delivered')) GROUP BY 1, 2"
)
"""In the very words of the index `delivery_unsent`: what went out is a history that grows for ever."""
_LATE = {
    "clocks": '"store_case" WHERE {here} "next_due_at" < %s AND "closed_at" IS NULL '
    'AND "wake_at" <= "next_due_at" + 1000000',
    "cases": '"store_case" WHERE {here} "wake_at" <= %s',
    "recurring": '"store_aggregate" WHERE {here} "wake_at" <= %s',
    "commands": '"store_reaction" WHERE {here} "due_at" <= %s',
    "messages": '"store_delivery" WHERE {here} "due_at" <= %s',
}
"""What has fallen due and is not done. Of clocks those whose miss nobody has noticed yet."""


class WatchAdapter:
    """Implements `service.ports_watch.WatchPort`."""

    def __init__(self, alias: str = "default") -> None:
        self._database = Database(alias)

    def keep_beat(self, worker: str, at: datetime, body: bytes) -> None:
        with self._database.transaction():
            self._database.change(
                upsert_into(models.Beat, "workspace_id", "worker"), (_NOBODYS, worker, stored(at), body.decode())
            )
            self._database.change(
                'DELETE FROM "store_beat" WHERE "workspace_id" = %s AND "at" < %s', (_NOBODYS, stored(at - _FORGOTTEN))
            )

    def last_beat(self) -> tuple[datetime, bytes] | None:
        row = self._database.row(
            'SELECT "at", "body" FROM "store_beat" WHERE "workspace_id" = %s ORDER BY "at" DESC LIMIT 1', (_NOBODYS,)
        )
        return None if row is None else (read(row[0]), row[1].encode())

    def keep_outage(self, workspace: str, outage: Outage, notices: Sequence[DeliveryOrder] = ()) -> bool:
        body = msgspec.json.encode(msgspec.structs.replace(outage, dismissed_by=None)).decode()
        with self._database.transaction():
            kept = self._database.change(
                f"{insert_into(models.Outage)} ON CONFLICT DO NOTHING",
                (workspace, stored(outage.began_at), stored(outage.ended_at), body, None),
            )
            if kept:
                change = Change(workspace=workspace, recorded_at=outage.ended_at, deliveries=tuple(notices))
                writing.commit(self._database, [change])
        return kept == 1

    def outages(self, workspace: str, limit: int = 20) -> list[Outage]:
        rows = self._database.rows(
            'SELECT "body", "dismissed_by" FROM "store_outage" WHERE "workspace_id" = %s '
            'ORDER BY "began_at" DESC LIMIT %s',
            (workspace, limit),
        )
        return [msgspec.structs.replace(msgspec.json.decode(body, type=Outage), dismissed_by=by) for body, by in rows]

    def dismiss_outage(self, workspace: str, began_at: datetime, by: str) -> bool:
        changed = self._database.change(
            'UPDATE "store_outage" SET "dismissed_by" = %s WHERE "workspace_id" = %s AND "began_at" = %s '
            'AND "dismissed_by" IS NULL',
            (by, workspace, stored(began_at)),
        )
        return changed == 1

    def late(self, workspace: str, now: datetime, limit: int) -> tuple[Mapping[str, int], list[LateThing]]:
        here = (workspace, stored(now))
        waiting: dict[str, int] = {}
        for name, rest in _LATE.items():
            row = self._database.row(f"SELECT count(*) FROM {rest.format(here=_HERE)}", here)
            if row is not None and row[0]:
                waiting[name] = int(row[0])
        first = self._database.rows(
            'SELECT "id", coalesce("next_slot", \'\'), "wake_at" FROM "store_case" '
            'WHERE "workspace_id" = %s AND "wake_at" <= %s ORDER BY "wake_at", "id" LIMIT %s',
            (*here, limit),
        )
        return waiting, [LateThing(case=case, slot=slot, due_at=read(due)) for case, slot, due in first]

    def add(self, counts: Mapping[tuple[str, str], int]) -> None:
        if not counts:
            return
        with self._database.transaction():
            # In one order for all processes, so that no two wait for each other.
            for (name, label), value in sorted(counts.items()):
                self._database.change(_ADD, (_NOBODYS, name, label, value))

    def counts(self) -> Mapping[tuple[str, str], int]:
        rows = self._database.rows(
            'SELECT "name", "label", "value" FROM "store_count" WHERE "workspace_id" = %s', (_NOBODYS,)
        )
        return {(name, label): value for name, label, value in rows}

    def gauges(self, now: datetime, grace: timedelta = GRACE) -> Mapping[str, Any]:
        """How the desk stands: what is open, unsent or due. Asked for by metrics, never by the work itself."""
        at, found = stored(now), dict[str, Any]()
        found["open"] = dict(
            self._database.rows('SELECT "urgency", count(*) FROM "store_case" WHERE "closed_at" IS NULL GROUP BY 1')
        )
        found["deliveries"] = {(state, channel): count for state, channel, count in self._database.rows(_UNSENT)}
        due = {
            "case": ('"store_case"', "wake_at", f" AND {_URGENT}"),
            "aggregate": ('"store_aggregate"', "wake_at", f" AND {_URGENT}"),
            "reaction": ('"store_reaction"', "due_at", ""),
            "delivery": ('"store_delivery"', "due_at", ""),
        }
        found["due"], found["overdue"], found["oldest"] = {}, {}, {}
        for kind, (table, column, where) in due.items():
            row = self._database.row(
                f'SELECT count(*), sum(CASE WHEN "{column}" < %s THEN 1 ELSE 0 END), min("{column}") FROM {table} '
                f'WHERE "{column}" <= %s{where}',
                (stored(now - grace), at),
            )
            count, over, oldest = row if row is not None else (0, 0, None)
            found["due"][kind], found["overdue"][kind] = int(count), int(over or 0)
            found["oldest"][kind] = 0.0 if oldest is None else max(0.0, (now - read(oldest)).total_seconds())
        row = self._database.row('SELECT count(*) FROM "store_reaction" WHERE "due_at" IS NOT NULL')
        found["reactions"] = row[0] if row is not None else 0
        found["unsealed"] = 0
        for (workspace,) in self._database.rows('SELECT DISTINCT "workspace_id" FROM "store_packversion"'):
            row = self._database.row(
                'SELECT count(*) FROM (SELECT 1 FROM "store_event" WHERE "workspace_id" = %s '
                'AND "position" IS NULL LIMIT 10000) AS unsealed',
                (workspace,),
            )
            found["unsealed"] = min(10_000, found["unsealed"] + (row[0] if row is not None else 0))
        found["findings"] = findings.counted(self._database)
        return found
