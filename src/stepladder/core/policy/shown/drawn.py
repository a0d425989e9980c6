"""The drawings of a policy in letters: the week of a calendar, a ladder as stairs, the tree of decisions."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence
from itertools import groupby

from stepladder.core.policy.shown.blocks import Branch, Stair, Strip

WIDTH = 100
_SLOT = 30
"""Minutes that one letter of a strip stands for."""
_SLOTS = 24 * 60 // _SLOT


def wrapped(text: str, first: str, rest: str | None = None) -> list[str]:
    """The lines of a text, the first one behind `first` and the others behind `rest`; no word is cut in two."""
    found = textwrap.wrap(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return found or [first.rstrip()]


def strip_drawn(strip: Strip) -> Iterator[str]:
    """A line for each day, a letter for each half hour; days in a row with the same hours share a line."""
    yield from wrapped(strip.title, "  ")
    labels = []
    for spans, days in groupby(strip.rows, key=lambda row: row.spans):
        rows = list(days)
        label = rows[0].label if len(rows) == 1 else f"{rows[0].label}-{rows[-1].label}"
        labels.append((label, rows[0].minutes, spans))
    if labels:
        yield "      " + " " * 9 + "".join(f"{hour:<6}" for hour in range(0, 24, 3)) + "24"
    for label, minutes, spans in labels:
        bar = "".join("█" if _is_open(slot, spans) else "·" for slot in range(_SLOTS))
        yield f"      {label:<9}{bar}  {hours_in_words(minutes)}"
    for line in strip.below:
        yield from wrapped(line, "      ")


def hours_in_words(minutes: int) -> str:
    """`9 h`, `7 h 30 min`, `closed`."""
    hours, rest = divmod(minutes, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{rest} min" if rest else ""))) or "closed"


def _is_open(slot: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether the greater part of the half hour is open."""
    start, end = slot * _SLOT, (slot + 1) * _SLOT
    return sum(max(0, min(closes, end) - max(opens, start)) for opens, closes in spans) * 2 >= _SLOT


def stairs_drawn(stairs: Sequence[Stair]) -> Iterator[str]:
    """Each rung a step further in, below the one that has to be refused before it."""
    deepest = 8
    for number, stair in enumerate(stairs, 1):
        indent = "  " + "   " * min(number - 1, deepest)
        head = f"{indent}{number}. " if number == 1 else f"{indent[:-3]}└─ {number}. "
        yield from wrapped(stair.does, head, " " * len(head))
        more = number < len(stairs)
        under = f"{indent}{'│' if more and number <= deepest else ' '}  "
        for name, told in stair.facts:
            yield from wrapped(f"{name}: {told}" if name else told, under, under + "  ")
        if more:
            yield f"{indent}│ refused" if number <= deepest else f"{indent}  refused"


def tree_drawn(question: str, branches: Sequence[Branch]) -> Iterator[str]:
    """The branches below the question, and what belongs to each below it."""
    yield from wrapped(question, "  ")
    for place, branch in enumerate(branches, 1):
        last = place == len(branches)
        rail = "  " if last else "│ "
        head = f"{branch.title} -> {branch.level}" if branch.level else branch.title
        yield "  │"
        yield from wrapped(head, f"  {'└' if last else '├'}─ ", f"  {rail} ")
        groups = (("if", branch.shown_by), *branch.follows)
        for name, lines in groups:
            for number, line in enumerate(lines):
                label = name if number == 0 else ""
                yield from wrapped(line, f"  {rail}   {label:<10}", f"  {rail}   {'':<12}")
