"""Blocks as plain text for a terminal, a file or another program: at most a hundred characters a line."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from itertools import zip_longest

from stepladder.core.policy.shown.blocks import Block, Heading, Items, Sentence, Stairs, Strip, Table, Tree, Words
from stepladder.core.policy.shown.drawn import WIDTH, stairs_drawn, strip_drawn, tree_drawn, wrapped


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
            lines = wrapped(text, "")
            yield from lines
            if rank < 3:
                yield ("=" if rank == 1 else "-") * max(map(len, lines))
        case Sentence(text):
            yield from wrapped(text, "")
        case Words(text):
            for line in text.strip("\n").split("\n"):
                yield from (one.rstrip() for one in wrapped(line, "    | "))
        case Items(items, numbered):
            for number, (head, below) in enumerate(items, 1):
                mark = f"{number}. " if numbered else "- "
                yield from wrapped(head, "  " + mark, " " * (2 + len(mark)))
                for line in below:
                    yield from wrapped(line, " " * (2 + len(mark)))
        case Table(heads, rows):
            yield from _table((heads, *rows))
        case Strip():
            yield from strip_drawn(block)
        case Stairs(stairs):
            yield from stairs_drawn(stairs)
        case Tree(question, branches):
            yield from tree_drawn(question, branches)


def _table(rows: tuple[tuple[str, ...], ...]) -> Iterator[str]:
    """Columns as wide as their content; where a row would not fit, the widest give way and go on below."""
    columns = list(zip(*rows, strict=True))
    widths = [max(map(len, column)) for column in columns]
    # An address that is cut in two cannot be copied, so no column is narrower than its longest word.
    least = [max(len(word) for cell in column for word in (cell.split() or [""])) for column in columns]
    while sum(widths) + 2 * len(widths) > WIDTH and widths != least:
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
