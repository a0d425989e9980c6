"""The small language in which packs write phrases, and every fault in it at once.

`charged twice` plain words; `cancel*` any word that starts so; `charged .. twice` parts in this order in one sentence;
`{another/other} invoice*` alternatives, an empty one allowed as in `my {own/} phone`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice, product
from typing import Literal, NamedTuple

import msgspec

from stepladder.core.triage.kept import Kept
from stepladder.core.triage.reading.fold import fold
from stepladder.core.triage.reading.negation import holds_negator

MOST_EXPANSIONS = 2000
MOST_IN_ALL = 100_000
"""The most ways to say something that the phrases of one pack have together."""
MOST_PARTS = 4
MOST_CHARACTERS = 600
WORDS_BETWEEN_PARTS = 6
# A gap between two parts: ".." between spaces, outside of braces.
_GAP = re.compile(r" \.\.(?= )|^\.\.(?= )|(?<= )\.\.$|^\.\.$")

Role = Literal["hit", "unless"]


class PhraseEntry(msgspec.Struct, frozen=True):
    """One phrase of a rule as a pack writes it.

    Fields: rule - any id of the caller's; negatable - whether "not" shortly before it takes the hit away;
    role - "unless" takes hits of the rule away in the sentence where this phrase stands.
    """

    rule: str
    phrase: str
    negatable: bool = True
    role: Role = "hit"


class PhraseFault(msgspec.Struct, frozen=True):
    """One fault of a phrase. Fields: entry - its place in the sequence given, from 0; what, mend - for people."""

    entry: int
    rule: str
    phrase: str
    what: str
    mend: str


class Alternative(NamedTuple):
    """One way to say a part of a phrase, folded.

    Fields: pieces - literals; any word may go on between one and the next; open_ended - whether the last word may go
    on.
    """

    pieces: tuple[str, ...]
    open_ended: bool

    @property
    def says_no(self) -> bool:
        """Whether it holds a negator itself. Of thousands of ways few are ever asked."""
        return _holds_negator("*".join(self.pieces) + "*" * self.open_ended)


_holds_negator = lru_cache(maxsize=4_096)(holds_negator)


Part = tuple[Alternative, ...]


class _BadPhraseError(Exception):
    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def parts_of(entries: Sequence[PhraseEntry]) -> tuple[list[tuple[Part, ...]], tuple[PhraseFault, ...]]:
    """The parts of each entry (none where it is at fault), and the faults in the order of the entries."""
    found: list[tuple[Part, ...]] = []
    faults: list[PhraseFault] = []
    seen: dict[tuple[str, Role, object], int] = {}
    rules_with_hits = {entry.rule for entry in entries if entry.role == "hit"}
    ways = 0
    for place, entry in enumerate(entries):
        try:
            if ways > MOST_IN_ALL:
                what = f"the phrases before it can be said in more than {MOST_IN_ALL} ways"
                raise _BadPhraseError(what, "Write fewer choices in braces.")
            parts = _parse(entry.phrase)
            ways += sum(map(len, parts))
            # Of a phrase without gaps every way to say it is compared, of one with gaps the phrase as a whole.
            for way in parts[0] if len(parts) == 1 else (parts,):
                if (earlier := seen.setdefault((entry.rule, entry.role, way), place)) != place:
                    raise _BadPhraseError(f"it says the same as '{entries[earlier].phrase}'", "Keep one of the two.")
            if entry.role == "unless" and entry.rule not in rules_with_hits:
                raise _BadPhraseError("the rule has no phrase that it could take away", "Give the rule a phrase first.")
        except _BadPhraseError as bad:
            faults.append(PhraseFault(place, entry.rule, entry.phrase, bad.what, bad.mend))
            parts = ()
        found.append(parts)
    return found, tuple(faults)


def faults_of(entries: Sequence[PhraseEntry]) -> tuple[PhraseFault, ...]:
    """Every fault of these phrases at once; none if a `PhraseBook` can be made of them."""
    return parts_of(entries)[1]


_known: Kept[tuple[Part, ...]] = Kept(4_096)
"""Phrases that were read: the check of a policy reads each, so does its book, and its next version has most again."""
_FEW_WAYS = 100
"""Phrases that can be said in more ways are read each time: there are few of them, and they would take much room."""


def _parse(phrase: str) -> tuple[Part, ...]:
    known = _known.get(phrase)
    if known is not None:
        return known
    read = _read(phrase)
    return _known.keep(phrase, read) if sum(map(len, read)) <= _FEW_WAYS else read


def _read(phrase: str) -> tuple[Part, ...]:
    if len(phrase) > MOST_CHARACTERS:
        raise _BadPhraseError(
            f"it has {len(phrase)} characters, and {MOST_CHARACTERS} is the most", "Keep the words that decide."
        )
    folded = fold(phrase).text.strip()
    if not folded:
        raise _BadPhraseError("it is empty", "Write the words a customer would use.")
    written = _GAP.split(folded)
    if len(written) > MOST_PARTS:
        raise _BadPhraseError(
            f"it has {len(written)} parts, and {MOST_PARTS} is the most", "Keep the parts that decide."
        )
    return tuple(tuple(dict.fromkeys(_alternative(way) for way in _expand(part))) for part in written)


def forget_phrases() -> None:
    """As if none had been read yet, for those who measure a first reading."""
    _known.clear()


def _expand(part: str) -> list[str]:
    choices: list[list[str]] = []
    rest = part
    while rest:
        plain, opened, rest = rest.partition("{")
        if "}" in plain:
            raise _BadPhraseError("a '}' closes nothing", "Write alternatives as {one/other}, without a gap in them.")
        choices.append([plain])
        if opened:
            inside, closed, rest = rest.partition("}")
            if not closed or "{" in inside:
                raise _BadPhraseError(
                    "a '{' is not closed before the next", "Write alternatives as {one/other}, without a gap in them."
                )
            if "/" not in inside:
                raise _BadPhraseError(f"'{{{inside}}}' offers no choice", "Write alternatives as {one/other}.")
            choices.append(inside.split("/"))
    ways = list(islice(product(*choices), MOST_EXPANSIONS + 1))
    if len(ways) > MOST_EXPANSIONS:
        raise _BadPhraseError(
            f"a part of it can be said in more than {MOST_EXPANSIONS} ways", "Split it into several phrases."
        )
    return ["".join(way) for way in ways]


def _alternative(way: str) -> Alternative:
    written = " ".join(filter(None, way.split(" "))) if "  " in way or way[:1] == " " or way[-1:] == " " else way
    starred = "*" in written
    if starred or ".." in written:
        _check_marks(written.split(" "))
    if not written:
        raise _BadPhraseError("there are no words on one side of a gap or in one choice", "Write words there.")
    if len(written) < 4 and len(written.replace("*", "")) < 2 and (written.isascii() or written.isalnum()):
        raise _BadPhraseError(f"'{written}' is too short to mean anything", "Write at least two letters.")
    if not starred:
        return Alternative((written,), False)  # As most are, and thousands are read at each start.
    return Alternative(tuple(filter(None, written.split("*"))), written[-1] == "*")


def _check_marks(words: Sequence[str]) -> None:
    for word in words:
        if ".." in word:
            raise _BadPhraseError(f"the gap in '{word}' has no space around it", "Write it as `charged .. twice`.")
        if "*" in word and (word.count("*") > 1 or word[-1] != "*" or not word[-3:-1].isalnum() or len(word) < 3):
            raise _BadPhraseError(
                f"the '*' in '{word}' does not end a word of two letters or more", "Write it as `cancel*`."
            )
