"""The chain of a workspace: events that were committed get their positions, and a seal over each batch of them.

There is no lock to hold and none to lose. Who seals puts the seal with the next number first: of two that try at once,
the other one's number is taken and nothing of its own is stored. Positions count on from the seal before, never from a
sequence of the database, so there are no gaps, and what was committed late simply comes later.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import msgspec
from django.db import IntegrityError

from stepladder.core.values import DeskError
from stepladder.service.ports_proof import MOST_COUNTED, Backlog, SealReport
from stepladder.store import models, proof
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, Row, listed

_encode = msgspec.json.Encoder().encode


def unsealed(database: Database, after: str) -> str | None:
    """The next workspace that has an event without a position. One look into an index that is empty on an idle desk."""
    row = database.row(
        f'SELECT "workspace_id" FROM {_events(database)} WHERE "position" IS NULL AND "workspace_id" > %s '
        'ORDER BY "workspace_id" LIMIT 1',
        (after,),
    )
    return None if row is None else str(row[0])


def backlog(database: Database) -> Backlog | None:
    """Of the workspace where nothing was sealed for longest; None where every event has its seal."""
    found: Backlog | None = None
    workspace = unsealed(database, "")
    while workspace is not None:
        one = _backlog(database, workspace)
        if one is not None and (found is None or one.stands_since < found.stands_since):
            found = one
        workspace = unsealed(database, workspace)
    return found


def _backlog(database: Database, workspace: str) -> Backlog | None:
    row = database.row(
        'SELECT count(*), min("recorded_at") FROM (SELECT "recorded_at" '
        f'FROM {_events(database)} WHERE "workspace_id" = %s AND "position" IS NULL '
        'ORDER BY "recorded_at" LIMIT %s) AS waiting',
        (workspace, MOST_COUNTED),
    )
    if row is None or not row[0]:
        return None  # Sealed since we looked.
    newest = database.row(
        'SELECT "at" FROM "store_seal" WHERE "workspace_id" = %s ORDER BY "number" DESC LIMIT 1', (workspace,)
    )
    stands_since = max(row[1], newest[0]) if newest is not None else row[1]
    return Backlog(events=row[0], oldest_at=read(row[1]), stands_since=read(stands_since))


def seal(database: Database, workspace: str, now: datetime, limit: int) -> SealReport:
    """Seal the oldest events without a position. Reads first, so that SQLite is locked for no longer than it writes."""
    number, last, head = newest(database, workspace)
    rows = _in_order(database, workspace, limit)
    if not rows:
        return SealReport()
    digests, doubtful = _linked(database, rows)
    members = _encode([(row[1], row[2]) for row in rows]).decode()
    place = (workspace, number + 1, last + 1, last + len(rows), stored(now), proof.fingerprint(), members)
    new_head = head_of(place, head, digests)
    try:
        with database.transaction():
            database.insert(models.Seal, [(*place, new_head)])
            _give_positions(database, rows, last + 1, digests)
    except (IntegrityError, _Meanwhile):
        return SealReport()  # Somebody else was quicker; what is left comes with the next look.
    adopted = sum(digest.endswith(proof.ADOPTED) for digest in digests)
    return SealReport(sealed=len(rows), adopted=adopted, doubtful=tuple(doubtful))


def head_of(place: Row, before: str, digests: Sequence[str]) -> str:
    """The digest of a seal. Takes: place - its row but for the head; before - the head of the seal before it."""
    return proof.mac("seal", before, *place, digests)


def newest(database: Database, workspace: str) -> tuple[int, int, str]:
    """Number, last position and head of the newest seal. Raises: DeskError - it was made with another key."""
    row = database.row(
        'SELECT "number", "last_position", "head", "key" FROM "store_seal" WHERE "workspace_id" = %s '
        'ORDER BY "number" DESC LIMIT 1',
        (workspace,),
    )
    if row is None:
        return 0, 0, ""
    if row[3] != proof.fingerprint():
        raise DeskError(
            "the chain was made with another key, so nothing more is sealed",
            where=f"workspace {workspace}",
            mend="Set STEPLADDER_CHAIN_KEY to the key that was used before, or bring back chain.key of that folder.",
        )
    return row[0], row[1], row[2]


def _events(database: Database) -> str:
    """The table, with the index to take: SQLite would think every event had no position, and look at all of them."""
    return '"store_event"' if database.is_postgresql else '"store_event" INDEXED BY "event_unsealed"'


class _Meanwhile(Exception):
    """An event was sealed between our look and our write."""


def _in_order(database: Database, workspace: str, limit: int) -> list[Row]:
    """Events without a position, as they were recorded; those of one stream by version, without a hole before them."""
    unsealed = (
        f'SELECT {listed(models.Event)} FROM {_events(database)} WHERE "workspace_id" = %s AND "position" IS NULL'
    )
    rows = database.rows(
        f'{unsealed} ORDER BY "recorded_at", "stream", "version" LIMIT %s',
        (workspace, limit),
    )
    first: dict[str, int] = {}
    for row in rows:
        first[row[1]] = min(first.get(row[1], row[2]), row[2])
    earlier = proof.before(database, [(workspace, stream, version - 1) for stream, version in first.items()])
    # The clocks of two hosts differ, so that what came later in a stream may bear the earlier instant.
    for (_, stream), (_, position) in earlier.items():
        if position is None:
            rows += database.rows(
                f'{unsealed} AND "stream" = %s AND "version" < %s', (workspace, stream, first[stream])
            )
    by_stream: dict[str, list[Row]] = {}
    for row in rows:
        by_stream.setdefault(row[1], []).append(row)
    turns = {stream: iter(sorted(some, key=lambda row: int(row[2]))) for stream, some in by_stream.items()}
    return [next(turns[row[1]]) for row in rows]


def _linked(database: Database, rows: Sequence[Row]) -> tuple[list[str], list[tuple[str, int]]]:
    """The digest of each event, made now where it has none, and those whose digest does not follow."""
    first: dict[str, Row] = {}
    for row in rows:
        first.setdefault(row[1], row)
    known = proof.before(database, [(row[0], row[1], row[2] - 1) for row in first.values() if row[2] > 1])
    heads = {stream: digest for (_, stream), (digest, _) in known.items()}
    digests: list[str] = []
    doubtful: list[tuple[str, int]] = []
    for row in rows:
        stream, version, digest = row[1], row[2], row[proof.DIGEST]
        before = heads.get(stream)
        if digest is None:
            digest = proof.digest_of(row, before, adopted=True)
        elif digest != proof.digest_of(row, before):
            doubtful.append((stream, version))
        heads[stream] = digest
        digests.append(digest)
    return digests, doubtful


def _give_positions(database: Database, rows: Sequence[Row], first: int, digests: Sequence[str]) -> None:
    """Raises: _Meanwhile - one of them has a position."""
    places = ", ".join(["(%s, CAST(%s AS integer), CAST(%s AS bigint), %s)"] * len(rows))
    values = [
        value
        for place, (row, digest) in enumerate(zip(rows, digests, strict=True), first)
        for value in (row[1], row[2], place, digest)
    ]
    changed = database.change(
        # Both databases name the columns of such a list so.
        'UPDATE "store_event" SET "position" = given."column3", "digest" = given."column4" '
        f"FROM (VALUES {places}) AS given "
        'WHERE "store_event"."workspace_id" = %s AND "store_event"."stream" = given."column1" '
        'AND "store_event"."version" = given."column2" AND "store_event"."position" IS NULL',
        (*values, rows[0][0]),
    )
    if changed != len(rows):
        raise _Meanwhile
