"""How far a requirement has come, and how far it ought to be: a table that each change raises by what it brings."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from stepladder.core.lint.coverage.requirement import Requirement

State = Literal["missing", "stated", "lived", "measured", "connected"]
STATES: tuple[State, ...] = get_args(State)
"""From nothing on: it stands in its policy; a case has lived it; a measure counts it; it reaches another system."""


@dataclass(frozen=True, slots=True)
class Owed:
    """What a kind of requirement owes: today, and in the end.

    `what` is a construct (`clock`), or a parameter with the value that makes the difference (`channel=chat`), any value
    where none is named (`tool=`). A line about a single row (`SD-089`) stands for what that owes today, and says why.
    """

    what: str
    today: State
    in_the_end: State
    because: str = ""

    def is_about(self, row: Requirement) -> bool:
        name, equals, value = self.what.partition("=")
        if not equals:
            return row.construct == name
        return name in row.parameters and value in ("", row.parameters[name])


def owed_of(table: str) -> tuple[Owed, ...]:
    """The lines of a table with the columns `what`, `today`, `in_the_end`, and `because` for single rows."""
    return tuple(
        Owed(line["what"], _state(line["today"]), _state(line["in_the_end"]), line.get("because") or "")
        for line in csv.DictReader(table.splitlines(keepends=True))
    )


def owes(row: Requirement, table: Iterable[Owed]) -> tuple[State, State]:
    """What a row owes today and in the end: the most that any line about it asks. Nothing where no line is about it."""
    known = tuple(table)
    lines = [one for one in known if one.is_about(row)]
    own = [one for one in known if one.what == row.id]
    return (
        max((one.today for one in own or lines), key=STATES.index, default="missing"),
        max((one.in_the_end for one in lines), key=STATES.index, default="missing"),
    )


def is_below(state: State, owed: State) -> bool:
    return STATES.index(state) < STATES.index(owed)


def _state(word: str) -> State:
    return next(state for state in STATES if state == word)
