"""Where a sentence ends, asked only at a hit and only between two places."""

from __future__ import annotations

import re

from stepladder.core.triage.reading.word_lists import words_of

_CANDIDATE = re.compile(r"[.!?;\n\r\u2026\u3002\uff01\uff1f\u061f\u2028\u2029]")
_WORD_BEFORE = re.compile(r"[\w.]{1,12}$")
_ALWAYS = frozenset("!?;\u3002\uff01\uff1f\u061f\u2029")
ABBREVIATIONS = words_of(
    "e.g i.e mr mrs ms dr prof st vs nr art approx ca z.b d.h bzw u.a o.ä p.ej p.e bijv o.a sra sr mme m.e"
)
_SELDOM_LAST = words_of("etc usw enz inc ltd co corp a.m p.m u.s jan feb mar apr jun jul aug sep sept oct nov dec")
# Mail programs wrap at 60 to 78 characters; a shorter line was ended by its writer.
_WRAPPED_FROM = 50


def ends_between(text: str, start: int, end: int) -> bool:
    """Whether a sentence ends inside `text[start:end]`.

    A point in a number, an address or an abbreviation ends none; a line end does, unless a long line was only wrapped.
    Offsets count code points of the text as given.
    """
    if _CANDIDATE.search(text, start, end) is None:
        return False
    return any(_is_end(text, found.start()) for found in _CANDIDATE.finditer(text, start, end))


def same_sentence(text: str, one: tuple[int, int], other: tuple[int, int]) -> bool:
    """Whether no sentence ends between two spans; spans that touch or overlap are in the same one."""
    first, second = sorted((one, other))
    return not ends_between(text, first[1], second[0])


def sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence, or the sentences, that `text[start:end]` stands in, without the blanks around them."""
    ends = [found.end() for found in _CANDIDATE.finditer(text) if _is_end(text, found.start())]
    begin = max((one for one in ends if one <= start), default=0)
    close = min((one for one in ends if one >= end), default=len(text))
    while begin < start and text[begin].isspace():
        begin += 1
    while close > end and text[close - 1].isspace():
        close -= 1
    return begin, close


def is_quoted(text: str, place: int) -> bool:
    """Whether the line of this place starts with '>', as replies mark the text they answer."""
    if ">" not in text:
        return False
    line = max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1
    return text[line : place + 1].lstrip(" \t").startswith(">")


def _is_end(text: str, place: int) -> bool:
    sign = text[place]
    if sign in _ALWAYS:
        return True
    if sign in "\n\r\u2028":
        return _is_line_end(text, place)
    following = text[place + 1 : place + 2]
    if sign == "\u2026" or text[max(0, place - 2) : place] == "..":
        return text[place + 1 : place + 8].lstrip()[:1].isupper()
    if following == ".":
        return False
    before = _WORD_BEFORE.search(text, max(0, place - 12), place)
    word = before[0].lower() if before else ""
    if following.isalnum():
        # "twice.Please" was typed in haste; "example.com" and "3.50" were not.
        return following.isupper() and len(word) > 1 and text[place - 1].islower() and "." not in word
    after = text[place + 1 : place + 8].lstrip()[:1]
    if word == "no" and after.isdigit():
        return False
    if word in ABBREVIATIONS or (len(word) == 1 and word.isalpha() and text[place - 1].isupper()):
        return False
    return word not in _SELDOM_LAST or after.isupper() or not after


def _is_line_end(text: str, place: int) -> bool:
    if text[place] == "\r" and text[place + 1 : place + 2] == "\n":
        return False  # The line feed after it decides.
    line = place - 1 if text[place - 1 : place] == "\r" else place
    begin = max(text.rfind("\n", 0, line), text.rfind("\r", 0, line)) + 1
    after = text[place + 1 : place + 2]
    return line - begin < _WRAPPED_FROM or not after.islower()
