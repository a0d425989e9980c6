"""Reads that decisions need: cases, what they join, words, signals, events."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from stepladder.core.case.events import Happened
from stepladder.core.case.state import Case
from stepladder.core.case.upcasters import decode
from stepladder.core.triage.request import Customer
from stepladder.service.ports import IntakeAnswer, StoredSignal, Surroundings, Text
from stepladder.service.rows import StoredEvent
from stepladder.store import models, snapshot
from stepladder.store.moments import read
from stepladder.store.sql import Database, Row, columns, listed, marks

_CUSTOMER = msgspec.json.Decoder(Customer)
_EVENT = ("stream", "version", "position", "type", "v", "at", "noticed_at", "recorded_at", "by", "cause", "data")


def answer(database: Database, workspace: str, source: str, key: str) -> IntakeAnswer | None:
    row = database.row(
        'SELECT "body_hash", "status", "body" FROM "store_intakekey" '
        'WHERE "workspace_id" = %s AND "source" = %s AND "key" = %s',
        (workspace, source, key),
    )
    if row is None:
        return None
    return IntakeAnswer(source=source, key=key, body_hash=row[0], status=row[1], body=bytes(row[2]))


_AROUND = (
    'SELECT (SELECT "digest" FROM "store_packversion" WHERE "workspace_id" = %s AND "in_force"), '
    '(SELECT "body_hash" FROM "store_intakekey" WHERE "workspace_id" = %s AND "source" = %s AND "key" = %s), '
    '(SELECT "record" FROM "store_customer" WHERE "workspace_id" = %s AND "id" = %s), '
    '(SELECT max("number") FROM "store_calendarrevision" WHERE "workspace_id" = %s), '
    '"joins"."id", "joins"."state", "joins"."shape", "joins"."closed_at" FROM (SELECT 1) AS "signal" '
    'LEFT JOIN "store_case" AS "joins" ON "joins"."workspace_id" = %s AND "joins"."id" = {joins}'
)
_FIND = 'SELECT "id", "state", "shape", "closed_at" FROM "store_case" WHERE "workspace_id" = %s AND "id" = {joins}'
_CASE = 'SELECT "id" FROM "store_case" WHERE "workspace_id" = %s AND '
# In the order of an index, so that either database looks at one end of it, however many cases are closed. Asked for the
# order of ids where no index has it, PostgreSQL may go through the whole workspace in that order to find none.
_LAST = 'ORDER BY "closed_at" DESC, "id" DESC LIMIT 1'
_OF_CONVERSATION = (
    f'coalesce(({_CASE}"conversation" = %s AND "closed_at" IS NULL {_LAST}), '
    f'({_CASE}"conversation" = %s AND "closed_at" IS NOT NULL {_LAST}))'
)
_OF_CUSTOMER = (
    f'({_CASE}"customer" = %s AND "closed_at" IS NULL AND (%s IS NULL OR "contact" IS NULL OR "contact" = %s) '
    'ORDER BY "id" DESC LIMIT 1)'
)
_OF_NOBODY = "NULL"
_AROUND_OF = {joins: _AROUND.format(joins=joins) for joins in (_OF_CONVERSATION, _OF_CUSTOMER, _OF_NOBODY)}
_FIND_OF = {joins: _FIND.format(joins=joins) for joins in _AROUND_OF}


def surroundings(
    database: Database,
    workspace: str,
    source: str,
    key: str,
    *,
    conversation: str | None,
    customer: str | None,
    contact: str | None,
) -> Surroundings:
    """What intake needs to know before it decides, in one statement."""
    joining, joined = _joining(workspace, conversation, customer, contact)
    values = (workspace, workspace, source, key, workspace, customer or "", workspace, workspace, *joined)
    row = database.row(_AROUND_OF[joining], values)
    assert row is not None
    digest, answered, record, revision = row[:4]
    if answered is not None:
        known = answer(database, workspace, source, key)
        return Surroundings(
            answer=known, digest=digest, revision=revision or 0, customer=None, joins=None, continues=None
        )
    joins, continues = _found(database, workspace, row[4:])
    return Surroundings(
        answer=None,
        digest=digest,
        revision=revision or 0,
        customer=None if record is None else _CUSTOMER.decode(record),
        joins=joins,
        continues=continues,
    )


def load(database: Database, workspace: str, case: str) -> Case | None:
    row = database.row(
        'SELECT "state", "shape" FROM "store_case" WHERE "workspace_id" = %s AND "id" = %s', (workspace, case)
    )
    return None if row is None else restored(database, workspace, case, *row)


def load_some(database: Database, workspace: str, ids: Sequence[str]) -> dict[str, Case]:
    """These of its cases, in one question."""
    if not ids:
        return {}
    rows = database.rows(
        f'SELECT "id", "state", "shape" FROM "store_case" WHERE "workspace_id" = %s AND "id" IN ({marks(ids)})',
        (workspace, *ids),
    )
    return {row[0]: restored(database, workspace, *row) for row in rows}


def restored(database: Database, workspace: str, case: str, state: str, shape: str) -> Case:
    """The case of a snapshot, or of its whole history where the snapshot has an older form."""
    return snapshot.load(case, state, shape, lambda: history(database, workspace, case))


def open_ones(database: Database, workspace: str, *, after: str, limit: int) -> list[Case]:
    """Open cases in the order of their ids, those beyond `after`."""
    rows = database.rows(
        'SELECT "id", "state", "shape" FROM "store_case" WHERE "workspace_id" = %s AND "id" > %s '
        'AND "closed_at" IS NULL ORDER BY "id" LIMIT %s',
        (workspace, after, limit),
    )
    return [restored(database, workspace, *row) for row in rows]


def of_customer(database: Database, workspace: str, customer: str, *, besides: str) -> list[Case]:
    """All other cases of a customer, in the order of their ids."""
    rows = database.rows(
        'SELECT "id", "state", "shape" FROM "store_case" WHERE "workspace_id" = %s AND "customer" = %s '
        'AND "id" <> %s ORDER BY "id"',
        (workspace, customer, besides),
    )
    return [restored(database, workspace, *row) for row in rows]


def open_digests(database: Database, workspace: str) -> tuple[str, ...]:
    """The policy versions that open cases are pinned to."""
    rows = database.rows(
        'SELECT DISTINCT "digest" FROM "store_case" WHERE "workspace_id" = %s AND "closed_at" IS NULL ORDER BY 1',
        (workspace,),
    )
    return tuple(digest for (digest,) in rows)


def open_by_digest(database: Database, workspace: str) -> dict[str, int]:
    """How many open cases are pinned to each policy version."""
    rows = database.rows(
        'SELECT "digest", count(*) FROM "store_case" WHERE "workspace_id" = %s AND "closed_at" IS NULL '
        'GROUP BY "digest" ORDER BY "digest"',
        (workspace,),
    )
    return dict(rows)


def history(database: Database, workspace: str, stream: str) -> Iterator[Happened]:
    """Every event of a stream in order, in today's form."""
    for one in events(database, workspace, stream, after=0, limit=1_000_000):
        yield Happened(
            at=one.at, noticed_at=one.noticed_at, by=one.by, cause=one.cause, event=decode(one.type, one.v, one.data)
        )


