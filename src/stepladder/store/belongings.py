"""All that belongs to one case, as an archive holds it: rows of every table by the names of their columns.

Reading a file of them needs neither a database nor Django.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Any

import msgspec

TABLES = ("case", "events", "signals", "texts", "deliveries", "attempts", "reactions")
SHARED = "shared"
"""Texts that the case names and that others read as well: they are copied, and stay where they are."""
_encode = msgspec.json.Encoder().encode

Named = dict[str, Any]
"""A row by the names of its columns."""


@dataclass(frozen=True, slots=True)
class Belongings:
    """The rows of a case, by table, each in the order of its keys. `line` is all of it as one line of JSON."""

    id: str
    rows: dict[str, list[Named]]

    @property
    def case(self) -> Named:
        (found,) = self.rows["case"]
        return found

    @property
    def line(self) -> bytes:
        return _encode(self.rows)

    @property
    def is_under_way(self) -> bool:
        """Whether a message or a command of it waits for its turn."""
        return any(row["due_at"] is not None for table in ("deliveries", "reactions") for row in self.rows[table])


def checksum(line: bytes) -> str:
    return hashlib.sha256(line).hexdigest()


def of_line(line: bytes) -> Belongings:
    """Raises: msgspec.MsgspecError, ValueError - it is no line of an archive."""
    rows = msgspec.json.decode(line, type=dict[str, list[Named]])
    if set(rows) != {*TABLES, SHARED} or len(rows["case"]) != 1 or "id" not in rows["case"][0]:
        raise ValueError("other tables")
    return Belongings(str(rows["case"][0]["id"]), rows)
