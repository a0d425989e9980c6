"""Names for new things: they sort by the time they were given, and nobody can guess the next one."""

from __future__ import annotations

import os
from datetime import datetime

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
_LETTERS_OF_IDS = frozenset(_LETTERS)
_PAIRS = [first + second for first in _LETTERS for second in _LETTERS]
"""Two letters for ten bits."""


def new_id(prefix: str, now: datetime) -> str:
    """As `c-01jb3xvkq8r7m2n4p6s8`: ten letters of milliseconds, ten of chance (50 bits)."""
    return f"{prefix}-{_ten_letters(int(now.timestamp() * 1000))}{_ten_letters(_fifty_bits())}"


def _fifty_bits() -> int:
    """Of the system's own chance, as `secrets` has it."""
    return int.from_bytes(os.urandom(7), "big") >> 6


def is_id(prefix: str, text: str) -> bool:
    """Whether a text has the form of a name of this kind, whatever bears it."""
    kind, _, rest = text.partition("-")
    own, *parts = rest.split(".")
    # What was split off a case has the case's name with a number behind it, and so has what was split off that in turn.
    return (
        kind == prefix
        and len(own) == 20
        and _LETTERS_OF_IDS.issuperset(own)
        and all(part.isascii() and part.isdecimal() for part in parts)
    )


def _ten_letters(number: int) -> str:
    pair = _PAIRS
    return (
        f"{pair[number >> 40 & 1023]}{pair[number >> 30 & 1023]}{pair[number >> 20 & 1023]}"
        f"{pair[number >> 10 & 1023]}{pair[number & 1023]}"
    )
