"""Every phrase of a pack, found in one pass over a text.

One automaton finds the literals of all parts of all phrases. Which phrases have a literal of every part in the text is
one number with a bit for each phrase and part, so a text costs little more than the pass, however many phrases there
are; only the few phrases left are looked at for words, order and gaps.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from functools import reduce
from itertools import accumulate
from operator import or_

import msgspec
from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from stepladder.core.triage.reading.fold import Folded, fold, fold_case
from stepladder.core.triage.reading.hits import Found, Hit, Kind, Use
from stepladder.core.triage.reading.judging import judge
from stepladder.core.triage.reading.matching import (
    ends_word,
    fits_between,
    is_word,
    spans_blank_line,
    way_end,
    word_end,
)
from stepladder.core.triage.reading.supposing import MARKERS
from stepladder.core.triage.reading.wording import MOST_PARTS, Alternative, PhraseEntry, parts_of
from stepladder.core.values import DeskError

# A table of all states is the fastest automaton, and above this many characters the largest.
_TABLE_UP_TO = 150_000
# Found in passing, it tells that a text still has runs of spaces to fold.
_RUN = "  "

# For so many phrases a text's literals are sorted out by what each of them needs, for more once for all: most texts
# hold one or two, and a long one hundreds.
_FEW = 3

# The number of the literal, and where it begins and ends.
Match = tuple[int, int, int]
Spans = tuple[tuple[int, int], ...]
_NO_MORE: tuple[Spans, bool] = ((), False)


class _Ways(msgspec.Struct, frozen=True):
    """The ways to say a part that begin with one literal: those that are this literal alone, and those that go on."""

    length: int
    begins_word: bool
    ends_word: bool
    alone: tuple[Alternative, ...]
    longer: tuple[Alternative, ...]
    seconds: tuple[str, ...]

    @classmethod
    def of(cls, literal: str, ways: Sequence[Alternative]) -> _Ways:
        longer = tuple(way for way in ways if len(way.pieces) > 1)
        alone = tuple(way for way in ways if len(way.pieces) == 1)
        seconds = tuple(dict.fromkeys(map(_second, longer)))
        return cls(len(literal), is_word(literal[0]), is_word(literal[-1]), alone, longer, seconds)

    def at(self, text: str, start: int) -> list[tuple[Alternative, int]]:
        """Those that stand here as whole words, with where each ends; the literal stands here."""
        # A space is what mostly stands there, and cheaper to tell than a letter.
        if start and text[start - 1] != " " and self.begins_word and is_word(text[start - 1]):
            return []
        literal_end = start + self.length
        found = []
        for way in self.alone:
            end = word_end(text, literal_end) if way.open_ended else literal_end
            if ends_word(text, end) or not self.ends_word:
                found.append((way, end))
        # Packs write hundreds of ways to one beginning: one look tells whether any of them can go on here.
        if self.longer and text.startswith(self.seconds, word_end(text, literal_end)):
            found += [(way, end) for way in self.longer if (end := way_end(text, way, literal_end)) >= 0]
        return found


Part = dict[int, _Ways]
"""The ways to say a part by the number of their first literal."""


class _Phrase(msgspec.Struct, frozen=True):
    """A phrase as it is looked for.

    Fields: literals - the numbers of those that any of its parts begins with; said_with_no - its use where its own
    words deny: no "not" before them does.
    """

    parts: tuple[Part, ...]
    literals: frozenset[int]
    use: Use
    said_with_no: Use


_Whole = tuple[tuple[tuple[Alternative, ...], ...], Kind, int, PhraseEntry]
"""A phrase as it was written: its parts, what it is for, its place among the entries, -1 for none, and its entry."""


class PhraseBook:
    """One automaton over all phrases of a pack. Answers never change, and threads may share it."""

    def __init__(self, entries: Sequence[PhraseEntry]) -> None:
        """Raises: DeskError - the first phrase at fault; `faults_of` tells all of them."""
        parts, faults = parts_of(entries)
        if faults:
            raise DeskError(
                faults[0].what, where=f"phrase '{faults[0].phrase}' of '{faults[0].rule}'", mend=faults[0].mend
            )
        whole: list[_Whole] = [
            (some, entry.role, order, entry) for order, (entry, some) in enumerate(zip(entries, parts, strict=True))
        ]
        if entries:
            markers = [PhraseEntry("", marker) for marker in MARKERS]
            for marker, some in zip(markers, parts_of(markers)[0], strict=True):
                whole.append((some, "supposing", -1, marker))
        # Those that need most come first, so that each plane of bits is no wider than it must be.
        ranked = sorted([(_needed(one[0]), one) for one in whole], key=_needs_most)
        needed, whole = [sets for sets, _ in ranked], [one for _, one in ranked]
        patterns = list(dict.fromkeys([*(literal for sets in needed for some in sets for literal in some), _RUN]))
        number = {pattern: place for place, pattern in enumerate(patterns)}
        self._whole, self._number = whole, number
        self._phrases: list[_Phrase | None] = [None] * len(whole)
        self._supposing = sum(1 << place for place, (_, kind, *_) in enumerate(whole) if kind == "supposing")
        self._unless: dict[str, int] = {}
        for place, (_, kind, _, entry) in enumerate(whole):
            if kind == "unless":
                self._unless[entry.rule] = self._unless.get(entry.rule, 0) | 1 << place
        self._hits = sum(1 << place for place, (_, kind, *_) in enumerate(whole) if kind == "hit")
        self._bits, self._planes = _planes(needed, number)
        self._run = self._bits[number[_RUN]] = 1 << sum(map(len, needed))
        self.literals = patterns
        self._automaton = AhoCorasick(
            patterns,
            matchkind=MatchKind.Standard,
            store_patterns=False,
            implementation=Implementation.DFA if sum(map(len, patterns)) <= _TABLE_UP_TO else None,
        )

    def find(self, folded: Folded) -> list[Hit]:
        """Every phrase in the text, in its order.

        Of hits of one rule that overlap one is kept: the longest, and one that counts before one that does not.
        """
        matches = self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
        return self._standing(folded, matches, self._there(matches))

    def find_in(self, given: str) -> list[Hit]:
        """As `find(fold(given))`, but cheaper where only the case needs folding."""
        folded = fold_case(given)
        if folded is not None:
            matches = self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
            there = self._there(matches)
            if not there & self._run:
                return self._standing(folded, matches, there)
        return self.find(fold(given))

    def _there(self, matches: Sequence[Match]) -> int:
        """The bits of all sets of which the text holds a literal."""
        bits, there = self._bits, 0
        for index, _, _ in matches:
            there |= bits[index]
        return there

    def _standing(self, folded: Folded, matches: Sequence[Match], there: int) -> list[Hit]:
        possible = there
        for first, others in self._planes:
            possible &= there >> first | others
        hits = possible & self._hits
        if not hits:
            return []
        found = self._spoken_of(folded, hits, matches)
        if not found:
            return []
        # What may take a hit away is looked for only where there is one.
        around = possible & reduce(or_, [self._unless.get(one[0].rule, 0) for one in found], self._supposing)
        if around:
            found += self._spoken_of(folded, around, matches)
        if len(found) > 1:
            found.sort(key=_start)
        if "\n" in folded.given:
            found = [one for one in found if not spans_blank_line(folded, one)]
        return judge(folded, found)

    def _spoken_of(self, folded: Folded, possible: int, matches: Sequence[Match]) -> list[Found]:
        """Where the phrases of these bits stand."""
        found: list[Found] = []
        of_all = _places(matches) if possible.bit_count() > _FEW else None
        while possible:
            lowest = possible & -possible
            place = lowest.bit_length() - 1
            phrase = self._phrases[place] or self._made(place)
            places = of_all
            if places is None:
                literals = phrase.literals
                places = _places([one for one in matches if one[0] in literals])
            found += _spoken(folded, phrase, places)
            possible ^= lowest
        return found

    def _made(self, place: int) -> _Phrase:
        """A phrase, made when a text may hold it for the first time: most phrases of a policy never stand anywhere."""
        some, kind, order, entry = self._whole[place]
        parts = tuple(_by_literal(part, self._number) for part in some)
        made = self._phrases[place] = _Phrase(
            parts,
            frozenset().union(*parts),
            Use(order, entry.rule, entry.phrase, kind, entry.negatable),
            Use(order, entry.rule, entry.phrase, kind, False),
        )
        return made


def _places(matches: Sequence[Match]) -> dict[int, list[int]]:
    """Where each of these literals begins."""
    places: dict[int, list[int]] = {}
    for index, start, _ in matches:
        if index in places:
            places[index].append(start)
        else:
            places[index] = [start]
    return places


def _second(way: Alternative) -> str:
    return way.pieces[1]


def _start(found: Found) -> int:
    return found[1][0][0]


def _by_literal(part: Sequence[Alternative], number: Mapping[str, int]) -> Part:
    found: dict[str, list[Alternative]] = {}
    for way in part:
        found.setdefault(way.pieces[0], []).append(way)
    return {number[literal]: _Ways.of(literal, ways) for literal, ways in found.items()}


def _needed(parts: Sequence[Sequence[Alternative]]) -> list[list[str]]:
    """Sets of literals, at most `MOST_PARTS`, of each of which a text holds one where it holds the phrase.

    One for each part; where fewer parts leave room, the second literals of a part that always goes on are one more, so
    that "charge* i don't know" is not looked for wherever a charge is spoken of.
    """
    sets = [[way.pieces[0] for way in part] for part in parts]
    more = [[way.pieces[1] for way in part] for part in parts if all(len(way.pieces) > 1 for way in part)]
    return [*sets, *more][:MOST_PARTS]


def _needs_most(one: tuple[list[list[str]], _Whole]) -> int:
    return -len(one[0])


def _planes(
    needed: Sequence[Sequence[Sequence[str]]], number: Mapping[str, int]
) -> tuple[list[int], list[tuple[int, int]]]:
    """Per literal, a bit for each phrase in a plane for each of its sets; and where the planes behind the first begin.

    Takes: needed - those with most sets first, so that a plane is as wide as there are phrases with a set in it. Beside
    the first bit of a plane stand the bits of all phrases that have no set there.
    """
    widths = [sum(len(sets) > plane for sets in needed) for plane in range(len(needed[0]) if needed else 0)]
    firsts = [0, *accumulate(widths)]
    bits = [0] * len(number)
    for place, sets in enumerate(needed):
        for first, literals in zip(firsts, sets, strict=False):
            for literal in literals:
                bits[number[literal]] |= 1 << (first + place)
    # Hundreds of ways to say one phrase have equal bits: one number for all of them stays near the processor.
    shared: dict[int, int] = {}
    everybody = (1 << len(needed)) - 1
    behind = [(first, everybody >> width << width) for first, width in zip(firsts[1:], widths[1:], strict=False)]
    return [shared.setdefault(one, one) for one in bits], behind


def _spoken(folded: Folded, phrase: _Phrase, places: Mapping[int, list[int]]) -> list[Found]:
    """Where the phrase stands as whole words with all its parts in order. `places` - where its literals begin."""
    first, rest = phrase.parts[0], phrase.parts[1:]
    found: list[Found] = []
    for index in first.keys() & places.keys():
        for start in places[index]:
            for way, end in first[index].at(folded.text, start):
                others = _follow(folded, rest, end, places) if rest else _NO_MORE
                if others is not None:
                    spans, says_no = others
                    use = phrase.said_with_no if says_no or way.says_no else phrase.use
                    found.append((use, ((start, end), *spans)))
    return found


def _follow(
    folded: Folded, parts: Sequence[Part], end: int, places: Mapping[int, list[int]]
) -> tuple[Spans, bool] | None:
    """The spans of these parts behind `end`: each literal at its nearest place, and of what fits there the longest.

    Of two that end together the one that begins first, so that nothing hangs on the order of the literals.
    """
    best: tuple[int, int, bool, Spans] | None = None
    for index in parts[0].keys() & places.keys():
        starts = places[index]
        # A word that stands in a text thousands of times is not walked over again for each of them.
        for place in range(bisect_left(starts, end), len(starts)):
            start = starts[place]
            if not fits_between(folded, end, start):
                break  # What stands farther off fits no better.
            stands = False
            for way, own_end in parts[0][index].at(folded.text, start):
                rest = _follow(folded, parts[1:], own_end, places) if len(parts) > 1 else _NO_MORE
                if rest is None:
                    continue
                stands = True
                spans, says_no = rest
                one = (_end_of(spans, own_end), -start, way.says_no or says_no, ((start, own_end), *spans))
                best = one if best is None else max(best, one)
            if stands:
                break
    return None if best is None else (best[3], best[2])


def _end_of(spans: Spans, end: int) -> int:
    return spans[-1][1] if spans else end
