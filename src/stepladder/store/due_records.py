"""What due loops say of themselves, one row a worker, and what is set right when the clock was moved under them."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from stepladder.service.ports_due import DueRecord
from stepladder.store import models
from stepladder.store.moments import stored
from stepladder.store.sql import Database, upsert_into

_NOBODYS = "*"
"""In place of a workspace: a worker works for all of them."""
_FORGOTTEN_AFTER = timedelta(days=7)
_LONGEST_LEASE = timedelta(minutes=5)
"""More than any sender holds a delivery for."""
_DECODER = msgspec.json.Decoder(DueRecord)
_MICROSECOND = timedelta(microseconds=1)


class DueRecordAdapter:
    """Implements `service.ports_due.DueRecords`."""

    def __init__(self, alias: str = "default") -> None:
        self._database = Database(alias)

    def keep(self, record: DueRecord) -> None:
        with self._database.transaction():
            self._database.change(
                upsert_into(models.DueRecord, "workspace_id", "worker"),
                (_NOBODYS, record.worker, stored(record.seen_at), msgspec.json.encode(record).decode()),
            )
            self._database.change(
                'DELETE FROM "store_duerecord" WHERE "workspace_id" = %s AND "seen_at" < %s',
                (_NOBODYS, stored(record.seen_at - _FORGOTTEN_AFTER)),
            )

    def records(self) -> tuple[DueRecord, ...]:
        rows = self._database.rows(
            'SELECT "record" FROM "store_duerecord" WHERE "workspace_id" = %s ORDER BY "worker"', (_NOBODYS,)
        )
        return tuple(_DECODER.decode(record) for (record,) in rows)

    def after_jump(self, now: datetime, by: timedelta) -> int:
        with self._database.transaction():
            return self._began_anew(now, by) if by > timedelta(0) else self._pulled_back(now, -by)

    def _began_anew(self, now: datetime, by: timedelta) -> int:
        """Leases that only the jump ended: their senders are at work, and would be taken for cut off."""
        return self._database.change(
            'UPDATE "store_delivery" SET "due_at" = %s '
            'WHERE "state" = \'sending\' AND "due_at" <= %s AND "due_at" > %s',
            (stored(now + _LONGEST_LEASE), stored(now), stored(now - by)),
        )

    def _pulled_back(self, now: datetime, by: timedelta) -> int:
        """What was to be done at once, or after a pause, by a clock that ran ahead."""
        at, span = stored(now), by // _MICROSECOND
        moved = 0
        for table, where in (("store_delivery", " AND \"state\" <> 'sending'"), ("store_reaction", "")):
            moved += self._database.change(
                f'UPDATE "{table}" SET "due_at" = CASE WHEN "due_at" - %s < %s THEN %s ELSE "due_at" - %s END '
                f'WHERE "due_at" > %s{where}',
                (span, at, at, span, at),
            )
        return moved + self._database.change(
            'UPDATE "store_delivery" SET "due_at" = %s WHERE "state" = \'sending\' AND "due_at" > %s',
            (at + _LONGEST_LEASE // _MICROSECOND,) * 2,
        )
