"""The parts of a text for people, before anybody knows where it will be read: headings, sentences, lists, tables."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

_WIDTH = 100
_COLUMN = 36


@dataclass(frozen=True, slots=True)
class Heading:
    """`rank` 1 is the title of the whole."""

    rank: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item may have lines of its own below it."""

    items: tuple[tuple[str, tuple[str, ...]], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A text that stands as it is, such as the body of a message."""

    text: str


Block = Heading | Sentence | Items | Table | Words


def plain(blocks: Iterable[Block]) -> str:
    """The blocks as plain text, wrapped at a hundred characters, the headings underlined."""
    lines: list[str] = []
    for block in blocks:
        if lines:
            lines.append("")
        lines += _lines(block)
    return "\n".join(lines) + "\n"


def _lines(block: Block) -> Iterator[str]:
    match block:
        case Heading(rank, text):
            yield text
            if rank < 3:
                yield ("=" if rank == 1 else "-") * len(text)
        case Sentence(text):
            yield from _wrapped(text, "")
        case Words(text):
            yield from (f"    | {line}".rstrip() for line in text.strip("\n").split("\n"))
        case Items(items, numbered):
            for number, (head, below) in enumerate(items, 1):
                mark = f"{number}. " if numbered else "- "
                yield from _wrapped(head, "  " + mark, " " * (2 + len(mark)))
                for line in below:
                    yield from _wrapped(line, " " * (2 + len(mark)))
        case Table(heads, rows):
            yield from _table((heads, *rows))


def _wrapped(text: str, first: str, rest: str | None = None) -> list[str]:
    found = textwrap.wrap(
        text,
        _WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return found or [first.rstrip()]


def _table(rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """Columns as wide as their content, and no wider than a few words; what is longer goes on below."""
    wrapped = [tuple(textwrap.wrap(cell, _COLUMN, break_on_hyphens=False) or [""] for cell in row) for row in rows]
    widths = [max(len(line) for cell in column for line in cell) for column in zip(*wrapped, strict=True)]
    for number, row in enumerate(wrapped):
        for cells in zip_longest(*row, fillvalue=""):
            yield ("  " + "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))).rstrip()
        if number == 0:
            yield "  " + "  ".join("-" * width for width in widths)
