"""How the program speaks: one JSON document or words on standard output, everything else on standard error."""

from __future__ import annotations

import sys
from contextlib import suppress
from typing import Any

import msgspec


def document(value: Any) -> None:
    """Exactly one JSON document and a line's end on standard output. Takes: what msgspec encodes, or bytes of JSON."""
    data = value if isinstance(value, bytes) else msgspec.json.encode(value)
    sys.stdout.buffer.write(data + b"\n")
    sys.stdout.buffer.flush()


def words(text: str) -> None:
    """Words for people, as the answer."""
    sys.stdout.write(text.rstrip("\n") + "\n")
    sys.stdout.flush()


def aside(text: str) -> None:
    """Words for people that are not the answer: progress, advice. Where they cannot be told, the answer is the same."""
    with suppress(OSError):
        log(text)


def log(text: str) -> None:
    """Words on standard error that somebody must hear. Raises: OSError - they cannot be told."""
    sys.stderr.write(text.rstrip("\n") + "\n")
    sys.stderr.flush()


def fault(text: str) -> None:
    """What is wrong, where, and how to mend it."""
    aside(text)


def table(heads: list[str], rows: list[list[str]]) -> None:
    """A plain table for people: as wide as its content, in colour only where a terminal shows it."""
    from rich.console import Console
    from rich.table import Table

    made = Table(box=None, pad_edge=False, header_style="dim")
    for head in heads:
        made.add_column(head, overflow="fold")
    for row in rows:
        made.add_row(*row)
    Console(highlight=False, markup=False, soft_wrap=False).print(made)
