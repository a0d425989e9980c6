"""The checked text of a pack as bytes, and back.

Bytes from anywhere give the text of a pack or a ValueError, and run nothing: every field is read as the type that the
language gives it, and no name in them is looked up anywhere but among the types of the language.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, get_type_hints

import msgspec

from stepladder.core.policy.model import PackText
from stepladder.core.policy.tagged import Tagged

LANGUAGE = 1
"""The version of the pack language: another one where the same text would mean something else."""

_Codec = tuple[Callable[[Any], bytes], Callable[[bytes], Any]]


def encode(text: PackText) -> bytes:
    """The text of a checked pack as bytes."""
    return msgspec.msgpack.encode({name: write(getattr(text, name)) for name, (write, _) in _sections().items()})


def decode(data: bytes) -> PackText:
    """The text of a pack. Raises: ValueError - these bytes are none."""
    try:
        parts = msgspec.msgpack.decode(data, type=dict[str, bytes])
        return PackText(**{name: read(parts[name]) for name, (_, read) in _sections().items()})
    except (msgspec.MsgspecError, UnicodeError, LookupError, TypeError, ArithmeticError, RecursionError) as broken:
        raise ValueError("these bytes hold no pack") from broken


@cache
def _sections() -> dict[str, _Codec]:
    """How each section is written and read: typed throughout where msgspec can tell its types apart, else by tags."""
    found: dict[str, _Codec] = {}
    for name, hint in get_type_hints(PackText).items():
        try:
            found[name] = (msgspec.msgpack.encode, msgspec.msgpack.Decoder(hint).decode)
        except TypeError:
            tagged = Tagged(hint)
            found[name] = (tagged.encode, tagged.decode)
    return found
