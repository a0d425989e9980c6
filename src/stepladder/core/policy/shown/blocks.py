"""The parts of a text for people, before anybody knows where it will be read: headings, lists, tables, drawings."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Heading:
    """`rank` 1 is the title of the whole."""

    rank: int
    text: str


@dataclass(frozen=True, slots=True)
class Sentence:
    text: str


@dataclass(frozen=True, slots=True)
class Items:
    """A list; each item may have lines of its own below it."""

    items: tuple[tuple[str, tuple[str, ...]], ...]
    numbered: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Words:
    """A text that stands as it is, such as the body of a message."""

    text: str


@dataclass(frozen=True, slots=True)
class StripRow:
    """One day of a week: its short name, and from when to when it is open, in minutes from its midnight."""

    label: str
    spans: tuple[tuple[int, int], ...]

    @property
    def minutes(self) -> int:
        return sum(closes - opens for opens, closes in self.spans)


@dataclass(frozen=True, slots=True)
class Strip:
    """The week of a calendar, drawn. `title` says in words what the rows show; `below` is what differs from it."""

    title: str
    rows: tuple[StripRow, ...]
    below: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Stair:
    """One rung as a step: what is done, and what holds for it, each with the word that names it."""

    does: str
    facts: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Stairs:
    """A ladder, drawn from its first rung to its last; the next opens when the one before was refused."""

    stairs: tuple[Stair, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """One way through a policy: what shows the matter, and what follows, each list under its name.

    `level` is empty where the matter sets none; `urgency` (0 to 3) says how high it stands.
    """

    title: str
    level: str
    urgency: int
    shown_by: tuple[str, ...]
    follows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class Tree:
    """From one question to what follows from each answer."""

    question: str
    branches: tuple[Branch, ...]


Block = Heading | Sentence | Items | Table | Words | Strip | Stairs | Tree
