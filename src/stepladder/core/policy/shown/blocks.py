"""The parts of a text for people, before anybody knows where it will be read: headings, sentences, lists, tables."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

_WIDTH = 100


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
            lines = _wrapped(text, "")
            yield from lines
            if rank < 3:
                yield ("=" if rank == 1 else "-") * max(map(len, lines))
        case Sentence(text):
            yield from _wrapped(text, "")
        case Words(text):
            for line in text.strip("\n").split("\n"):
                yield from (one.rstrip() for one in _wrapped(line, "    | "))
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
    """Columns as wide as their content; where a row would not fit, the widest give way and go on below."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    # An address that is cut in two cannot be copied, so no column is narrower than its longest word.
    least = [max(len(word) for cell in column for word in (cell.split() or [""])) for column in columns]
    while sum(widths) + 2 * len(widths) > _WIDTH and widths != least:
        spare = [width - low for width, low in zip(widths, least, strict=True)]
        widths[max(range(len(widths)), key=lambda one: (spare[one] > 0, widths[one]))] -= 1
    for number, row in enumerate(rows):
        folded = [
            textwrap.wrap(cell, width, break_long_words=False, break_on_hyphens=False) or [""]
            for cell, width in zip(row, widths, strict=True)
        ]
        for cells in zip_longest(*folded, fillvalue=""):
            yield ("  " + "  ".join(cell.ljust(width) for cell, width in zip(cells, widths, strict=True))).rstrip()
        if number == 0:
            yield "  " + "  ".join("-" * width for width in widths)
