"""What the auditor found, each thing once: one that is found again is counted, one that is right again is settled."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from datetime import datetime

from stepladder.service.ports_audit import Finding
from stepladder.store import models
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, Row, insert_into, listed, marks

_AT_ONCE = 200
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
    known = _standing_among(database, found)
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


def standing(database: Database, limit: int) -> list[Finding]:
    """Neither repaired nor gone, oldest first."""
    rows = database.rows(
        f'SELECT {listed(models.Finding)} FROM "store_finding" WHERE {_STANDS} ORDER BY "found_at", "id" LIMIT %s',
        (limit,),
    )
    return [_read(row) for row in rows]


def standing_of(database: Database, streams: Collection[tuple[str, str]]) -> list[Finding]:
    """All that stand of these streams of these workspaces."""
    return [_read(row) for row in _where(database, "stream", streams, listed(models.Finding))]


def standing_overdue(database: Database) -> list[Finding]:
    rows = database.rows(
        f'SELECT {listed(models.Finding)} FROM "store_finding" WHERE {_STANDS} AND substr("kind", 1, 8) = %s',
        ("overdue_",),
    )
    return [_read(row) for row in rows]


def _standing_among(database: Database, found: Sequence[Finding]) -> set[tuple[str, str]]:
    """Workspace and id of those that stand already."""
    rows = _where(database, "id", [(one.workspace, one.id) for one in found], '"workspace_id", "id"')
    return {(workspace, id_) for workspace, id_ in rows}


def _where(database: Database, column: str, wanted: Collection[tuple[str, str]], select: str) -> Iterator[Row]:
    """Those that stand and have one of these values in a column. Takes: wanted - (workspace, value)."""
    by_workspace: dict[str, list[str]] = defaultdict(list)
    for workspace, value in wanted:
        by_workspace[workspace].append(value)
    for workspace, values in by_workspace.items():
        for start in range(0, len(values), _AT_ONCE):
            some = values[start : start + _AT_ONCE]
            yield from database.rows(
                f'SELECT {select} FROM "store_finding" WHERE {_STANDS} AND "workspace_id" = %s '
                f'AND "{column}" IN ({marks(some)})',
                (workspace, *some),
            )


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
