"""Looks for words in a policy: in ids, titles, reasons, sources, conditions, phrases, whatever an element says."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from stepladder.core.policy.base import keys_of
from stepladder.core.policy.model import SECTION_KEYS, Element, PackText, Place
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.shown.blocks import Block, Heading, Items, Sentence
from stepladder.core.policy.shown.conditions import counted, joined
from stepladder.core.policy.shown.words import name_of, sources
from stepladder.core.values import Money

_QUIET = ("id", "title", "because", "source", "place", "binds")
_MOST_PIECES = 6
"""Of one element: enough to see why it was found."""
Piece = tuple[str, bool]
"""A part of a text, and whether it is one of the words that were looked for."""


class Hit(msgspec.Struct, frozen=True):
    """An element that holds every word.

    Fields: section - where it stands, with the element around it where there is one; says - what it says besides that
    holds one of the words, each with the name of its key; place - where it is written.
    """

    section: str
    id: str
    title: str
    because: str
    source: tuple[str, ...]
    says: tuple[tuple[str, str], ...]
    place: Place


def words_of(query: str) -> tuple[str, ...]:
    """What is looked for: the words of a query, each once; a text in quotation marks is one of them.

    >>> words_of('refund "no more than" refund')
    ('refund', 'no more than')
    """
    found = [quoted or plain for quoted, plain in re.findall(r'"([^"]+)"|([^\s"]+)', query)]
    return tuple(dict.fromkeys(word.casefold() for word in found))


def find(pack: Pack, query: str) -> tuple[Hit, ...]:
    """The elements that hold every word of the query, whatever its case, in the order of the policy."""
    words = words_of(query)
    if not words:
        return ()
    return tuple(_hit(section, one, words) for section, one in _elements(pack.text) if _holds(section, one, words))


def pieces(text: str, words: Sequence[str]) -> tuple[Piece, ...]:
    """The text cut into what was looked for and what lies between.

    >>> pieces("A refund above the limit", ("refund",))
    (('A ', False), ('refund', True), (' above the limit', False))
    """
    if not words:
        return ((text, False),) if text else ()
    pattern = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    parts = re.split(f"({pattern})", text, flags=re.IGNORECASE)
    return tuple((part, place % 2 == 1) for place, part in enumerate(parts) if part)


def told(pack: Pack, query: str) -> list[Block]:
    """What was found, for a terminal."""
    hits = find(pack, query)
    sought = joined(words_of(query)) or "no words"
    head = f"{pack.text.header.title} {pack.version}: {counted(len(hits), 'element')} with {sought}"
    items = tuple((f"{hit.title} ({hit.section}/{hit.id})" + _cited(hit.source), _lines(hit)) for hit in hits)
    nothing = Sentence("Nothing. Try fewer words, or the beginning of one.")
    return [Heading(1, head), Items(items) if items else nothing]


def _lines(hit: Hit) -> tuple[str, ...]:
    lines = [hit.because, *(f"{key}: {text}" for key, text in hit.says), f"{hit.place.file}:{hit.place.line}"]
    return tuple(filter(None, lines))


def _cited(source: tuple[str, ...]) -> str:
    return f" [{sources(source)}]" if source else ""


def _elements(text: PackText) -> Iterator[tuple[str, Element]]:
    """Every element with the section it stands in, and those within it after it."""
    for section in SECTION_KEYS:
        found = getattr(text, section)
        for one in found if isinstance(found, tuple) else ():
            if isinstance(one, Element):
                yield from _within(section, one)


def _within(section: str, one: Element) -> Iterator[tuple[str, Element]]:
    yield section, one
    for key in keys_of(one):
        value = getattr(one, key)
        for inner in value if isinstance(value, tuple) else ():
            if isinstance(inner, Element):
                yield from _within(f"{section}/{one.id}", inner)


def _holds(section: str, one: Element, words: Sequence[str]) -> bool:
    parts = (section, one.id, name_of(one), one.because, *one.source, *(text for _, text in _says(one)))
    whole = "\n".join(parts).casefold()
    return all(word in whole for word in words)


def _hit(section: str, one: Element, words: Sequence[str]) -> Hit:
    says = [(key, text) for key, text in _says(one) if any(word in text.casefold() for word in words)]
    return Hit(
        section=section,
        id=one.id,
        title=name_of(one),
        because=one.because,
        source=one.source,
        says=tuple(says[:_MOST_PIECES]),
        place=one.place,
    )


def _says(one: Element) -> Iterator[tuple[str, str]]:
    """Every text of an element besides its name and reason, with the key it stands under."""
    for key in keys_of(one):
        if key not in _QUIET:
            for text in _texts(getattr(one, key)):
                yield key.replace("_", " "), text
    for key in keys_of(binds) if (binds := getattr(one, "binds", None)) is not None else ():
        for text in getattr(binds, key):
            yield f"for {key}", text


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield from (line for line in value.split("\n") if line.strip())
    elif isinstance(value, tuple):
        for one in value:
            yield from _texts(one)
    elif isinstance(value, Money):
        yield str(value)
    elif isinstance(value, msgspec.Struct) and not isinstance(value, Element):
        for key in keys_of(value):
            yield from _texts(getattr(value, key))
