"""Commands that events cause elsewhere: each is done once, in the transaction that stores its effect."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.reactions import ReactionOrder
from stepladder.service.ports import AnyChange, ClaimedReaction
from stepladder.store import writing
from stepladder.store.due import in_turn
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database

_KEY = '"workspace_id" = %s AND "event" = %s AND "target" = %s AND "done_at" IS NULL'


def claim(database: Database, now: datetime, limit: int) -> list[ClaimedReaction]:
    """Due reactions, those of the most urgent first, then the oldest.

    No lease: of two workers that take the same one, only one can finish it.
    """
    statement = (
        'SELECT "workspace_id", "event", "target", "command", "due_at", "tries" FROM "store_reaction" '
        'WHERE "urgency" = %s AND "due_at" <= %s ORDER BY "due_at", "event" LIMIT %s'
    )
    rows = in_turn(limit, lambda urgency, places: database.rows(statement, (urgency, stored(now), places)))
    return [
        ClaimedReaction(
            workspace=workspace,
            reaction=ReactionOrder(event=event, target=target, command=command.encode(), due_at=read(due_at)),
            tries=tries,
        )
        for workspace, event, target, command, due_at, tries in rows
    ]


def finish(database: Database, claimed: ClaimedReaction, change: AnyChange | None, outcome: str, at: datetime) -> bool:
    """Mark it done together with what it changed. False: it was done before, and nothing changes. Raises: StaleCase."""
    with database.transaction():
        done = mark_done(database, claimed, outcome, at)
        if done and change is not None:
            writing.commit(database, [change])
    return done


def mark_done(database: Database, claimed: ClaimedReaction, outcome: str, at: datetime) -> bool:
    """False: it was done before. To be called inside the transaction that stores its effect."""
    done = database.change(
        'UPDATE "store_reaction" SET "done_at" = %s, "due_at" = NULL, "outcome" = %s, "tries" = "tries" + 1 '
        f"WHERE {_KEY}",
        (stored(at), outcome, *_key(claimed)),
    )
    return done == 1


def postpone(database: Database, claimed: ClaimedReaction, until: datetime) -> None:
    """Try it again later."""
    database.change(
        f'UPDATE "store_reaction" SET "due_at" = %s, "tries" = "tries" + 1 WHERE {_KEY}',
        (stored(until), *_key(claimed)),
    )


def _key(claimed: ClaimedReaction) -> tuple[str, str, str]:
    return claimed.workspace, claimed.reaction.event, claimed.reaction.target
