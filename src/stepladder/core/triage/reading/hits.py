"""What was found for a rule, first in folded text and then in the text as given."""

from __future__ import annotations

from typing import Literal, NamedTuple

import msgspec


class Hit(NamedTuple):
    """One phrase of a rule that stands in a text. A tuple, because the reader makes one for every hit.

    Fields: start, end - code points of the text as given, end exclusive; phrase - as the pack writes it;
    negated - denied in its own clause; hypothetical - only supposed; quoted - in a line that starts with '>';
    excepted - an `unless` phrase of the rule stands in the same sentence.
    """

    rule: str
    start: int
    end: int
    negated: bool
    phrase: str
    hypothetical: bool = False
    quoted: bool = False
    excepted: bool = False

    @property
    def counts(self) -> bool:
        """Whether nothing around it takes the hit away."""
        return not (self.negated or self.hypothetical or self.quoted or self.excepted)


Kind = Literal["hit", "unless", "supposing"]


class Use(msgspec.Struct, frozen=True):
    """A phrase put to use by an entry.

    Fields: order - of the entry in the pack; kind - "supposing" marks a supposition and belongs to no rule;
    deniable - whether "not" before it takes it away.
    """

    order: int
    rule: str
    phrase: str
    kind: Kind
    deniable: bool


# A phrase that stands in a text, with the span of each of its parts in folded text. A bare tuple, because each hit
# of the automaton makes one.
Found = tuple[Use, tuple[tuple[int, int], ...]]


def longest_each(judged: list[tuple[Hit, int]]) -> list[Hit]:
    """Of hits of one rule that overlap, one: those that count go first, then the longest, then the earliest."""
    end = 0
    for hit, _ in judged:
        if hit.start < end:
            break
        end = hit.end
    else:
        return [hit for hit, _ in judged]  # None overlap, as mostly.
    judged.sort(key=_rank)
    kept: list[tuple[Hit, int]] = []
    taken: dict[str, list[Hit]] = {}
    for one in judged:
        hit, others = one[0], taken.setdefault(one[0].rule, [])
        for other in others:
            if hit.start < other.end and other.start < hit.end:
                break
        else:
            others.append(hit)
            kept.append(one)
    if len(kept) > 1:
        kept.sort(key=_place)
    return [hit for hit, _ in kept]


def _rank(one: tuple[Hit, int]) -> tuple[bool, int, int, int, bool]:
    hit, order = one
    return not hit.counts, hit.start - hit.end, hit.start, order, hit.negated


def _place(one: tuple[Hit, int]) -> tuple[int, int, int]:
    hit, order = one
    return hit.start, hit.end, order
