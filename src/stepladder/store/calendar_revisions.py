"""Revisions of a workspace's calendars, and the commands they cause on every open case."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import IntegrityError

from stepladder.core.clock.revision import CalendarRevision
from stepladder.service.ports import ClaimedReaction
from stepladder.service.rows import CalendarRevisionRow
from stepladder.store import models, reactions
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, Row, listed

_BODY = msgspec.json.Decoder(CalendarRevision)
_COLUMNS = ("number", "body", "published_at", "by", "note")
_REACTIONS = (
    f'INSERT INTO "store_reaction" ({listed(models.Reaction)}) '
    'SELECT "workspace_id", %s, "id", %s, CAST(%s AS bigint), 0, NULL, NULL, "urgency" FROM "store_case" '
    'WHERE "workspace_id" = %s AND "closed_at" IS NULL'
)
"""One for each open case, however many there are, without bringing any of them here."""


def newest(database: Database, workspace: str) -> int:
    row = database.row('SELECT max("number") FROM "store_calendarrevision" WHERE "workspace_id" = %s', (workspace,))
    return (row[0] if row else None) or 0


def one(database: Database, workspace: str, number: int) -> CalendarRevisionRow | None:
    row = database.row(
        f'SELECT {listed(models.CalendarRevision, *_COLUMNS)} FROM "store_calendarrevision" '
        'WHERE "workspace_id" = %s AND "number" = %s',
        (workspace, number),
    )
    return None if row is None else _row(row)


def rows(database: Database, workspace: str, limit: int) -> tuple[CalendarRevisionRow, ...]:
    found = database.rows(
        f'SELECT {listed(models.CalendarRevision, *_COLUMNS)} FROM "store_calendarrevision" '
        'WHERE "workspace_id" = %s ORDER BY "number" DESC LIMIT %s',
        (workspace, limit),
    )
    return tuple(map(_row, found))


def publish(
    database: Database, workspace: str, row: CalendarRevisionRow, command: bytes, settle: bytes, settles_at: datetime
) -> int | None:
    """Store it with its commands in one transaction, and answer how many cases get one.

    None where this number is taken, or the one before it is not there: then nothing is stored.
    """
    event, at = _event(row.number), stored(row.published_at)
    body = msgspec.json.encode(row.revision).decode()
    try:
        with database.transaction():
            if newest(database, workspace) != row.number - 1:
                return None
            database.insert(models.CalendarRevision, [(workspace, row.number, body, at, row.by, row.note)])
            cases = database.change(_REACTIONS, (event, command.decode(), at, workspace))
            # To itself, which is the name of no case.
            own = (workspace, event, event, settle.decode(), stored(settles_at), 0, None, None, 0)
            database.insert(models.Reaction, [own])
    except IntegrityError:
        return None
    return cases


def settle(database: Database, claimed: ClaimedReaction, number: int, command: bytes, now: datetime) -> int:
    """A command for each open case that has none of this revision yet; answers how many that are.

    A case that was decided on before the revision was stored, and stored after it, is one of these.
    """
    with database.transaction():
        found = database.change(
            f"{_REACTIONS} ON CONFLICT DO NOTHING",
            (_event(number), command.decode(), stored(now), claimed.workspace),
        )
        reactions.mark_done(database, claimed, "done", now)
    return found


def _event(number: int) -> str:
    """What the reactions name as their cause: no event of a stream has such a name."""
    return f"calendars/{number}"


def _row(row: Row) -> CalendarRevisionRow:
    number, body, published_at, by, note = row
    return CalendarRevisionRow(
        number=number, revision=_BODY.decode(body), published_at=read(published_at), by=by, note=note
    )
