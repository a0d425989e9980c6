"""Aggregates other than cases: one table for all kinds, whose states the store never reads."""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
from django.db import IntegrityError

from stepladder.service.ports import Aggregate, AggregateChange, StaleCase
from stepladder.store import models
from stepladder.store.moments import stored
from stepladder.store.sql import Database, Row, columns

_SELECT = 'SELECT "kind", "id", "version", "shape", "state" FROM "store_aggregate" '
_UPDATE = (
    'UPDATE "store_aggregate" SET "version" = %s, "shape" = %s, "state" = %s, "wake_at" = %s, "urgency" = %s, '
    '"faults" = 0 WHERE "workspace_id" = %s AND "kind" = %s AND "id" = %s AND "version" = %s'
)


def load(database: Database, workspace: str, kind: str, id_: str) -> Aggregate | None:
    row = database.row(f'{_SELECT}WHERE "workspace_id" = %s AND "kind" = %s AND "id" = %s', (workspace, kind, id_))
    return None if row is None else restored(row)


def listed(database: Database, workspace: str, kind: str, *, after: str, limit: int) -> list[Aggregate]:
    """Those of a kind in the order of their ids, beyond `after`."""
    rows = database.rows(
        f'{_SELECT}WHERE "workspace_id" = %s AND "kind" = %s AND "id" > %s ORDER BY "id" LIMIT %s',
        (workspace, kind, after, limit),
    )
    return [restored(row) for row in rows]


def hold_cases(database: Database, changes: Sequence[AggregateChange]) -> None:
    """Keep the cases that are named for the first time where they are. Raises: StaleCase - one is not there any more.

    To be called inside the transaction that writes.
    """
    named = sorted({(change.workspace, case) for change in changes for case in change.cases})
    shared = " FOR SHARE" if named and database.is_postgresql else ""
    select = f'SELECT 1 FROM "store_case" WHERE "workspace_id" = %s AND "id" = %s{shared}'
    for key in named:
        if database.row(select, key) is None:
            raise StaleCase("it is not there any more", where=f"case {key[1]}", mend="Read it and decide again.")


def write(database: Database, change: AggregateChange) -> bool:
    """Put the new state in place. False: it is no longer at the version the change was decided on."""
    one = change.aggregate
    state = one.version, one.shape, one.state.decode(), stored(change.wake_at)
    if change.expected_version:
        key = change.workspace, one.kind, one.id, change.expected_version
        return database.change(_UPDATE, (*state, change.urgency, *key)) == 1
    values = dict(zip(("version", "shape", "state", "wake_at"), state, strict=True)) | {
        "workspace_id": change.workspace,
        "kind": one.kind,
        "id": one.id,
        "faults": 0,
        "urgency": change.urgency,
    }
    try:
        database.insert(models.Aggregate, [tuple(values[name] for name in columns(models.Aggregate))])
    except IntegrityError as fault:
        raise stale(change) from fault
    return True


def stale(change: AggregateChange) -> StaleCase:
    one = change.aggregate
    return StaleCase("it changed meanwhile", where=f"{one.kind} {one.id}", mend="Read it again and decide again.")


def last_states(changes: Sequence[AggregateChange]) -> list[AggregateChange]:
    """One change per aggregate: the version the first was decided on, with the state that the last one left."""
    kept: dict[tuple[str, str, str], AggregateChange] = {}
    for change in changes:
        key = (change.workspace, change.aggregate.kind, change.aggregate.id)
        first = kept.get(key, change)
        kept[key] = msgspec.structs.replace(change, expected_version=first.expected_version)
    return [kept[key] for key in sorted(kept)]  # In one order, so that nobody waits in a ring.


def restored(row: Row) -> Aggregate:
    kind, id_, version, shape, state = row
    return Aggregate(kind=kind, id=id_, version=version, shape=shape, state=state.encode())
