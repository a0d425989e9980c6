"""The rows that say of archived cases where they went and what proves them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import msgspec

from stepladder.service.rows import ArchivedLine
from stepladder.store import models, proof
from stepladder.store.belonging_rows import events_of
from stepladder.store.belongings import Belongings, checksum
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, Row, columns, listed

_PAGE = 500
_encode = msgspec.json.Encoder().encode
_decode = msgspec.json.Decoder(list[tuple[int, str]]).decode
_ALL = f'SELECT {listed(models.ArchivedCase)} FROM "store_archivedcase" WHERE "workspace_id" = %s '


@dataclass(frozen=True, slots=True)
class ArchivedRow:
    """One of these rows. `digests` are position and digest of each event; empty where they cannot be read.

    `is_whole`: it is as the desk wrote it.
    """

    workspace: str
    id: str
    file: str
    checksum: str
    archived_at: datetime
    closed_at: datetime
    version: int
    digests: tuple[tuple[int, str], ...]
    is_whole: bool


def made(workspace: str, one: Belongings, file: str, now: datetime) -> Row:
    """The row of a case that is written into a file. All its events have their positions and digests."""
    case = one.case
    digests = [(row[proof.POSITION], row[proof.DIGEST]) for row in events_of(one)]
    row = (
        workspace, one.id, file, checksum(one.line), stored(now), case["opened_at"], case["closed_at"],
        case["version"], _encode(digests).decode(),
    )  # fmt: skip
    return *row, _digest_of(row)


def where_it_went(database: Database, workspace: str, case: str) -> ArchivedLine | None:
    row = database.row(
        'SELECT "id", "file", "archived_at" FROM "store_archivedcase" WHERE "workspace_id" = %s AND "id" = %s',
        (workspace, case),
    )
    return None if row is None else ArchivedLine(id=row[0], file=row[1], archived_at=read(row[2]))


def one(database: Database, workspace: str, case: str, *, hold: bool = False) -> ArchivedRow | None:
    """Takes: hold - whether nobody else may change it until the end of the transaction."""
    held = "FOR UPDATE" if hold and database.is_postgresql else ""
    row = database.row(f'{_ALL}AND "id" = %s {held}', (workspace, case))
    return None if row is None else _read(row)


def every(database: Database, workspace: str) -> Iterator[ArchivedRow]:
    """In the order of their ids, never more than a page of them in memory."""
    after = ""
    while rows := database.rows(f'{_ALL}AND "id" > %s ORDER BY "id" LIMIT {_PAGE}', (workspace, after)):
        yield from map(_read, rows)
        after = rows[-1][1]


def in_file(database: Database, workspace: str, file: str) -> list[str]:
    """The cases of which it is said that this file holds them."""
    rows = database.rows(
        'SELECT "id" FROM "store_archivedcase" WHERE "workspace_id" = %s AND "file" = %s ORDER BY "id"',
        (workspace, file),
    )
    return [row[0] for row in rows]


def forget(database: Database, workspace: str, case: str) -> None:
    database.change('DELETE FROM "store_archivedcase" WHERE "workspace_id" = %s AND "id" = %s', (workspace, case))


def _read(row: Row) -> ArchivedRow:
    known = dict(zip(columns(models.ArchivedCase), row, strict=True))
    try:
        digests = tuple(_decode(known["digests"]))
    except msgspec.MsgspecError:
        digests = ()
    return ArchivedRow(
        workspace=known["workspace_id"],
        id=known["id"],
        file=known["file"],
        checksum=known["checksum"],
        archived_at=read(known["archived_at"]),
        closed_at=read(known["closed_at"]),
        version=known["version"],
        digests=digests,
        is_whole=known["digest"] == _digest_of(row[:-1]),
    )


def _digest_of(row: Row) -> str:
    return proof.mac("archived", *row)
