"""A database with many open cases, made of a few that real signals opened: their rows are copied under other names."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec
from django.db.models import Model

from bench.messages import messages
from stepladder.core.case.commands import Link
from stepladder.service.desk import Desk
from stepladder.service.intake import receive_signal
from stepladder.service.reacting import run_reactions
from stepladder.service.ticking import tick_aggregates, tick_due
from stepladder.service.workspace import CUSTOMERS, DEFAULT, create_workspace, fill_demo
from stepladder.store import models
from stepladder.store.moments import stored
from stepladder.store.sql import Database, columns

SIGNALS = 150
FIRST_WAKE, LAST_WAKE = timedelta(hours=1), timedelta(days=30)
_NAMED: dict[type[Model], tuple[str, ...]] = {
    models.Case: ("id", "conversation"),
    models.Delivery: ("id", "case_id", "event"),
}
"""The tables that a pass looks into and intake fills, with the columns that name the case; no pass reads the others."""


def fill(desk: Desk, database: Database, cases: int) -> int:
    """Make a desk with so many open cases, each with its deliveries; nothing is due for an hour. Answers how many."""
    create_workspace(desk, DEFAULT, name="Support desk", pack="support-desk")
    fill_demo(desk, DEFAULT)
    for number, text in enumerate(messages(SIGNALS, seed=7)):
        request = {
            "signal": {"conversation": f"t-{number}", "channel": "email", "text": text},
            "customer": {"id": CUSTOMERS[number % len(CUSTOMERS)].id},
        }
        receive_signal(desk, DEFAULT, "bench", f"t-{number}", msgspec.json.encode(request))
    _work_off(desk)
    ((opened,),) = database.rows('SELECT count(*) FROM "store_case"')
    copies = -(-cases // opened)
    for model, names in _NAMED.items():
        _copy(database, model, names, copies)
    database.change(
        'DELETE FROM "store_case" WHERE "id" IN (SELECT "id" FROM "store_case" ORDER BY "id" DESC LIMIT %s)',
        (copies * opened - cases,),
    )
    _spread(database, desk.time.now(), cases)
    # What the background process of PostgreSQL does within a minute; SQLite has none, and the desk runs without.
    if database.is_postgresql:
        database.change("ANALYZE")
    ((there,),) = database.rows('SELECT count(*) FROM "store_case" WHERE "closed_at" IS NULL')
    return int(there)


def _work_off(desk: Desk) -> None:
    """What all this asked for at once, as the accounts hear of each signal: a worker has done it by now."""
    while tick_due(desk).seen or tick_aggregates(desk).seen or run_reactions(desk):
        pass


def _copy(database: Database, model: type[Model], names: tuple[str, ...], copies: int) -> None:
    """Rows until each is there `copies` times."""
    table = model._meta.db_table
    listed = ", ".join(f'"{name}"' for name in columns(model))
    values = ", ".join(
        f"\"{name}\" || '.' || CAST(n AS TEXT)" if name in names else f'"{name}"' for name in columns(model)
    )
    database.change(
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s) "
        f'INSERT INTO "{table}" ({listed}) SELECT {values} FROM "{table}" CROSS JOIN numbers WHERE n < %s',
        (copies, copies),
    )


def _spread(database: Database, now: datetime, cases: int) -> None:
    """Wake-ups evenly over the next month. One delivery in fifty waits for another try, the others are sent.

    One case in ten goes on with a closed one, and so had a reaction; one in fifty of these waits for another try too.
    """
    first, step = stored(now + FIRST_WAKE), (LAST_WAKE - FIRST_WAKE) // timedelta(microseconds=cases)
    placed = 'SELECT "id" AS name, row_number() OVER (ORDER BY "id") AS place FROM'
    database.change(
        'UPDATE "store_case" SET "wake_at" = %s + %s * place, "next_due_at" = %s + %s * place '
        f'FROM ({placed} "store_case") AS placed WHERE name = "id"',
        (first, step, first, step),
    )
    database.change(
        'UPDATE "store_delivery" SET "attempts" = 1, "fence" = 1, '
        "\"state\" = CASE WHEN place / 50 * 50 = place THEN 'failed' ELSE 'sent' END, "
        '"due_at" = CASE WHEN place / 50 * 50 = place THEN %s + %s * place END, '
        '"sent_at" = CASE WHEN place / 50 * 50 = place THEN NULL ELSE "created_at" END '
        f'FROM ({placed} "store_delivery") AS placed WHERE name = "id"',
        (first, step),
    )
    command, done = msgspec.json.encode(Link(case="c-earlier")).decode(), stored(now)
    names = database.rows('SELECT "id" FROM "store_case" ORDER BY "id"')[::10]
    reactions = []
    for place, (name,) in enumerate(names):
        waits = place % 50 == 0
        ends = (first + step * place, 1, None, None, 0) if waits else (None, 1, done, "done", 0)
        reactions.append((DEFAULT, f"{name}/2", "c-earlier", command, *ends))
    database.insert(models.Reaction, reactions)
