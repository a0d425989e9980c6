"""A database with many open cases, made of a few that real signals opened: each of their rows is there many times."""

from __future__ import annotations

from datetime import datetime, timedelta

import msgspec

from bench.messages import messages
from stepladder.service.desk import Desk
from stepladder.service.intake import receive_signal
from stepladder.service.workspace import CUSTOMERS, DEFAULT, create_workspace, fill_demo
from stepladder.store import models
from stepladder.store.moments import stored
from stepladder.store.sql import Database, columns

SIGNALS = 150
FIRST_WAKE, LAST_WAKE = timedelta(hours=1), timedelta(days=30)
# What makes a row another one, by table; `n` is the number of the copy.
_NAMED = {
    models.Case: ("id", "conversation"),
    models.Signal: ("id", "key", "conversation", "case_id"),
    models.IntakeKey: ("key",),
    models.Text: ("id",),
    models.Event: ("stream",),
    models.Delivery: ("id", "case_id", "event"),
    models.Reaction: ("event", "target"),
}


def fill(desk: Desk, database: Database, cases: int) -> int:
    """Open cases by intake, copy all their rows until there are `cases` of them, due from an hour on; how many are."""
    create_workspace(desk, DEFAULT, name="Support desk", pack="support-desk")
    fill_demo(desk, DEFAULT)
    for number, text in enumerate(messages(SIGNALS, seed=7)):
        request = {
            "signal": {"conversation": f"t-{number}", "channel": "email", "text": text},
            "customer": {"id": CUSTOMERS[number % len(CUSTOMERS)].id},
        }
        receive_signal(desk, DEFAULT, "bench", f"t-{number}", msgspec.json.encode(request))
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


def _copy(database: Database, model: type[models.models.Model], names: tuple[str, ...], copies: int) -> None:
    table = model._meta.db_table
    listed = ", ".join(f'"{name}"' for name in columns(model))
    values = ", ".join(
        f"\"{name}\" || '.' || CAST(n AS TEXT)" if name in names else f'"{name}"' for name in columns(model)
    )
    database.change(
        f"WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers WHERE n < %s) "
        f'INSERT INTO "{table}" ({listed}) SELECT {values} FROM "{table}" CROSS JOIN numbers WHERE n < %s',
        (copies, copies),
    )


def _spread(database: Database, now: datetime, cases: int) -> None:
    """Wake-ups spread evenly over the next month, whatever the urgency; nothing waits to be sent."""
    first, step = stored(now + FIRST_WAKE), (LAST_WAKE - FIRST_WAKE) // timedelta(microseconds=cases)
    database.change(
        'UPDATE "store_case" SET "wake_at" = %s + %s * placed.place, "next_due_at" = %s + %s * placed.place FROM '
        '(SELECT "id" AS name, row_number() OVER (ORDER BY "id") AS place FROM "store_case") AS placed '
        'WHERE placed.name = "store_case"."id"',
        (first, step, first, step),
    )
    database.change('UPDATE "store_delivery" SET "state" = \'sent\', "due_at" = NULL, "sent_at" = "created_at"')
    database.change(
        'UPDATE "store_reaction" SET "due_at" = NULL, "done_at" = %s, "outcome" = \'done\'', (stored(now),)
    )
