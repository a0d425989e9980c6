"""What has fallen due and is not done: counted in one way for the auditor, the doctor, metrics and outages."""

from __future__ import annotations

from datetime import datetime, timedelta

from stepladder.service.ports_due import Waiting
from stepladder.store.due import URGENCIES
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database


def _by_kind(table: str, kind: str, of: str, column: str, where: str = "") -> str:
    return (
        f'SELECT "workspace_id", {kind}, {of}, count(*), sum(CASE WHEN "{column}" < %s THEN 1 ELSE 0 END), '
        f'min("{column}") FROM "{table}" WHERE "{column}" <= %s{where} GROUP BY "workspace_id", 2, 3 ORDER BY 1, 2, 3'
    )


_INDEXED = f' AND "urgency" IN ({", ".join(map(str, URGENCIES))})'
"""All there are, in the words of the indexes that the due loop goes by."""
_KIND_OF_DELIVERY = "CASE WHEN \"state\" = 'sending' THEN 'sending' ELSE 'delivery' END"
_STATEMENTS = (
    _by_kind("store_case", "'case'", "''", "wake_at", _INDEXED),
    _by_kind("store_aggregate", "'aggregate'", '"kind"', "wake_at", _INDEXED),
    _by_kind("store_reaction", "'reaction'", "''", "due_at"),
    _by_kind("store_delivery", _KIND_OF_DELIVERY, '"channel"', "due_at"),
)


def counted(database: Database, now: datetime, grace: timedelta) -> list[Waiting]:
    """As `service.ports_watch.WatchPort.waiting`."""
    return [
        Waiting(
            workspace=workspace,
            kind=kind,
            of=of,
            count=count,
            overdue=int(overdue),
            longest=now - read(oldest),
        )
        for statement in _STATEMENTS
        for workspace, kind, of, count, overdue, oldest in database.rows(statement, (stored(now - grace), stored(now)))
    ]
