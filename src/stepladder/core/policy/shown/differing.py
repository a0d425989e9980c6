"""Two versions of a policy word by word: the elements that are new, gone, or written differently."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from stepladder.core.policy.base import keys_of
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.model import SECTION_KEYS, Element, PackText
from stepladder.core.policy.shown.conditions import spoken
from stepladder.core.policy.shown.words import name_of

_LONGEST = 400
_SPANS = frozenset(("within", "latest", "earliest", "every", "length", "cool_down", "expires_after", "valid_for"))
"""Keys whose numbers are seconds."""


class Differing(msgspec.Struct, frozen=True):
    """An element that is not the same in both. `keys`: what is written differently, with the text before and after."""

    section: str
    id: str
    title: str
    how: Literal["new", "gone", "changed"]
    source: tuple[str, ...]
    keys: tuple[tuple[str, str, str], ...] = ()


def differing(before: PackText, after: PackText) -> tuple[Differing, ...]:
    """Every element that differs, section by section: what is gone first, then in the order of the later version.

    Where an element stands in its file makes no difference.
    """
    found = _header(before, after)
    for section in SECTION_KEYS:
        old, new = _elements(before, section), _elements(after, section)
        found += [_differing(section, id_, one, "gone") for id_, one in old.items() if id_ not in new]
        for id_, one in new.items():
            if id_ not in old:
                found.append(_differing(section, id_, one, "new"))
            elif one != old[id_]:
                keys = tuple(_keys(old[id_], one))
                found.append(_differing(section, id_, one, "changed", keys))
    return tuple(found)


def _header(before: PackText, after: PackText) -> list[Differing]:
    old, new = before.header, after.header
    keys = []
    for key in keys_of(new):
        was, now = getattr(old, key), getattr(new, key)
        if was != now:
            keys.append((key.replace("_", " "), *_told(was, now)))
    return [Differing("header", new.id, new.title, "changed", new.source, tuple(keys))] if keys else []


def _elements(text: PackText, section: str) -> dict[str, Element]:
    found = getattr(text, section)
    elements = found if isinstance(found, tuple) else ()
    return {name_in_section(one): one for one in elements if isinstance(one, Element)}


def _differing(
    section: str, id_: str, one: Element, how: Literal["new", "gone", "changed"],
    keys: tuple[tuple[str, str, str], ...] = (),
) -> Differing:  # fmt: skip
    return Differing(section, id_, name_of(one), how, one.source, keys)


def _keys(old: Element, new: Element) -> list[tuple[str, str, str]]:
    found = []
    for key in keys_of(new):
        was, now = getattr(old, key, None), getattr(new, key)
        if was != now:
            told = (_span(was), _span(now)) if key in _SPANS else _told(was, now)
            found.append((key.replace("_", " "), *told))
    return found


def _told(was: Any, now: Any) -> tuple[str, str]:
    """Both values as text; of two lists what is only in one of them."""
    if isinstance(was, tuple) and isinstance(now, tuple):
        return _text(tuple(one for one in was if one not in now)), _text(tuple(one for one in now if one not in was))
    return _text(was), _text(now)


def _span(value: Any) -> str:
    return spoken(value) if isinstance(value, int) else _text(value)


def _text(value: Any) -> str:
    if value is None or value == () or value == "":
        return "-"
    if isinstance(value, tuple):
        told = "; ".join(map(_text, value))
    elif isinstance(value, Element):
        told = name_of(value)
    elif isinstance(value, msgspec.Struct):
        parts = ((key, getattr(value, key)) for key in keys_of(value))
        told = ", ".join(f"{name.replace('_', ' ')} {_text(one)}" for name, one in parts if one not in (None, (), ""))
    else:
        told = str(value)
    return told if len(told) <= _LONGEST else f"{told[:_LONGEST]}..."
