"""No second case for what belongs together, however many senders find none at the same moment."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from stepladder.core.case.state import Case
from stepladder.service.ports import Change, StaleCase
from stepladder.store import cases
from stepladder.store.sql import Database


def refuse_second(database: Database, changes: Sequence[Change]) -> None:
    """Look once more, as nobody else can write: each change opens a case only while its signal still joins none.

    What a person split off is meant to stand beside the case it comes from. To be called inside the transaction that
    writes, before any of its cases are. Raises: StaleCase - there is one now.
    """
    opened = [(change.workspace, change.case) for change in changes if change.case is not None]
    found = [(workspace, case) for workspace, case in opened if case.split_from is None]
    if found and database.is_postgresql:
        # SQLite has one writer at a time; PostgreSQL is told who must wait for whom.
        keys = sorted({key for workspace, case in found for key in _keys(workspace, case)})
        if keys:
            database.row("SELECT count(pg_advisory_xact_lock(key)) FROM unnest(%s::bigint[]) AS key", (keys,))
    for workspace, case in found:
        joins, _ = cases.find(
            database, workspace, conversation=case.conversation, customer=case.customer, contact=case.contact
        )
        if joins is not None:
            raise StaleCase(
                f"case {joins.id} was opened meanwhile", where=f"case {case.id}", mend="Read it and decide again."
            )


def _keys(workspace: str, case: Case) -> list[int]:
    """What a signal may join this case by. Always taken in the order of their numbers, so that nobody waits in a ring.

    Both where there are both: a signal without a conversation joins by its customer.
    """
    names = (("conversation", case.conversation), ("customer", case.customer))
    return [_number(f"{workspace}\n{kind}\n{name}") for kind, name in names if name is not None]


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
