"""Peers that take nothing, kept for as long as that lasts. Their rows belong to no workspace."""

from __future__ import annotations

from stepladder.service.ports_outbox import IllPeer
from stepladder.store import models
from stepladder.store.delivery_lines import in_states
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, insert_into

_NOBODYS = ""
_ON_ITS_WAY = ("waiting", "failed", "sending")
_HERE = '"workspace_id" = %s AND "lane" = %s'


def keep(database: Database, peer: IllPeer) -> None:
    statement = f'{insert_into(models.IllPeer)} ON CONFLICT ("workspace_id", "lane") DO UPDATE'
    database.change(
        f'{statement} SET "reason" = excluded."reason"', (_NOBODYS, peer.lane, stored(peer.since), peer.reason)
    )


def forget(database: Database, lane: str) -> bool:
    # Asked after each message that went out: who has nothing to change must not ask for the right to write.
    if database.row(f'SELECT 1 FROM "store_illpeer" WHERE {_HERE}', (_NOBODYS, lane)) is None:
        return False
    return database.change(f'DELETE FROM "store_illpeer" WHERE {_HERE}', (_NOBODYS, lane)) == 1


def every(database: Database) -> tuple[IllPeer, ...]:
    rows = database.rows(
        'SELECT "lane", "since", "reason" FROM "store_illpeer" WHERE "workspace_id" = %s ORDER BY "lane"', (_NOBODYS,)
    )
    return tuple(IllPeer(lane=lane, since=read(since), reason=reason) for lane, since, reason in rows)


def stopped(database: Database, workspace: str, peer: IllPeer) -> tuple[int, int]:
    here = (workspace, peer.lane)
    waiting = database.row(
        'SELECT count(*) FROM "store_delivery" WHERE "workspace_id" = %s AND "channel" = %s '
        f"AND {in_states(_ON_ITS_WAY)}",
        (*here, *_ON_ITS_WAY),
    )
    given_up = database.row(
        'SELECT count(*) FROM "store_delivery" AS d WHERE "workspace_id" = %s AND "channel" = %s '
        f'AND {in_states(("dead",))} AND EXISTS (SELECT 1 FROM "store_attempt" AS a '
        'WHERE a."workspace_id" = d."workspace_id" AND a."delivery_id" = d."id" AND a."ended_at" >= %s)',
        (*here, "dead", stored(peer.since)),
    )
    return (waiting[0] if waiting else 0), (given_up[0] if given_up else 0)
