"""What due loops say of themselves, one row a worker, and what is set right when the clock was moved under them."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from stepladder.service import calendar_revisions, retiring
from stepladder.service.ports_due import DueRecord
from stepladder.store import models
from stepladder.store.moments import stored
from stepladder.store.sql import Database, upsert_into

_NOBODYS = "*"
"""In place of a workspace: a worker works for all of them."""
_LAST_JUMP = "*jump"
"""In place of a workspace: the row of the last jump that somebody told of."""
_SAME_JUMP = timedelta(seconds=30)
"""All workers notice a jump within that of each other: hosts ask for the time every ten seconds."""
_SETTLES = '"target" IN (\'settle\', "event")'
_SETTLES_AFTER = max(calendar_revisions.SETTLES_AFTER, retiring.SETTLES_AFTER)
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
            first = self._is_first_to_tell(now, by)
            if by > timedelta(0):
                return self._leased_anew(now, by)
            return (
                self._leased_no_longer(now)
                + self._settled_no_later(now)
                + (self._pulled_back(now, -by) if first else 0)
            )

    def _is_first_to_tell(self, now: datetime, by: timedelta) -> bool:
        """Whether no other worker told of this jump. The row holds up the others until this transaction has ended."""
        table = '"store_duerecord"'
        statement = (
            f'{upsert_into(models.DueRecord, "workspace_id", "worker")} WHERE {table}."record" <> excluded."record" '
            f'OR abs({table}."seen_at" - excluded."seen_at") > %s'
        )
        way = '"forward"' if by > timedelta(0) else '"back"'
        row = (_LAST_JUMP, _NOBODYS, stored(now), way, _SAME_JUMP // _MICROSECOND)
        return self._database.change(statement, row) == 1

    def _leased_anew(self, now: datetime, by: timedelta) -> int:
        """Leases that ran when the clock was moved: the jump ended or cut them, and their senders are at work."""
        until = stored(now + _LONGEST_LEASE)
        return self._database.change(
            'UPDATE "store_delivery" SET "due_at" = %s WHERE "state" = \'sending\' AND "due_at" > %s AND "due_at" < %s',
            (until, stored(now - by), until),
        )

    def _leased_no_longer(self, now: datetime) -> int:
        until = stored(now + _LONGEST_LEASE)
        return self._database.change(
            'UPDATE "store_delivery" SET "due_at" = %s WHERE "state" = \'sending\' AND "due_at" > %s', (until, until)
        )

    def _settled_no_later(self, now: datetime) -> int:
        """What settles a revision or a retirement: never sooner than after its time, and not an hour after it."""
        until = stored(now + _SETTLES_AFTER)
        return self._database.change(
            f'UPDATE "store_reaction" SET "due_at" = %s WHERE "due_at" > %s AND {_SETTLES}', (until, until)
        )

    def _pulled_back(self, now: datetime, by: timedelta) -> int:
        """What was to be done at once, or after a pause, by a clock that ran ahead."""
        at, span = stored(now), by // _MICROSECOND
        moved = 0
        for table, where in (("store_delivery", "\"state\" <> 'sending'"), ("store_reaction", f"NOT {_SETTLES}")):
            moved += self._database.change(
                f'UPDATE "{table}" SET "due_at" = CASE WHEN "due_at" - %s < %s THEN %s ELSE "due_at" - %s END '
                f'WHERE "due_at" > %s AND {where}',
                (span, at, at, span, at),
            )
        return moved
