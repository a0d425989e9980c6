"""Whether words name somebody: an article or a case study is for everybody, and those it happened to stay unnamed."""

from __future__ import annotations

import re
from collections.abc import Iterable

_ADDRESS = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_NUMBER = re.compile(r"\+?\d(?:[ ()./-]?\d){7,}")
"""Eight digits or more in a row, as telephone and account numbers are."""
_SHORTEST = 3
"""Characters: shorter names are words of every day."""


def names_in(words: str, known: Iterable[str]) -> tuple[str, ...]:
    """What in the words tells who it was about: known names as whole words, mail addresses, and long numbers.

    >>> names_in("Moss Bakery wrote from jo@moss.example.", ["Moss Bakery", "Jo"])
    ('Moss Bakery', 'jo@moss.example')
    """
    bare = _ADDRESS.sub(" ", words)
    # Of one name in several spellings the last one counts: ids stand before the names that people read.
    spelled = {one.casefold(): one for one in (name.strip() for name in known) if len(one) >= _SHORTEST}
    found = [name for name in spelled.values() if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", bare, re.IGNORECASE)]
    # An id that stands within the whole name says nothing more.
    found = [one for one in found if not any(one != other and one.casefold() in other.casefold() for other in found)]
    found += [one.rstrip(".") for one in _ADDRESS.findall(words)]
    found += _NUMBER.findall(words)
    return tuple(dict.fromkeys(found))
