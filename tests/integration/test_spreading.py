"""Every table of the store can be spread over the hosts of a distributed PostgreSQL; the others are named."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connections

from tests.integration.spreading import REFERENCE_TABLES, SPREAD_BY, hindrances, tables

pytestmark = pytest.mark.usefixtures("postgres_database")

GOOD = "workspace_id varchar(40) not null, id varchar(80) not null"
BAD = {  # claim: (statements, what is said)
    "a key without the workspace": (f"create table t ({GOOD}, primary key (id))", "t_pkey is unique without"),
    "a key that ends with the workspace": (
        f"create table t ({GOOD}, primary key (id, workspace_id))",
        "t_pkey does not begin with",
    ),
    "no key at all": (f"create table t ({GOOD})", "it has no primary key"),
    "a unique index without the workspace": (
        f"create table t ({GOOD}, primary key (workspace_id, id)); create unique index once on t (id)",
        "once is unique without",
    ),
    "a unique index of what is computed": (
        f"create table t ({GOOD}, primary key (workspace_id, id)); create unique index once on t (lower(workspace_id))",
        "once is unique without",
    ),
    "the workspace only carried along by a unique index": (
        f"create table t ({GOOD}, primary key (workspace_id, id)); "
        "create unique index once on t (id) include (workspace_id)",
        "once is unique without",
    ),
    "a foreign key": (
        f"create table t ({GOOD}, w varchar(40) references users_workspace (id), primary key (workspace_id, id))",
        "the foreign key",
    ),
    "a serial": (f"create table t ({GOOD}, n bigserial, primary key (workspace_id, id))", "the column n is counted"),
    "an identity": (
        f"create table t ({GOOD}, n bigint generated always as identity, primary key (workspace_id, id))",
        "the column n is counted",
    ),
    "a trigger": (
        f"create table t ({GOOD}, primary key (workspace_id, id)); create trigger t1 before update on t "
        "for each row execute function suppress_redundant_updates_trigger()",
        "the trigger t1",
    ),
    "a rule": (
        f"create table t ({GOOD}, primary key (workspace_id, id)); create rule r as on delete to t do instead nothing",
        "it has a rewrite rule",
    ),
    "no workspace": ("create table t (id varchar(80) primary key)", "it has no column workspace_id"),
    "a workspace of another type": (
        "create table t (workspace_id text not null, id text, primary key (workspace_id, id))",
        "workspace_id is a text",
    ),
    "a workspace in another collation": (
        'create table t (workspace_id varchar(40) collate "C" not null, primary key (workspace_id))',
        "in the collation C",
    ),
    "an unlogged table": (f"create unlogged table t ({GOOD}, primary key (workspace_id, id))", "no plain, permanent"),
    "an heir": ("create table t (primary key (workspace_id, id)) inherits (store_case)", "no plain, permanent"),
}


def ask(statement: str, *values: Any) -> list[tuple[Any, ...]]:
    with connections["default"].cursor() as cursor:
        cursor.execute(statement, values or None)
        return cursor.fetchall()


def ours() -> list[str]:
    return [name for name in tables(ask) if name not in REFERENCE_TABLES]


def test_every_table_that_is_no_reference_table_can_be_spread_by_workspace() -> None:
    assert len(ours()) > 15
    assert {name: found for name in ours() if (found := hindrances(ask, name))} == {}


def test_the_tables_are_those_of_the_store_and_the_named_ones() -> None:
    from django.apps import apps

    named = {model._meta.db_table for model in apps.get_app_config("store").get_models()}
    assert set(ours()) == named
    assert set(tables(ask)) - named == REFERENCE_TABLES


def test_no_sequence_belongs_to_the_store() -> None:
    rows = ask("select sequencename from pg_sequences where schemaname = 'public'")
    assert [name for (name,) in rows if name.startswith("store_")] == []


def test_no_statement_of_the_store_moves_a_row_to_another_workspace() -> None:
    """A row's place follows from its workspace, which therefore never changes."""
    from tests.unit.docs.pages import SOURCE

    texts = {file: file.read_text(encoding="utf-8") for file in (SOURCE / "store").glob("*.py")}
    assert any('SET "state"' in text for text in texts.values())
    assert [file.name for file, text in texts.items() if f'SET "{SPREAD_BY}"' in text] == []


@pytest.mark.parametrize(("statements", "said"), BAD.values(), ids=BAD)
def test_a_table_that_cannot_be_spread_is_told_with_its_reason(statements: str, said: str) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(statements)
    assert [one for one in hindrances(ask, "t") if said in one]


def test_a_plain_table_led_by_the_workspace_is_fine() -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(f"create table t ({GOOD}, n bigint default 0, primary key (workspace_id, id))")
        cursor.execute("create unique index once on t (workspace_id, n); create index often on t (n)")
    assert hindrances(ask, "t") == []
