"""Whether a wording stands at a place of a folded text, as whole words and with all its parts."""

from __future__ import annotations

import re
from unicodedata import category

from stepladder.core.triage.reading.fold import Folded
from stepladder.core.triage.reading.hits import Found
from stepladder.core.triage.reading.sentences import ends_between
from stepladder.core.triage.reading.wording import WORDS_BETWEEN_PARTS, Alternative

_BLANK_LINE = re.compile(r"\n[ \t\r]*\n")
_WORD = re.compile(r"[^\W_][^ ]*")
_LETTERS = re.compile(r"[^\W_]*")
# Six words of 40 letters; without an end, a long text of first parts alone would be read once for each of them.
_FARTHEST = 240


def is_word(character: str) -> bool:
    """Whether a phrase that ends beside this character would end inside a word."""
    return character.isalnum() or (character > "\u02ff" and category(character)[0] == "M")


def word_end(text: str, place: int) -> int:
    """Where the word that goes on here ends; `place` itself where none does."""
    while (found := _LETTERS.match(text, place)) is not None:  # It always is: no letter matches too.
        place = found.end()
        if place == len(text) or not is_word(text[place]):
            break
        place += 1  # A mark above a letter: the word may go on behind it.
    return place


def ends_word(text: str, end: int) -> bool:
    """Whether a word that ends here is whole; the "don" of "don't" is not."""
    if end == len(text) or text[end] == " ":
        return True
    if text[end] == "'":
        return text[end + 1 : end + 2] != "t" or (end + 2 < len(text) and is_word(text[end + 2]))
    return not is_word(text[end])


def way_end(text: str, way: Alternative, end: int) -> int:
    """Where a part said in this way ends, if its first literal ends here; -1 when it does not stand as whole words."""
    pieces = way.pieces
    for piece in pieces[1:]:
        end = word_end(text, end)
        if not text.startswith(piece, end):
            return -1
        end += len(piece)
    if way.open_ended:
        end = word_end(text, end)
    return end if ends_word(text, end) or not is_word(pieces[-1][-1]) else -1


def fits_between(folded: Folded, end: int, start: int) -> bool:
    """Whether a part that starts at `start` is near enough to one that ends at `end`, and in its sentence."""
    distance = start - end
    # Short gaps, as most are, need no counting: each word takes two characters with its space.
    if distance > 2 * WORDS_BETWEEN_PARTS and (
        distance > _FARTHEST or len(_WORD.findall(folded.text, end, start)) > WORDS_BETWEEN_PARTS
    ):
        return False
    return not parted(folded, end, start)


def parted(folded: Folded, one: int, other: int) -> bool:
    """Whether a sentence ends between two places of the folded text; `one` is the end of something."""
    if one >= other:
        return False
    if folded.way is None:
        return ends_between(folded.given, one, other)
    return ends_between(folded.given, folded.span(one - 1, one)[1], folded.span(other - 1, other)[1])


def spans_blank_line(folded: Folded, found: Found) -> bool:
    """Whether an empty line stands inside a part: two paragraphs never make one phrase."""
    return any(_BLANK_LINE.search(folded.given, *folded.span(*span)) is not None for span in found[1])
