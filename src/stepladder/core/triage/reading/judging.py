"""What the words around a hit make of it: denied, only supposed, quoted, or excepted by the pack."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

from stepladder.core.triage.reading.fold import Folded
from stepladder.core.triage.reading.hits import Found, Hit, longest_each
from stepladder.core.triage.reading.matching import parted
from stepladder.core.triage.reading.negation import denied_after, denied_from
from stepladder.core.triage.reading.sentences import is_quoted, same_sentence
from stepladder.core.triage.reading.supposing import supposes, turns_back


def judge(folded: Folded, found: list[Found]) -> list[Hit]:
    """The hits among these, in the order of the text, each with what takes it away."""
    if len(found) == 1 and found[0][0].kind == "hit":
        return [_hit(folded, found[0], (), {})]
    markers: list[tuple[int, int]] = []
    unless: dict[str, list[tuple[int, int]]] = {}
    hits: list[Found] = []
    for one in found:
        use, spans = one
        if use.kind == "hit":
            hits.append(one)
        elif use.kind == "supposing":
            if supposes(folded.text, spans[0][0], spans[-1][1]):
                markers.append((spans[0][0], spans[-1][1]))
        elif not (use.deniable and _is_negated(folded, spans)):
            unless.setdefault(use.rule, []).append(folded.span(spans[0][0], spans[-1][1]))
    return longest_each([(_hit(folded, one, markers, unless), one[0].order) for one in hits])


def _hit(
    folded: Folded, found: Found, markers: Sequence[tuple[int, int]], unless: Mapping[str, list[tuple[int, int]]]
) -> Hit:
    use, spans = found
    given = folded.given
    first = spans[0][0]
    start, end = folded.span(first, spans[-1][1]) if folded.way else (first, spans[-1][1])
    negated = use.deniable and _is_negated(folded, spans)
    quoted = ">" in given and is_quoted(given, start)
    if not markers and use.rule not in unless:
        return tuple.__new__(Hit, (use.rule, start, end, negated, use.phrase, False, quoted, False))
    hypothetical = any(_is_supposed(folded, marker, first) for marker in markers)
    excepted = any(same_sentence(given, (start, end), span) for span in unless.get(use.rule, ()))
    return Hit(use.rule, start, end, negated, use.phrase, hypothetical, quoted, excepted)


def _is_supposed(folded: Folded, marker: tuple[int, int], start: int) -> bool:
    begin, end = marker
    if begin >= start:
        return False
    return end >= start or not (parted(folded, end, start) or turns_back(folded.text[end:start]))


def _is_negated(folded: Folded, spans: tuple[tuple[int, int], ...]) -> bool:
    text = folded.text
    start = spans[0][0]
    place = denied_from(text, start)
    if place >= 0 and not parted(folded, place + 1, start):
        return True
    if len(spans) > 1:
        for (_, before), (start, _) in pairwise(spans):
            # "Charged, but not twice": the denial stands inside the hit, if there is room for one.
            if start - before > 3 and denied_from(text, start) >= before:
                return True
    return denied_after(text, spans[-1][1])
