"""The rows that belong to a case in the database: read together, taken out together, put back together."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Any

import msgspec
from django.db import models as django

from stepladder.core.values import DeskError
from stepladder.store import models
from stepladder.store.belongings import SHARED, TABLES, Belongings, Named
from stepladder.store.sql import Database, Row, columns, listed, marks

MODELS: dict[str, type[django.Model]] = dict(
    zip(
        TABLES,
        (models.Case, models.Event, models.Signal, models.Text, models.Delivery, models.Attempt, models.Reaction),
        strict=True,
    )
)
_READ_BY_OTHERS = ("incident_updated", "incident_ended", "split")
"""Events whose words go further: to the other cases of an incident, and to what was split off."""
_AT_ONCE = 400


def events_of(one: Belongings) -> list[Row]:
    """As the table has them, for the proof. Raises: KeyError - one of them lacks a column."""
    names = columns(models.Event)
    return [tuple(row[name] for name in names) for row in one.rows["events"]]


def read(database: Database, workspace: str, case: str, *, hold: bool = False) -> Belongings | None:
    """All that belongs to a case; None where it is not there. Takes: hold - whether nobody else may change it now.

    What others caused on it stays theirs, as those are held against it: commands of incidents and registers.
    """
    held = " FOR UPDATE" if hold and database.is_postgresql else ""
    found: dict[str, list[Row]] = {}
    found["case"] = _rows(database, "case", workspace, "id", (case,), "id", held)
    if not found["case"]:
        return None
    found["events"] = _rows(database, "events", workspace, "stream", (case,), "version")
    # Sorted by what no index has: SQLite would else go through all of the workspace in the order of its ids.
    found["signals"] = _rows(database, "signals", workspace, "case_id", (case,), "id || ''")
    found["deliveries"] = _rows(database, "deliveries", workspace, "case_id", (case,), "id || ''", held)
    named = {table: [_named(table, row) for row in rows] for table, rows in found.items()}
    ids = [row["id"] for row in named["deliveries"]]
    attempts = _rows(database, "attempts", workspace, "delivery_id", ids, "delivery_id, fence")
    causes = [*(f"{case}/{row['version']}" for row in named["events"]), *_heard(named["signals"])]
    reactions = _rows(database, "reactions", workspace, "event", causes, "event, target", held)
    own, shared = _texts(case, named)
    return Belongings(
        case,
        {
            "case": named["case"],
            "events": named["events"],
            "signals": named["signals"],
            "texts": _named_texts(database, workspace, own),
            "deliveries": named["deliveries"],
            "attempts": [_named("attempts", row) for row in attempts],
            "reactions": [_named("reactions", row) for row in reactions],
            SHARED: _named_texts(database, workspace, shared),
        },
    )


def take_out(database: Database, workspace: str, one: Belongings) -> None:
    """Delete every row but those that others read. To be called in the transaction that read them."""
    texts = [row["id"] for row in one.rows["texts"]]
    deliveries = [row["id"] for row in one.rows["deliveries"]]
    causes = list(dict.fromkeys(row["event"] for row in one.rows["reactions"]))
    for table, column, values in (
        ("reactions", "event", causes), ("attempts", "delivery_id", deliveries), ("deliveries", "case_id", [one.id]),
        ("texts", "id", texts), ("signals", "case_id", [one.id]), ("events", "stream", [one.id]),
        ("case", "id", [one.id]),
    ):  # fmt: skip
        for some in _chunks(values):
            database.change(
                f'DELETE FROM "{_table(table)}" WHERE "workspace_id" = %s AND "{column}" IN ({marks(some)})',
                (workspace, *some),
            )


def put_in(database: Database, one: Belongings) -> None:
    """Insert every row but those that others read. A column that a later release added has its default.

    Raises: DeskError - it has a column that this release does not know.
    """
    for table, model in MODELS.items():
        known = columns(model)
        for row in one.rows[table]:
            later = sorted(row.keys() - set(known))
            if later:
                raise DeskError(
                    f"a row of its {table} has the column '{later[0][:40]}', which this release does not know",
                    where=f"case {one.id}",
                    mend="Bring it back with the release that archived it, or a later one.",
                )
            names = [name for name in known if name in row]
            database.change(
                f'INSERT INTO "{_table(table)}" ({", ".join(f"{chr(34)}{name}{chr(34)}" for name in names)}) '
                f"VALUES ({marks(names)})",
                tuple(row[name] for name in names),
            )


def _rows(
    database: Database, table: str, workspace: str, column: str, values: Sequence[str], order: str, held: str = ""
) -> list[Row]:
    found: list[Row] = []
    for some in _chunks(values):
        found += database.rows(
            f'SELECT {listed(MODELS[table])} FROM "{_table(table)}" WHERE "workspace_id" = %s '
            f'AND "{column}" IN ({marks(some)}) ORDER BY {order}{held}',
            (workspace, *some),
        )
    return found


def _heard(signals: list[Named]) -> Iterator[str]:
    """What the customer's account was told of each signal."""
    return (f"signal/{row['id']}" for row in signals)


def _texts(case: str, named: dict[str, list[Named]]) -> tuple[list[str], list[str]]:
    """The ids of texts that are the case's alone, and of those that it shares; some of them may not be there.

    An id begins with the case, or the signal, whose words they are.
    """
    heads = (f"{case}/", *(f"{row['id']}/" for row in named["signals"]))
    own: dict[str, None] = {}
    shared: dict[str, None] = {}
    for event in named["events"]:
        words = [one for one in _strings(msgspec.json.decode(event["data"])) if "/" in one and len(one) <= 120]
        for one in words:
            is_own = one.startswith(heads) and event["type"] not in _READ_BY_OTHERS
            (own if is_own else shared).setdefault(one)
    for row in (*named["case"], *named["signals"], *named["deliveries"]):
        for one in (row.get("title_text"), row.get("text")):
            if one is not None:
                (own if one.startswith(heads) else shared).setdefault(one)
    own |= dict.fromkeys(f"{row['id']}/sent" for row in named["deliveries"])
    # A delivery carries the words of the event that ordered it.
    return [one for one in own if one not in shared], list(shared)


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _named_texts(database: Database, workspace: str, ids: Sequence[str]) -> list[Named]:
    rows = _rows(database, "texts", workspace, "id", sorted(ids), "id")
    return [_named("texts", row) for row in rows]


def _named(table: str, row: Row) -> Named:
    model = MODELS[table]
    found = dict(zip(columns(model), row, strict=True))
    for name in _truths(model):
        found[name] = bool(found[name])  # SQLite keeps them as numbers.
    return found


@cache
def _truths(model: type[django.Model]) -> tuple[str, ...]:
    return tuple(one.column for one in model._meta.concrete_fields if isinstance(one, django.BooleanField))


def _table(table: str) -> str:
    return MODELS[table]._meta.db_table


def _chunks(values: Iterable[str]) -> Iterator[tuple[str, ...]]:
    left = iter(values)
    while some := tuple(islice(left, _AT_ONCE)):
        yield some
