"""The coverage in words: first what is below what it owes, then what is not proved, then each policy by construct."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from stepladder.core.lint.coverage.coverage import Row
from stepladder.core.lint.coverage.owed import STATES, is_below
from stepladder.core.policy.shown.blocks import Block, Heading, Items, Sentence, Table

_MEANS = (
    "A requirement is stated once an element of its policy names it, and lived once a rehearsal shows it on a case. "
    "Proved is one whose removal is noticed by something that is tried."
)


def told(rows: Sequence[Row]) -> list[Block]:
    """The coverage as its readers need it."""
    return list(_told(rows))


def _told(rows: Sequence[Row]) -> Iterator[Block]:
    below = [row for row in rows if row.is_below]
    yield Heading(1, "Coverage of the requirements")
    yield Sentence(f"{_sum(rows)} {_MEANS}")
    if below:
        yield Heading(2, "Below what they owe")
        yield Items(tuple(_row(row, f"It is {row.state} and owes {row.owes}.") for row in below))
    unproved = [row for row in rows if row.proved is False]
    if unproved:
        yield Heading(2, "Not proved")
        yield Items(tuple(_row(row, row.reason) for row in unproved))
    for pack, own in groupby(rows, key=lambda row: row.pack):
        yield Heading(2, pack)
        yield _table(list(own))


def _sum(rows: Sequence[Row]) -> str:
    counted = Counter(row.state for row in rows)
    states = ", ".join(f"{counted[state]} {state}" for state in STATES if counted[state])
    told = f"{len(rows):,} requirements: {states or 'none'}."
    tried = [row for row in rows if row.proved is not None]
    return f"{told} {sum(bool(row.proved) for row in tried)} of {len(tried)} are proved." if tried else told


def _row(row: Row, why: str) -> tuple[str, tuple[str, ...]]:
    where = ", ".join(row.elements)
    return f"{row.id} ({row.pack}, {row.construct}): {row.statement}", tuple(filter(None, (why, where)))


def _table(rows: list[Row]) -> Table:
    heads = ["asks for", "requirements", *STATES[1:], "owes", "in the end", "short of that"]
    tried = any(row.proved is not None for row in rows)
    if tried:
        heads.append("proved")
    lines = []
    for construct in sorted({row.construct for row in rows}):
        own = [row for row in rows if row.construct == construct]
        states = Counter(row.state for row in own)
        line = [construct, str(len(own)), *(str(states[state] or "-") for state in STATES[1:])]
        line += [_each(row.owes for row in own), _each(row.in_the_end for row in own)]
        line.append(str(sum(is_below(row.state, row.in_the_end) for row in own) or "-"))
        if tried:
            line.append(str(sum(bool(row.proved) for row in own)))
        lines.append(tuple(line))
    return Table(tuple(heads), tuple(lines))


def _each(states: Iterator[str]) -> str:
    found = set(states)
    return " or ".join("nothing" if state == "missing" else state for state in STATES if state in found)
