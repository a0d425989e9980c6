"""What the auditor found, each thing once: one that is found again is counted, one that is right again is settled."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stepladder.service.ports_audit import Finding
from stepladder.store import models
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, Row, insert_into, listed

_STANDS = '"repaired_at" IS NULL AND "gone_at" IS NULL'
# What stands already is not written again at each pass: a fault that lasts is one row and no more.
_AGAIN = (
    f'{insert_into(models.Finding)} ON CONFLICT ("workspace_id", "id") DO UPDATE SET '
    '"found_at" = excluded."found_at", "said" = excluded."said", "repaired_at" = excluded."repaired_at", '
    '"gone_at" = NULL, "times" = "store_finding"."times" + 1 '
    'WHERE "store_finding"."repaired_at" IS NOT NULL OR "store_finding"."gone_at" IS NOT NULL '
    'OR excluded."repaired_at" IS NOT NULL'
)


def report(database: Database, found: Sequence[Finding]) -> None:
    if not found:
        return
    known = {(one.workspace, one.id) for one in standing(database)}
    new = [one for one in found if (one.workspace, one.id) not in known or one.repaired_at is not None]
    if not new:
        return
    with database.transaction():
        for one in new:
            database.change(
                _AGAIN,
                (
                    one.workspace, one.id, one.kind, one.stream, one.said, stored(one.at), stored(one.repaired_at),
                    None, 1,
                ),
            )  # fmt: skip


def settle(database: Database, found: Sequence[Finding], now: datetime) -> None:
    if not found:
        return
    with database.transaction():
        for one in found:
            database.change(
                f'UPDATE "store_finding" SET "gone_at" = %s WHERE "workspace_id" = %s AND "id" = %s AND {_STANDS}',
                (stored(now), one.workspace, one.id),
            )


def standing(database: Database) -> list[Finding]:
    """Neither repaired nor gone, oldest first."""
    rows = database.rows(
        f'SELECT {listed(models.Finding)} FROM "store_finding" WHERE {_STANDS} ORDER BY "found_at", "id" LIMIT 1000'
    )
    return [_read(row) for row in rows]


def newest(database: Database, limit: int) -> list[Finding]:
    rows = database.rows(
        f'SELECT {listed(models.Finding)} FROM "store_finding" ORDER BY "found_at" DESC, "id" LIMIT %s', (limit,)
    )
    return [_read(row) for row in rows]


def counted(database: Database) -> dict[tuple[str, str], int]:
    """How many there are of each kind, by (kind, `standing`, `repaired` or `gone`)."""
    rows = database.rows(
        'SELECT "kind", CASE WHEN "repaired_at" IS NOT NULL THEN \'repaired\' '
        "WHEN \"gone_at\" IS NOT NULL THEN 'gone' ELSE 'standing' END, count(*) "
        'FROM "store_finding" GROUP BY 1, 2 ORDER BY 1, 2'
    )
    return {(kind, state): count for kind, state, count in rows}


def _read(row: Row) -> Finding:
    workspace, id_, kind, stream, said, found_at, repaired_at, gone_at, times = row
    return Finding(
        workspace=workspace, id=id_, kind=kind, stream=stream, said=said, at=read(found_at),
        repaired_at=read(repaired_at), gone_at=read(gone_at), times=times,
    )  # fmt: skip
