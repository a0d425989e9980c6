"""Every phrase of a pack, found in one pass over a text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from stepladder.core.triage.reading.fold import Folded, fold, fold_case
from stepladder.core.triage.reading.hits import Found, Hit, Use
from stepladder.core.triage.reading.judging import judge
from stepladder.core.triage.reading.matching import ends_word, is_word, match_parts, spans_blank_line
from stepladder.core.triage.reading.supposing import MARKERS
from stepladder.core.triage.reading.wording import PhraseEntry, wordings
from stepladder.core.values import DeskError

# A table of all states is the fastest automaton, and above this many characters the largest.
_TABLE_UP_TO = 40_000
# Found in passing, it tells that a text still has runs of spaces to fold.
_RUN = "  "


class PhraseBook:
    """One automaton over all phrases of a pack. Immutable and safe to share between threads."""

    def __init__(self, entries: Sequence[PhraseEntry]) -> None:
        """Raises: DeskError - the first phrase at fault; `faults_of` tells all of them."""
        ways, faults = wordings(entries)
        if faults:
            raise DeskError(
                faults[0].what, where=f"phrase '{faults[0].phrase}' of '{faults[0].rule}'", mend=faults[0].mend
            )
        uses: dict[str, list[Use]] = {}
        for order, (entry, some) in enumerate(zip(entries, ways, strict=True)):
            for wording in some:
                uses.setdefault(wording.parts[0][0], []).append(
                    Use(order, entry.rule, entry.phrase, entry.role, entry.negatable and not wording.says_no, wording)
                )
        if uses:
            for some in wordings([PhraseEntry("supposing", marker) for marker in MARKERS])[0]:
                for wording in some:
                    uses.setdefault(wording.parts[0][0], []).append(Use(-1, "", "", "supposing", False, wording))
        seconds = (use.second for some in uses.values() for use in some)
        patterns = list(dict.fromkeys([*uses, *filter(None, seconds), _RUN]))
        places = {pattern: place for place, pattern in enumerate(patterns)}
        self._firsts = len(uses)  # The patterns behind these begin nothing.
        self._run = places[_RUN]
        self._plain = [tuple(use for use in some if use.is_plain) for some in uses.values()]
        self._open_ended = [
            tuple(use for use in some if use.second is None and not use.is_plain) for some in uses.values()
        ]
        self._opening = [_openings(some, places) for some in uses.values()]
        self._from_word = [is_word(pattern[0]) for pattern in uses]
        self._to_word = [is_word(pattern[-1]) for pattern in uses]
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
        return self._hits(folded, matches) if matches else []

    def find_in(self, given: str) -> list[Hit]:
        """As `find(fold(given))`, but cheaper where only the case needs folding."""
        folded = fold_case(given)
        if folded is not None:
            matches = self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
            if not matches:
                return []
            for index, _, _ in matches:
                if index == self._run:
                    break
            else:
                return self._hits(folded, matches)
        return self.find(fold(given))

    def _hits(self, folded: Folded, matches: Sequence[tuple[int, int, int]]) -> list[Hit]:
        found = self._standing(folded, matches)
        return judge(folded, found) if found else []

    def _standing(self, folded: Folded, matches: Sequence[tuple[int, int, int]]) -> list[Found]:
        """The matches that are whole words, with their other parts found."""
        text = folded.text
        length = len(text)
        found: list[Found] = []
        opened: list[tuple[dict[int, tuple[Use, ...]], int]] = []
        # The tests that most characters pass or fail at once stand before the calls that are exact for all.
        firsts = self._firsts
        for index, start, end in matches:
            if index >= firsts or (
                start
                and ((before := text[start - 1]).isalnum() or before > "\u02ff")
                and self._from_word[index]
                and is_word(before)
            ):
                continue
            if self._plain[index] and (
                end == length
                or not ((after := text[end]).isalnum() or after == "'" or after > "\u02ff")
                or ends_word(text, end, self._to_word[index])
            ):
                for use in self._plain[index]:
                    found.append((use, ((start, end),)))
            for use in self._open_ended[index]:
                if (spans := match_parts(folded, use.wording, 0, start)) is not None:
                    found.append((use, spans))
            if self._opening[index]:
                opened.append((self._opening[index], start))
        if opened:
            # Packs write hundreds of ways to go on from one beginning; only those that stand in the text are tried.
            there = {index for index, _, _ in matches}
            for opening, start in opened:
                for second in there & opening.keys():
                    for use in opening[second]:
                        if (spans := match_parts(folded, use.wording, 0, start)) is not None:
                            found.append((use, spans))
        if found and "\n" in folded.given:
            return [one for one in found if not spans_blank_line(folded, one)]
        return found


def _openings(uses: Iterable[Use], places: Mapping[str, int]) -> dict[int, tuple[Use, ...]]:
    """The wordings that begin with one pattern and go on with another, by the place of that other one."""
    found: dict[int, list[Use]] = {}
    for use in uses:
        if use.second is not None:
            found.setdefault(places[use.second], []).append(use)
    return {place: tuple(some) for place, some in found.items()}
