"""What is kept about the desk itself. Its rows belong to no workspace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import msgspec

from stepladder.core.case.orders import DeliveryOrder
from stepladder.service.ports import Change
from stepladder.service.ports_due import Waiting
from stepladder.service.ports_watch import LateThing, Outage
from stepladder.store import findings, models, waiting, writing
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, insert_into, upsert_into

_NOBODYS = ""
_FORGOTTEN = timedelta(days=1)
"""After that long a worker that beats no more is forgotten."""
_ADD = (
    f'{insert_into(models.Count)} ON CONFLICT ("workspace_id", "name", "label") '
    'DO UPDATE SET "value" = "store_count"."value" + excluded."value"'
)
OPEN_BY_URGENCY = 'SELECT "urgency", count(*) FROM "store_case" WHERE "closed_at" IS NULL GROUP BY 1'
"""Read from the index `case_open` alone: of a million open cases the rows are gigabytes."""
_UNSENT = (
    'SELECT "state", "channel", count(*) FROM "store_delivery" '
    "WHERE NOT (\"state\" IN ('sent', 'delivered')) GROUP BY 1, 2"
)
"""In the very words of the index `delivery_unsent`: what went out is a history that grows for ever."""
_CLOCKS = (
    'SELECT count(*) FROM "store_case" WHERE "workspace_id" = %s AND "next_due_at" < %s AND "closed_at" IS NULL '
    'AND "wake_at" <= "next_due_at" + 1000000'
)
"""Those that have fallen due and whose miss nobody has noticed yet."""
_NAMES = {
    "case": "cases",
    "aggregate": "recurring",
    "reaction": "commands",
    "delivery": "messages",
    "sending": "messages",
}
"""How an outage names the kinds of what waits."""


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
        here, found = (workspace, stored(now)), Counter[str]()
        row = self._database.row(_CLOCKS, here)
        found["clocks"] = row[0] if row is not None else 0
        for one in self.waiting(now, timedelta(0)):
            if one.workspace == workspace:
                found[_NAMES[one.kind]] += one.count
        first = self._database.rows(
            'SELECT "id", coalesce("next_slot", \'\'), "wake_at" FROM "store_case" '
            'WHERE "workspace_id" = %s AND "wake_at" <= %s ORDER BY "wake_at", "id" LIMIT %s',
            (*here, limit),
        )
        return +found, [LateThing(case=case, slot=slot, due_at=read(due)) for case, slot, due in first]

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

    def waiting(self, now: datetime, grace: timedelta) -> list[Waiting]:
        return waiting.counted(self._database, now, grace)

    def gauges(self) -> Mapping[str, Any]:
        """How the desk stands: what is open or unsent. Asked for by metrics, never by the work itself."""
        found = dict[str, Any]()
        found["open"] = dict(self._database.rows(OPEN_BY_URGENCY))
        found["deliveries"] = {(state, channel): count for state, channel, count in self._database.rows(_UNSENT)}
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
