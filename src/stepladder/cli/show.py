"""A policy in words: as plain text where it goes to a file or another program, with weight and colour on a terminal."""

from __future__ import annotations

import sys

from stepladder.cli.say import words
from stepladder.core.policy.shown.blocks import Block, Heading, Items, Sentence, Stairs, Strip, Table, Tree, Words
from stepladder.core.policy.shown.plain import plain


def show(blocks: list[Block]) -> None:
    """Print the blocks."""
    if not sys.stdout.isatty():
        words(_in_its_letters(plain(blocks)))
        return
    from rich.console import Console, RenderableType
    from rich.padding import Padding
    from rich.table import Table as Rows
    from rich.text import Text

    def rendered(block: Block) -> RenderableType:
        match block:
            case Heading(rank, text):
                return Text(text, style=("bold underline", "bold", "italic")[rank - 1])
            case Sentence(text):
                return Text(text)
            case Words(text):
                return Padding(Text(text.strip("\n"), style="dim"), (0, 0, 0, 4))
            case Items(items, numbered):
                grid = Rows.grid(padding=(0, 1))
                grid.add_column(justify="right", min_width=4)
                grid.add_column(ratio=1)
                for number, (head, below) in enumerate(items, 1):
                    told = Text(head)
                    for line in below:
                        told.append(f"\n{line}", style="dim")
                    grid.add_row(f"{number}." if numbered else "-", told)
                return grid
            case Table(heads, rows):
                made = Rows(box=None, pad_edge=False, header_style="dim")
                for head in heads:
                    made.add_column(head, overflow="fold")
                for row in rows:
                    made.add_row(*row)
                return Padding(made, (0, 0, 0, 2))
            case Strip() | Stairs() | Tree():
                return Text(plain([block]).rstrip("\n"), no_wrap=True)

    console = Console(highlight=False, markup=False)
    for number, block in enumerate(blocks):
        if number:
            console.print()
        console.print(rendered(block))


def _in_its_letters(text: str) -> str:
    """The text in what standard output can write: a drawing in other letters is better than none."""
    encoding = sys.stdout.encoding or "utf-8"
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        drawn = text.translate(str.maketrans("█·│├└─", "#.|++-"))
        return drawn.encode(encoding, "replace").decode(encoding)
    return text
