"""Reads for pages and peers: the board and lists of cases."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from stepladder.core.case.state import Stage
from stepladder.service.rows import BoardPage, BoardQuery, CaseFilter, CaseLine, Due
from stepladder.store import models
from stepladder.store.lines import LISTED, line
from stepladder.store.moments import stored
from stepladder.store.sql import Database, listed, marks

_DUE_FIRST = 'c."next_due_at", c."urgency" DESC, c."id"'
_NEWEST_FIRST = 'c."id" DESC'
_LOOKED_AT = 20
_WOKEN_FIRST = 'c."wake_at" IS NOT NULL, c."wake_at", c."urgency" DESC, c."id"'
_ORDERS: dict[Due, str] = {"following_up": _WOKEN_FIRST, "nothing_due": _WOKEN_FIRST}
_READ = listed(models.Case, *LISTED, "workspace_id", "title_text", "wake_at", of="c")
_CASES = f'SELECT {_READ} FROM "store_case" c '
_NO_CLOCK = ' AND c."next_due_at" IS NULL AND c."stage" IN '
_AFTER = ("follow_up", "recover")
"""Stages from the resolution on."""
_BEFORE = tuple(one for one in get_args(Stage) if one not in (*_AFTER, "closed"))


def _titled(chosen: str, order: str) -> str:
    """The chosen cases with their first words, which are read only for those that will be shown."""
    return (
        f'SELECT {listed(models.Case, *LISTED, of="c")}, t."subject", substr(t."body", 1, 400) FROM ({chosen}) c '
        f'LEFT JOIN "store_text" t ON t."workspace_id" = c."workspace_id" AND t."id" = c."title_text" ORDER BY {order}'
    )


def board(database: Database, query: BoardQuery) -> BoardPage:
    """Open cases in the groups of the board, each by due instant, the more urgent first where that is equal."""
    condition = 'c."workspace_id" = %s AND c."closed_at" IS NULL'
    lines: dict[Due, tuple[CaseLine, ...]] = {}
    counts: dict[Due, int] = {}
    for due in get_args(Due) if query.only is None else (query.only,):
        bounds, limits = _bounds(due, query)
        total = database.row(
            f'SELECT count(*) FROM "store_case" c WHERE {condition}{bounds}', (query.workspace, *limits)
        )
        counts[due] = total[0] if total else 0
        if counts[due]:
            order = _ORDERS.get(due, _DUE_FIRST)
            # Of cases without a clock an index alone tells which ones: where nobody closes them there are many.
            ids = f'SELECT c."id" FROM "store_case" c WHERE {condition}{bounds} ORDER BY {order} LIMIT %s OFFSET %s'
            chosen = f'{_CASES}WHERE c."workspace_id" = %s AND c."id" IN ({ids})'
            asked = (query.workspace, query.workspace, *limits, query.per_group, query.skip)
            rows = database.rows(_titled(chosen, order), asked)
            lines[due] = tuple(line(row) for row in rows)
    return BoardPage(lines=lines, counts=counts)


def cases(database: Database, filter: CaseFilter) -> tuple[CaseLine, ...]:
    """Cases newest first; their ids sort by the time they were opened."""
    where, values = ['c."workspace_id" = %s'], [filter.workspace]
    if filter.state != "all":
        where.append('c."closed_at" IS NULL' if filter.state == "open" else 'c."closed_at" IS NOT NULL')
    for column in ("customer", "owner", "level", "category", "conversation", "stage"):
        value = getattr(filter, column)
        if value is not None:
            where.append(f'c."{column}" = %s')
            values.append(value)
    if filter.ids is not None:
        where.append(f'c."id" IN ({", ".join(["%s"] * len(filter.ids))})' if filter.ids else "1 = 0")
        values += filter.ids
    if filter.after is not None:
        where.append('c."id" < %s')
        values.append(filter.after)
    chosen = f"{_CASES}WHERE {' AND '.join(where)} ORDER BY {_NEWEST_FIRST} LIMIT %s"
    rows = database.rows(_titled(chosen, _NEWEST_FIRST), (*values, filter.limit))
    return tuple(line(row) for row in rows)


def told_names(database: Database, workspace: str, ids: Sequence[str]) -> dict[str, str]:
    """What signals call these customers, as one of their newest cases has it: of each only so many are looked at."""
    if not ids:
        return {}
    newest = (
        'SELECT c."customer_name", c."id" FROM "store_case" c WHERE c."workspace_id" = %s AND c."customer" = w."id" '
        f"ORDER BY {_NEWEST_FIRST} LIMIT {_LOOKED_AT}"
    )
    rows = database.rows(
        f'WITH w("id") AS (VALUES {", ".join(["(%s)"] * len(ids))}) SELECT w."id", (SELECT n."customer_name" '
        f'FROM ({newest}) n WHERE n."customer_name" IS NOT NULL ORDER BY n."id" DESC LIMIT 1) FROM w',
        (*ids, workspace),
    )
    return {customer: name for customer, name in rows if name}


def _bounds(due: Due, query: BoardQuery) -> tuple[str, tuple[int | str, ...]]:
    """Half-open spans of due instants; an hour that reaches past midnight leaves nothing for later today."""
    later_today = max(query.in_an_hour, query.end_of_day)
    spans: dict[Due, tuple[datetime | None, datetime | None]] = {
        "overdue": (None, query.now),
        "next_hour": (query.now, query.in_an_hour),
        "later_today": (query.in_an_hour, later_today),
        "later": (later_today, None),
    }
    if due == "following_up":
        return f"{_NO_CLOCK}({marks(_AFTER)})", _AFTER
    if due == "nothing_due":
        return f"{_NO_CLOCK}({marks(_BEFORE)})", _BEFORE
    start, end = spans[due]
    bounds, values = "", []
    if start is not None:
        bounds += ' AND c."next_due_at" >= %s'
        values.append(stored(start))
    if end is not None:
        bounds += ' AND c."next_due_at" < %s'
        values.append(stored(end))
    return bounds, tuple(values)
