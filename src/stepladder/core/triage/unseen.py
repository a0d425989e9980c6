"""Characters that nobody sees: control characters and halves of pairs, refused with the place they stand at."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from stepladder.core.values import DeskError

CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")
"""What no text has. A tab and the ends of lines are right in a text."""
UNSEEN = re.compile("[\x00-\x1f\x7f\ud800-\udfff]")
"""What no name has, and no part of an address: these too."""
# JSON lets control characters but the last of them, and half surrogates, in only by these escapes, so most bodies need
# no closer look.
_SUSPECT = re.compile(rb"\x7f|\\(?:[bf]|u00[01]|u007[fF]|u[dD][89a-fA-F])")
_BACKSLASH, _DELETE = b"\\\x7f"  # As numbers: a body is looked through for a byte at once.
HALF = re.compile("[\ud800-\udfff]")
"""Of a pair that stands for one character: no text that can be written down has one."""
_HALF = re.compile(rb"\\u[dD][89a-fA-F]")


def may_hold_unseen(body: bytes) -> bool:
    """Whether the values of a JSON body need a closer look."""
    return (_BACKSLASH in body or _DELETE in body) and _SUSPECT.search(body) is not None


def refuse_unseen(value: Any) -> None:
    """Raises: DeskError - a text in plain data, or a key, holds a control character or half of a pair."""
    for where, words in _words(value, ""):
        found = CONTROL.search(words)
        if found:
            raise DeskError(
                f"character {found.start() + 1} is U+{ord(found[0]):04X}, a control character or half of a pair",
                # The place may be a name with such a character in it, and the answer must be text.
                where=where.encode("utf-8", "backslashreplace").decode(),
                mend="Take it out.",
            )


def refuse_half_pairs(body: bytes) -> None:
    """Name half of a surrogate pair as what it is: the reader of bodies only says that something is amiss.

    Raises: DeskError - there is one. What is no JSON for other reasons is left alone.
    """
    if not _HALF.search(body):
        return
    try:
        value = json.loads(body)
        refuse_unseen(value)
    except (ValueError, RecursionError):
        return


def _words(value: Any, where: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for key, one in value.items():
            name = str(key)
            place = f"{where}.{name[:40]}" if where else name
            yield place, name
            yield from _words(one, place)
    elif isinstance(value, (list, tuple)):
        for number, one in enumerate(value):
            yield from _words(one, f"{where}[{number}]")
