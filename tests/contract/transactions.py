"""How many transactions wrote something: told by the database itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def written() -> Iterator[list[int]]:
    """Counts those of the block: one number is appended at its end."""
    found: list[int] = []
    if connection.vendor == "postgresql":
        before = _writers()
        yield found
        found.append(len(_writers() - before))
        return
    statements: list[str] = []
    connection.ensure_connection()
    connection.connection.set_trace_callback(statements.append)
    yield found
    connection.connection.set_trace_callback(None)
    assert all(one == "BEGIN IMMEDIATE" for one in statements if one.startswith("BEGIN"))
    found.append(statements.count("COMMIT"))


def _writers() -> set[str]:
    """The transactions whose rows stand in this database: each row names its own, whatever others of the server do."""
    tables = connection.introspection.table_names()
    with connection.cursor() as cursor:
        cursor.execute(" UNION ".join(f'SELECT xmin::text FROM "{name}"' for name in tables))
        return {str(number) for (number,) in cursor.fetchall()}
