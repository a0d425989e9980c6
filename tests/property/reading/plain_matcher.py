"""A matcher without an automaton: every part tried at every place, and every way to join the parts."""

from __future__ import annotations

import re
from itertools import pairwise, product

# A boundary stands where no letter, digit or combining mark is, and where no "'t" goes on.
_BEFORE = r"(?<![^\W_])(?<![\u0300-\u036f])"
_AFTER = r"(?![^\W_]|[\u0300-\u036f]|'t(?![^\W_]))"
_REST = r"(?:[^\W_]|[\u0300-\u036f])*"


def spans(phrase: str, text: str) -> set[tuple[int, int]]:
    """Where a phrase of letters, stars and gaps stands in a text that is folded already.

    Sentences of these texts end at each of `.!;` and nowhere else.
    """
    places = [_places(part, text) for part in phrase.split(" .. ")]
    return {
        (way[0][0], way[-1][1]) for way in product(*places) if all(_may_follow(*two, text) for two in pairwise(way))
    }


def _places(part: str, text: str) -> list[tuple[int, int]]:
    pattern = re.compile(_BEFORE + re.escape(part).replace(r"\*", f"{_REST}(?!{_REST[:-1]})") + _AFTER)
    return [found.span() for place in range(len(text)) if (found := pattern.match(text, place))]


def _may_follow(one: tuple[int, int], other: tuple[int, int], text: str) -> bool:
    between = text[one[1] : other[0]]
    words = [word for word in between.split(" ") if any(map(str.isalnum, word))]
    return one[1] <= other[0] and len(words) <= 6 and not set(between) & set(".!;")
