"""Lists of obligations in which those with the same circumstances stand together, so that each is said once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec

from stepladder.core.policy.model import Cc, Element, Route
from stepladder.core.policy.obligations import Obligation
from stepladder.core.policy.shown.blocks import Block, Heading, Items, Sentence
from stepladder.core.policy.shown.words import Titles, cited, upper


class Told(msgspec.Struct, frozen=True):
    """One line with the lines below it. `where` says when it holds; empty: always."""

    where: str
    head: str
    below: tuple[str, ...]


def told(titles: Titles, element: Obligation, head: str, *below: str) -> Told:
    """What is told of an obligation, with its sources; empty lines are left away."""
    return Told(where(titles, element), cited(head, element), tuple(filter(None, below)))


def always(element: Element, head: str, *below: str) -> Told:
    """What is told of an element that nothing binds."""
    return Told("", cited(head, element), tuple(filter(None, below)))


def where(titles: Titles, element: Obligation | Route | Cc) -> str:
    """What binds it, as in `where the level is Critical and affected count is at least 10`."""
    binding = titles.binding(element.binds)
    condition = getattr(element, "when", None)
    if condition is None:
        return binding
    said = titles.condition(condition)
    return f"{binding}, and {said}" if binding else f"where {said}"


def grouped(items: Sequence[Told], *, numbered: bool = False) -> Iterator[Block]:
    """What always holds first, then each circumstance with all that it brings, in the order of the pack."""
    for circumstance in sorted(dict.fromkeys(one.where for one in items), key=bool):
        if circumstance:
            yield Sentence(f"{upper(circumstance)}:")
        members = tuple((one.head, one.below) for one in items if one.where == circumstance)
        yield Items(members, numbered=numbered)


def section(title: str, items: Sequence[Told]) -> Iterator[Block]:
    """The list under a heading; nothing where nothing is in it."""
    if items:
        yield Heading(2, title)
        yield from grouped(items)
