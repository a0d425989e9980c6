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
        begun = _number()
        yield found
        # Asking takes a number too.
        found.append(_number() - begun - 1)
        return
    statements: list[str] = []
    connection.ensure_connection()
    connection.connection.set_trace_callback(statements.append)
    yield found
    connection.connection.set_trace_callback(None)
    assert all(one == "BEGIN IMMEDIATE" for one in statements if one.startswith("BEGIN"))
    found.append(statements.count("COMMIT"))


def _number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT txid_current()")
        return int(cursor.fetchone()[0])
