"""Names for new things: they sort by the time they were given, and nobody can guess the next one."""

from __future__ import annotations

import secrets
from datetime import datetime

_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"


def new_id(prefix: str, now: datetime) -> str:
    """As `c-01jb3xvkq8r7m2n4p6s8`: ten letters of milliseconds, ten of chance (50 bits)."""
    return f"{prefix}-{_text(int(now.timestamp() * 1000), 10)}{_text(secrets.randbits(50), 10)}"


def _text(number: int, length: int) -> str:
    letters = []
    for _ in range(length):
        number, digit = divmod(number, 32)
        letters.append(_LETTERS[digit])
    return "".join(reversed(letters))