def find(
    database: Database, workspace: str, *, conversation: str | None, customer: str | None, contact: str | None
) -> tuple[Case | None, str | None]:
    """The open case a signal joins, and the closed one whose conversation it continues.

    The case of its conversation, of several closed ones that which was closed last; without a conversation the newest
    open case of the same customer, and of the same contact where both name one.
    """
    joining, joined = _joining(workspace, conversation, customer, contact)
    row = database.row(_FIND_OF[joining], (workspace, *joined))
    return _found(database, workspace, row) if row is not None else (None, None)


def _joining(workspace: str, conversation: str | None, customer: str | None, contact: str | None) -> tuple[str, Row]:
    """The id of the case that a signal belongs to, in SQL, and its values."""
    if conversation is not None:
        return _OF_CONVERSATION, (workspace, conversation, workspace, conversation)
    if customer is not None:
        return _OF_CUSTOMER, (workspace, customer, contact, contact)
    return _OF_NOBODY, ()


def _found(database: Database, workspace: str, row: Row) -> tuple[Case | None, str | None]:
    id_, state, shape, closed_at = row
    if id_ is None:
        return None, None
    case = restored(database, workspace, id_, state, shape) if closed_at is None or "merged_into" in state else None
    seen = {id_}
    while case is not None and case.merged_into is not None and case.merged_into not in seen:
        # What was merged goes on in the other case, however often that was merged again.
        seen.add(case.merged_into)
        case = load(database, workspace, case.merged_into)
    return (case, None) if case is not None and case.is_open else (None, id_)


def texts(database: Database, workspace: str, ids: Sequence[str]) -> dict[str, Text]:
    if not ids:
        return {}
    rows = database.rows(
        f'SELECT "id", "person", "kind", "subject", "body" FROM "store_text" WHERE "workspace_id" = %s '
        f'AND "id" IN ({marks(ids)})',
        (workspace, *ids),
    )
    return {row[0]: Text(id=row[0], person=row[1], kind=row[2], subject=row[3], body=row[4]) for row in rows}


def signals(database: Database, workspace: str, ids: Sequence[str]) -> dict[str, StoredSignal]:
    if not ids:
        return {}
    rows = database.rows(
        f'SELECT {listed(models.Signal)} FROM "store_signal" WHERE "workspace_id" = %s AND "id" IN ({marks(ids)})',
        (workspace, *ids),
    )
    found = {one.id: one for one in (_signal(row) for row in rows)}
    return {name: found[name] for name in ids if name in found}


def events(database: Database, workspace: str, stream: str, *, after: int, limit: int) -> tuple[StoredEvent, ...]:
    rows = database.rows(
        f'SELECT {listed(models.Event, *_EVENT)} FROM "store_event" WHERE "workspace_id" = %s AND "stream" = %s '
        'AND "version" > %s ORDER BY "version" LIMIT %s',
        (workspace, stream, after, limit),
    )
    return tuple(_event(row) for row in rows)


def _event(row: Row) -> StoredEvent:
    known: dict[str, Any] = dict(zip(_EVENT, row, strict=True))
    for name in ("at", "noticed_at", "recorded_at"):
        known[name] = read(known[name])
    known["data"] = known["data"].encode()
    return StoredEvent(**known)


def _signal(row: Row) -> StoredSignal:
    known: dict[str, Any] = dict(zip(columns(models.Signal), row, strict=True))
    known.pop("workspace_id")
    known["case"] = known.pop("case_id")
    known["at"], known["received_at"] = read(known["at"]), read(known["received_at"])
    known["contact"] = None if known["contact"] is None else msgspec.json.decode(known["contact"])
    known["facts"], known["request"] = msgspec.json.decode(known["facts"]), known["request"].encode()
    return StoredSignal(**known)
