"""What changes for people between two policies: the answer, as values and as the document for programs."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import msgspec

How = Literal[
    "added", "removed", "renamed", "shorter", "longer", "wider", "narrower", "stricter", "looser", "more", "less",
    "changed", "worded",
]  # fmt: skip
"""What becomes of an element. Of promises: `shorter`, `longer`. Of rules: `wider` and `narrower`, they match what they
did not, or no longer what they did. Of duties: `stricter`, `looser`. Of permissions: `more`, `less`. `worded`: only
what is read, not what follows."""

MIRROR: dict[How, How] = {
    "added": "removed", "removed": "added", "renamed": "renamed", "shorter": "longer", "longer": "shorter",
    "wider": "narrower", "narrower": "wider", "stricter": "looser", "looser": "stricter", "more": "less",
    "less": "more", "changed": "changed", "worded": "worded",
}  # fmt: skip
"""What a change is, seen from the other side."""


class Example(NamedTuple):
    """A request that both policies were asked, and answer differently.

    Fields: request - the decision request as plain data, with its instant; what only one of the two knows is left out
    where the other is asked; says - the request in words; before, after - what each makes of it, in words.
    """

    request: dict[str, Any]
    says: str
    before: str
    after: str


class Change(msgspec.Struct, frozen=True, kw_only=True):
    """One element, and what changes about it for people.

    Fields: id - `section/id` of the later policy, of the earlier one where it is gone; was - the earlier id of one that
    is renamed; said - one sentence; means - further sentences, such as a promise counted by both; source - of both
    sides; examples - requests that show it.
    """

    id: str
    how: How
    said: str
    means: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
    was: str | None = None
    examples: tuple[Example, ...] = ()
    rank: int = 9
    """How soon it is told: 0 first."""

    @property
    def section(self) -> str:
        return self.id.partition("/")[0]

    def to_dict(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "change": self.how,
            "was": self.was,
            "said": self.said,
            "means": list(self.means),
            "source": list(self.source),
            "examples": [one._asdict() for one in self.examples],
        }


class Side(NamedTuple):
    """One of the two policies."""

    pack: str
    version: str
    title: str


class Difference(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that changes from one policy to another, the most important first in each list.

    Fields: clocks - promises and the hours they count; routes - who is told, and where; rules - what counts as what;
    duties - what must be done, proved or left unsaid; permissions - what may be done or given; other - all else, what
    is only worded differently last; tried - how many requests were decided under both policies.
    """

    old: Side
    new: Side
    clocks: tuple[Change, ...] = ()
    routes: tuple[Change, ...] = ()
    rules: tuple[Change, ...] = ()
    duties: tuple[Change, ...] = ()
    permissions: tuple[Change, ...] = ()
    other: tuple[Change, ...] = ()
    tried: int = 0

    @property
    def changes(self) -> tuple[Change, ...]:
        return (*self.clocks, *self.routes, *self.rules, *self.duties, *self.permissions, *self.other)

    @property
    def is_empty(self) -> bool:
        return not self.changes

    def to_dict(self) -> dict[str, Any]:
        """The document of `policy diff --json`."""
        return {
            "from": {"pack": self.old.pack, "version": self.old.version},
            "to": {"pack": self.new.pack, "version": self.new.version},
            **{name: [one.to_dict() for one in getattr(self, name)] for name in LISTS},
            "tried": self.tried,
        }


LISTS = ("clocks", "routes", "rules", "duties", "permissions", "other")
