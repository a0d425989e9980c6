"""Whether words name somebody: an article or a case study is for everybody, and those it happened to stay unnamed."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ADDRESS = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"(?<![\w.+-])\+?\d(?:[ /()-]{0,2}\d){7,}(?!\w|\.\d)")
"""Eight digits or more in a row, as telephone and account numbers are, with a space or the like between them."""
_DATE = re.compile(r"\d{4}[-/]\d{1,2}[-/]\d{1,2}|\d{1,2}[-/]\d{1,2}[-/]\d{4}")
_SHORTEST = 3
"""Characters: shorter names are words of every day."""


def names_in(words: str, known: Iterable[str]) -> tuple[str, ...]:
    """What in the words tells who it was about: known names as whole words, mail addresses, and long numbers.

    >>> names_in("Moss Bakery wrote from jo@moss.example.", ["Moss Bakery", "Jo"])
    ('Moss Bakery', 'jo@moss.example')
    """
    addresses = [one.rstrip(".") for one in _ADDRESS.findall(words)]
    bare = " ".join(_ADDRESS.sub(" ", words).split())
    there = set(re.findall(r"\w+", bare.casefold()))
    # Of one name in several spellings the last one counts: ids stand before the names that people read.
    spelled = {" ".join(one.casefold().split()): one for one in known if len(one.strip()) >= _SHORTEST}
    found = [name for folded, name in spelled.items() if _may_stand(folded, there) and _stands(folded, bare)]
    # An id that stands within the whole name says nothing more.
    found = [one for one in found if not any(one != other and one.casefold() in other.casefold() for other in found)]
    numbers = [one for one in _NUMBER.findall(bare) if not _DATE.fullmatch(one)]
    return tuple(dict.fromkeys((*found, *addresses, *numbers)))


def _may_stand(name: str, there: set[str]) -> bool:
    """Whether all words of a name are among those of the text: of thousands of names few need a closer look."""
    return all(word in there for word in re.findall(r"\w+", name))


def _stands(name: str, words: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", words, re.IGNORECASE) is not None
