"""What a database that spreads rows over hosts by workspace (Citus) asks of a table, read from PostgreSQL's catalogue.

The rules, in our words, from the public documentation of Citus (creating and modifying distributed tables; SQL support
and workarounds):

* a row lives where its workspace lives, so nothing can be unique but together with the workspace: each primary key,
  unique index and exclusion holds it. That a key begins with it is our own rule: then one index serves both.
* a table needs a primary key, or changes cannot be moved with its rows while they go on.
* a row on one host cannot be held to a row on another: no foreign key leads from or to the table.
* nothing counts over all hosts: no sequence, serial or identity column.
* nothing happens on the side: no trigger, no rewrite rule.
* the column by which rows are spread is never null, is not computed, and has one type and collation in all tables, so
  that what belongs together lies together.
* a plain, permanent table, in no hierarchy of inheritance.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

SPREAD_BY = "workspace_id"
REFERENCE_TABLES = frozenset(
    {
        # Small, the same on every host, and pointing at each other as Django wants it.
        "auth_group",
        "auth_group_permissions",
        "auth_permission",
        "django_content_type",
        "django_migrations",
        "django_session",
        "users_apitoken",
        "users_user",
        "users_user_groups",
        "users_user_user_permissions",
        "users_workspace",
    }
)
Ask = Callable[..., list[tuple[Any, ...]]]
"""From a statement with places `%s`, and their values, to rows."""

_TABLES = """
    select c.oid, c.relname, c.relkind::text, c.relpersistence::text, c.relhasrules,
           exists (select from pg_inherits i where c.oid in (i.inhrelid, i.inhparent))
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname = 'public' and c.relkind in ('r', 'p', 'f', 'm') order by c.relname
"""
_UNIQUE = """
    select ic.relname, i.indisprimary,
           array(select a.attname::text from unnest(i.indkey) with ordinality k(number, place)
                 join pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
                 where k.place <= i.indnkeyatts order by k.place)
    from pg_index i join pg_class ic on ic.oid = i.indexrelid
    where i.indrelid = %s and (i.indisunique or i.indisprimary or i.indisexclusion)
"""
_BONDS = "select conname from pg_constraint where contype = 'f' and %s in (conrelid, confrelid)"
_TRIGGERS = "select tgname from pg_trigger where tgrelid = %s and not tgisinternal"
_COUNTED = """
    select attname from pg_attribute a left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attrelid = %s and a.attnum > 0 and not a.attisdropped
      and (a.attidentity <> '' or pg_get_expr(d.adbin, d.adrelid) like 'nextval(%%')
"""
_KEY = """
    select a.attnotnull, a.attgenerated::text, format_type(a.atttypid, a.atttypmod), co.collname, co.collisdeterministic
    from pg_attribute a left join pg_collation co on co.oid = a.attcollation
    where a.attrelid = %s and a.attname = %s and not a.attisdropped
"""
_KEY_FORM = ("character varying(40)", "default")


def tables(ask: Ask) -> list[str]:
    """Every table of the desk's database."""
    return [name for _, name, *_ in ask(_TABLES)]


def hindrances(ask: Ask, table: str) -> list[str]:
    """Why this table cannot be spread over hosts by workspace; none if it can."""
    ((oid, _, kind, persistence, rules, inherits),) = [row for row in ask(_TABLES) if row[1] == table]
    found = []
    if (kind, persistence) != ("r", "p") or inherits:
        found.append("it is no plain, permanent table")
    if rules:
        found.append("it has a rewrite rule")
    found += _hindrances_of_key(ask, oid)
    unique = ask(_UNIQUE, oid)
    if not any(primary for _, primary, _ in unique):
        found.append("it has no primary key")
    for index, primary, names in unique:
        if SPREAD_BY not in names:
            found.append(f"{index} is unique without {SPREAD_BY}")
        elif primary and names[0] != SPREAD_BY:
            found.append(f"{index} does not begin with {SPREAD_BY}")
    found += [f"the foreign key {name}" for (name,) in ask(_BONDS, oid)]
    found += [f"the trigger {name}" for (name,) in ask(_TRIGGERS, oid)]
    return found + [f"the column {name} is counted" for (name,) in ask(_COUNTED, oid)]


def _hindrances_of_key(ask: Ask, oid: int) -> list[str]:
    rows = ask(_KEY, oid, SPREAD_BY)
    if not rows:
        return [f"it has no column {SPREAD_BY}"]
    ((never_null, computed, form, collation, exact),) = rows
    found = []
    if not never_null:
        found.append(f"{SPREAD_BY} may be null")
    if computed:
        found.append(f"{SPREAD_BY} is computed")
    if (form, collation) != _KEY_FORM or not exact:
        found.append(f"{SPREAD_BY} is a {form} in the collation {collation}, and not as in the other tables")
    return found
