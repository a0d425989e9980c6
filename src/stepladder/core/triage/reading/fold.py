"""Text folded for searching, with the way back to the code points as they were given."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from typing import NamedTuple

import msgspec

_BLANKS = "\t\n\r\x85\u00a0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
_APOSTROPHES = "\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`\uff07"
_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2033\uff02"
_HYPHENS = "\u2010\u2011\u2043\ufe63\uff0d"
# One code point for one code point, so that this step never moves an offset.
_ONE_TO_ONE: dict[int, int | str] = {
    # A lone half of a surrogate pair cannot be searched as UTF-8.
    **dict.fromkeys(range(0xD800, 0xE000), "\ufffd"),
    # Full-width forms of the printable ASCII characters.
    **{code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)},
    **dict.fromkeys(map(ord, _BLANKS), " "),
    **dict.fromkeys(map(ord, _APOSTROPHES), "'"),
    **dict.fromkeys(map(ord, _QUOTES), '"'),
    **dict.fromkeys(map(ord, _HYPHENS), "-"),
    # Its full case folding is an i and a loose dot, which nobody types in a phrase.
    0x0130: "i",
}
# Soft hyphen, zero-width characters, marks of direction, variation selectors: nothing a reader sees.
_UNSEEN = "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufe00-\ufe0f\ufeff"
_MARKS = "\u0300-\u036f"
_ODD = re.compile(f"[{_MARKS}{_UNSEEN}{_BLANKS}{_APOSTROPHES}{_QUOTES}{_HYPHENS}\u0130\uff01-\uff5e\ud800-\udfff]")
_LOOSE = re.compile(f"[{_MARKS}{_UNSEEN}]")
_RUNS = re.compile("(?P<blank>  +)")
# The bound on marks keeps normalising a tower of accents linear.
_MOVES = re.compile(
    f"(?P<blank> (?:[{_UNSEEN}]* )+)|(?P<unseen>[{_UNSEEN}]+)"
    f"|(?P<block>[^ {_UNSEEN}{_MARKS}][{_MARKS}]{{1,8}}|[\u00df\ufb00-\ufb06])"
)


class Way(msgspec.Struct, frozen=True):
    """Where pieces of the folded text came from, in order.

    Fields: folded, given - where each piece starts in either text; wide - 0 when the piece maps one to one,
    else the code points given that stand behind the whole piece.
    """

    folded: list[int]
    given: list[int]
    wide: list[int]

    def span(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_right(self.folded, start) - 1
        last = bisect_right(self.folded, max(start, end - 1)) - 1
        begins = self.given[first] + (0 if self.wide[first] else start - self.folded[first])
        ends = self.given[last] + (self.wide[last] or max(start, end - 1) - self.folded[last] + 1)
        return begins, ends


class Folded(NamedTuple):
    """A text and the form in which it is searched. A tuple, because one is made for every field that is read.

    Case, typographic quotes and hyphens, full-width forms and composed accents are made alike; characters nobody sees
    are dropped; each run of white space is one space. Accents stay: 'é' is not 'e'.
    Fields: given - the text as it came; text - the folded form; way - the way back, None where no offset moved.
    """

    given: str
    text: str
    way: Way | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The code points of `given` behind `text[start:end]` (not empty), end exclusive."""
        return (start, end) if self.way is None else self.way.span(start, end)


def fold(given: str) -> Folded:
    """The text as it is searched. Takes any string, lone surrogates included."""
    quick = fold_case(given)
    if quick is not None and "  " not in quick.text:
        return quick
    even = given.replace("\u2019", "'").replace("\u201c", '"').replace("\u201d", '"').replace("\u00a0", " ")
    if even.isascii():
        even = even.translate(_ONE_TO_ONE)
    elif _ODD.search(even) is not None:
        even = even.translate(_ONE_TO_ONE)
        if _LOOSE.search(even) is not None:
            return _fold_moving(given, even, _MOVES)
    text = even.casefold()
    # No code point folds to nothing, so equal lengths mean one to one.
    if "  " not in text and len(text) == len(even):
        return Folded(given, text)
    return _fold_moving(given, even, _RUNS if even.isascii() else _MOVES)


def fold_case(given: str) -> Folded | None:
    """The text with its case folded, where that is all it needs but for runs of spaces; None for any other text.

    Most messages need no more, and a phrase automaton sees runs of spaces in passing.
    """
    even = given
    if not even.isascii():
        even = even.replace("\u2019", "'")  # What keeps most English from being ASCII.
        if not even.isascii():
            return None
    # Looking for single characters one by one is far cheaper than a pattern.
    if "\n" in even or "\t" in even or "\r" in even or "`" in even:
        return None
    # Half the price of a call, and one is made for every text.
    return tuple.__new__(Folded, (given, even.casefold(), None))


def _fold_moving(given: str, even: str, moves: re.Pattern[str]) -> Folded:
    pieces: list[str] = []
    way = Way([], [], [])
    folded = at = 0

    def add(piece: str, given_at: int, wide: int) -> int:
        pieces.append(piece)
        way.folded.append(folded)
        way.given.append(given_at)
        way.wide.append(wide)
        return folded + len(piece)

    def add_plain(begin: int, end: int) -> int:
        nonlocal folded
        piece = even[begin:end].casefold()
        if len(piece) == end - begin:
            return add(piece, begin, 0)
        for place in range(begin, end):
            folded = add(even[place].casefold(), place, 1)
        return folded

    for move in moves.finditer(even):
        begin, end = move.span()
        if at < begin:
            folded = add_plain(at, begin)
        if move.lastgroup == "blank":
            folded = add(" ", begin, end - begin)
        elif move.lastgroup == "block":
            # A dot put on a small i by hand is the same letter as the one folded above.
            whole = unicodedata.normalize("NFC", move[0]).casefold().replace("i\u0307", "i")
            folded = add(whole, begin, end - begin)
        at = end
    if at < len(even):
        folded = add_plain(at, len(even))
    if not pieces:
        return Folded(given, "")
    return Folded(given, "".join(pieces), way)
