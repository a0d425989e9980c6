"""Where a condition stands in its pack, so that every fault names a line and column a person can open."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from itertools import islice

import msgspec

from stepladder.core.values import Fault

SYNTAX = "condition-syntax"
NAME = "condition-name"
TYPE = "condition-type"
TIME = "condition-time"
LIMIT = "condition-limit"


class Source(msgspec.Struct, frozen=True):
    """The text of one condition and the place of its first character.

    Fields: text - as YAML gives it; file - path within the pack; line, column - of the first character, from 1.
    Further lines are taken to start at the same column, as they do in a block scalar (`|`).
    """

    text: str
    file: str
    line: int
    column: int

    def fault(self, at: int, rule: str, what: str, mend: str) -> Fault:
        """A fault at the character with this index; an index past the end is the place after the last character."""
        before = self.text[:at]
        line = self.line + before.count("\n")
        column = self.column + at - (before.rfind("\n") + 1)
        return Fault(self.file, line, column, rule, what, mend)


_MOST_COMPARED = 300
"""So that a text full of slips, in a pack full of facts, is refused as quickly as any other."""


def did_you_mean(word: str, known: Iterable[str], otherwise: str) -> str:
    """ "Did you mean 'x'?" for the nearest known word, else what to do instead."""
    near = get_close_matches(word[:100], list(islice(known, _MOST_COMPARED)), n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else otherwise
