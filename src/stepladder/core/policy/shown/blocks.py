"""The parts of a text for people, before anybody knows where it will be read: headings, lists, tables, drawings."""

from __future__ import annotations

import msgspec


class Heading(msgspec.Struct, frozen=True):
    """`rank` 1 is the title of the whole."""

    rank: int
    text: str


class Sentence(msgspec.Struct, frozen=True):
    text: str


class Items(msgspec.Struct, frozen=True):
    """A list; each item may have lines of its own below it."""

    items: tuple[tuple[str, tuple[str, ...]], ...]
    numbered: bool = False


class Table(msgspec.Struct, frozen=True):
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


class Words(msgspec.Struct, frozen=True):
    """A text that stands as it is, such as the body of a message."""

    text: str


class StripRow(msgspec.Struct, frozen=True):
    """One day of a week: its short name, and from when to when it is open, in minutes from its midnight."""

    label: str
    spans: tuple[tuple[int, int], ...]

    @property
    def minutes(self) -> int:
        return sum(closes - opens for opens, closes in self.spans)


class Strip(msgspec.Struct, frozen=True):
    """The week of a calendar, drawn. `title` says in words what the rows show; `below` is what differs from it."""

    title: str
    rows: tuple[StripRow, ...]
    below: tuple[str, ...]


class Stair(msgspec.Struct, frozen=True):
    """One rung as a step: what is done, and what holds for it, each with the word that names it."""

    does: str
    facts: tuple[tuple[str, str], ...]


class Stairs(msgspec.Struct, frozen=True):
    """A ladder, drawn from its first rung to its last; the next opens when the one before was refused."""

    stairs: tuple[Stair, ...]


class Branch(msgspec.Struct, frozen=True):
    """One way through a policy: what shows the matter, and what follows, each list under its name.

    `level` is empty where the matter sets none; `urgency` (0 to 3) says how high it stands.
    """

    title: str
    level: str
    urgency: int
    shown_by: tuple[str, ...]
    follows: tuple[tuple[str, tuple[str, ...]], ...]


class Tree(msgspec.Struct, frozen=True):
    """From one question to what follows from each answer."""

    question: str
    branches: tuple[Branch, ...]


Block = Heading | Sentence | Items | Table | Words | Strip | Stairs | Tree
