"""Versions that are retired, and the commands that this causes on every open case pinned to them."""

from __future__ import annotations

from datetime import datetime

from stepladder.service.ports import ClaimedReaction
from stepladder.service.rows import Retirement
from stepladder.store import models, reactions
from stepladder.store.moments import stored
from stepladder.store.sql import Database, listed

_REACTIONS = (
    f'INSERT INTO "store_reaction" ({listed(models.Reaction)}) '
    'SELECT "workspace_id", %s, "id", %s, CAST(%s AS bigint), 0, NULL, NULL, "urgency" FROM "store_case" '
    'WHERE "workspace_id" = %s AND "closed_at" IS NULL AND "digest" = %s'
)
_RETIRE = (
    'UPDATE "store_packversion" SET "in_force" = %s, "retired_at" = CAST(%s AS bigint), "retired_by" = %s, '
    '"retired_because" = %s WHERE "workspace_id" = %s AND "digest" = %s AND "retired_at" IS NULL'
)


def retire(
    database: Database,
    workspace: str,
    digest: str,
    one: Retirement,
    command: bytes,
    settle: bytes,
    settles_at: datetime,
    *,
    in_force_too: bool,
) -> int | None:
    """Mark a version and store the commands in one transaction, and answer how many cases get one.

    None where it is retired already, or is in force and was not to be: then nothing is changed.
    """
    event, at = _event(digest, one.at), stored(one.at)
    statement = _RETIRE if in_force_too else f'{_RETIRE} AND NOT "in_force"'
    with database.transaction():
        if database.change(statement, (False, at, one.by, one.because, workspace, digest)) == 0:
            return None
        cases = database.change(_REACTIONS, (event, command.decode(), at, workspace, digest))
        # To itself, which is the name of no case.
        own = (workspace, event, "settle", settle.decode(), stored(settles_at), 0, None, None, 0)
        database.insert(models.Reaction, [own])
    return cases


def settle(
    database: Database, claimed: ClaimedReaction, digest: str, retired_at: datetime, command: bytes, now: datetime
) -> int:
    """A command for each open case of the version that has none of this retirement yet; answers how many that are.

    Such a case was decided on before the version was retired, and stored after it. None where the version was published
    again meanwhile: its new cases keep their clocks.
    """
    with database.transaction():
        row = database.row(
            'SELECT "retired_at" FROM "store_packversion" WHERE "workspace_id" = %s AND "digest" = %s',
            (claimed.workspace, digest),
        )
        found = 0
        if row is not None and row[0] == stored(retired_at):
            found = database.change(
                f"{_REACTIONS} ON CONFLICT DO NOTHING",
                (_event(digest, retired_at), command.decode(), stored(now), claimed.workspace, digest),
            )
        reactions.mark_done(database, claimed, "done", now)
    return found


def _event(digest: str, at: datetime) -> str:
    """What the reactions name as their cause: no event of a stream has such a name, and each retirement its own."""
    return f"retired/{digest}/{stored(at)}"
