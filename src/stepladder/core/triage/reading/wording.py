"""The small language in which packs write phrases, and every fault in it at once.

`charged twice` plain words; `cancel*` any word that starts so; `charged .. twice` parts in this order in one sentence;
`{another/other} invoice*` alternatives, an empty one allowed as in `my {own/} phone`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice, product
from typing import Literal

from stepladder.core.triage.reading.fold import fold
from stepladder.core.triage.reading.negation import holds_negator

MOST_EXPANSIONS = 2000
MOST_PARTS = 4
MOST_CHARACTERS = 600
WORDS_BETWEEN_PARTS = 6

Role = Literal["hit", "unless"]


@dataclass(frozen=True, slots=True)
class PhraseEntry:
    """One phrase of a rule as a pack writes it.

    Fields: rule - any id of the caller's; negatable - whether "not" shortly before it takes the hit away;
    role - "unless" takes hits of the rule away in the sentence where this phrase stands.
    """

    rule: str
    phrase: str
    negatable: bool = True
    role: Role = "hit"


@dataclass(frozen=True, slots=True)
class PhraseFault:
    """One fault of a phrase. Fields: entry - its place in the sequence given, from 0; what, mend - for people."""

    entry: int
    rule: str
    phrase: str
    what: str
    mend: str


@dataclass(frozen=True, slots=True)
class Wording:
    """One way to say a phrase, folded.

    Fields: parts - in order, each a tuple of literals; any word may go on between one literal of a part and the next;
    open_ended - per part, whether its last word may go on; says_no - whether it holds a negator itself.
    """

    parts: tuple[tuple[str, ...], ...]
    open_ended: tuple[bool, ...]
    says_no: bool


class _BadPhraseError(Exception):
    def __init__(self, what: str, mend: str) -> None:
        super().__init__(what)
        self.what, self.mend = what, mend


def wordings(entries: Sequence[PhraseEntry]) -> tuple[list[tuple[Wording, ...]], tuple[PhraseFault, ...]]:
    """The wordings of each entry (none where it is at fault), and the faults in the order of the entries."""
    found: list[tuple[Wording, ...]] = []
    faults: list[PhraseFault] = []
    seen: dict[tuple[str, Role, Wording], int] = {}
    rules_with_hits = {entry.rule for entry in entries if entry.role == "hit"}
    for place, entry in enumerate(entries):
        try:
            ways = _parse(entry.phrase)
            for way in ways:
                if (earlier := seen.setdefault((entry.rule, entry.role, way), place)) != place:
                    raise _BadPhraseError(f"it says the same as '{entries[earlier].phrase}'", "Keep one of the two.")
            if entry.role == "unless" and entry.rule not in rules_with_hits:
                raise _BadPhraseError("the rule has no phrase that it could take away", "Give the rule a phrase first.")
        except _BadPhraseError as bad:
            faults.append(PhraseFault(place, entry.rule, entry.phrase, bad.what, bad.mend))
            ways = ()
        found.append(ways)
    return found, tuple(faults)


def faults_of(entries: Sequence[PhraseEntry]) -> tuple[PhraseFault, ...]:
    """Every fault of these phrases at once; none if a `PhraseBook` can be made of them."""
    return wordings(entries)[1]


def _parse(phrase: str) -> tuple[Wording, ...]:
    if len(phrase) > MOST_CHARACTERS:
        raise _BadPhraseError(
            f"it has {len(phrase)} characters, and {MOST_CHARACTERS} is the most", "Keep the words that decide."
        )
    folded = fold(phrase).text.strip()
    if not folded:
        raise _BadPhraseError("it is empty", "Write the words a customer would use.")
    return tuple(dict.fromkeys(_wording(way) for way in _expand(folded)))


def _expand(folded: str) -> list[str]:
    choices: list[list[str]] = []
    rest = folded
    while rest:
        plain, opened, rest = rest.partition("{")
        if "}" in plain:
            raise _BadPhraseError("a '}' closes nothing", "Write alternatives as {one/other}.")
        choices.append([plain])
        if opened:
            inside, closed, rest = rest.partition("}")
            if not closed or "{" in inside:
                raise _BadPhraseError("a '{' is not closed before the next", "Write alternatives as {one/other}.")
            if "/" not in inside:
                raise _BadPhraseError(f"'{{{inside}}}' offers no choice", "Write alternatives as {one/other}.")
            choices.append(inside.split("/"))
    ways = list(islice(product(*choices), MOST_EXPANSIONS + 1))
    if len(ways) > MOST_EXPANSIONS:
        raise _BadPhraseError(f"it expands to more than {MOST_EXPANSIONS} wordings", "Split it into several phrases.")
    return [" ".join("".join(way).split(" ")) for way in ways]


def _wording(way: str) -> Wording:
    parts: list[list[str]] = [[]]
    for word in filter(None, way.split(" ")):
        if word == "..":
            parts.append([])
        elif ".." in word:
            raise _BadPhraseError(f"the gap in '{word}' has no space around it", "Write it as `charged .. twice`.")
        elif "*" in word and (word.count("*") > 1 or word[-1] != "*" or not word[-3:-1].isalnum() or len(word) < 3):
            raise _BadPhraseError(
                f"the '*' in '{word}' does not end a word of two letters or more", "Write it as `cancel*`."
            )
        else:
            parts[-1].append(word)
    if len(parts) > MOST_PARTS:
        raise _BadPhraseError(f"it has {len(parts)} parts, and {MOST_PARTS} is the most", "Keep the parts that decide.")
    for words in parts:
        written = " ".join(words)
        if not written:
            raise _BadPhraseError("there are no words on one side of a gap or in one choice", "Write words there.")
        if len(written.replace("*", "")) < 2 and (written.isascii() or written.isalnum()):
            raise _BadPhraseError(f"'{written}' is too short to mean anything", "Write at least two letters.")
    literals = [" ".join(words).split("*") for words in parts]
    return Wording(
        parts=tuple(tuple(piece for piece in pieces if piece) for pieces in literals),
        open_ended=tuple(pieces[-1] == "" for pieces in literals),
        says_no=holds_negator(" ".join(" ".join(words) for words in parts)),
    )
