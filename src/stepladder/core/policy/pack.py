"""A pack ready to decide: its text, and what is compiled from it once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec
from msgspec import field

from stepladder.core.policy.calendars import Calendars
from stepladder.core.policy.conditions import Compiled, FactType, Tree, compile_all
from stepladder.core.policy.model import PackText


class Pack(msgspec.Struct, frozen=True, eq=False):
    """One version of a written policy.

    Fields: text - every element as written; digest - SHA-256 (hex) over the files and their names; calendars - by id,
    `always` among them; parameters - every known parameter with its value; facts - every fact that conditions may read;
    trees - checked conditions by their names (`condition_key`); revision - the number of the workspace's calendar
    revision that is in `calendars`, 0 for those of the text alone.
    """

    text: PackText
    digest: str
    calendars: Calendars
    parameters: Mapping[str, str]
    facts: Mapping[str, FactType]
    trees: Mapping[str, Tree]
    compiled: dict[str, Any] = field(default_factory=dict)
    """What other rooms compile from this pack once and keep with it, by the name of the room."""
    revision: int = 0

    @property
    def conditions(self) -> Compiled:
        """All conditions compiled together, when they are first asked for."""
        kept = self.compiled.get("conditions")
        if kept is None:
            # Two threads may both compile; either result is as good, so no lock is needed.
            kept = self.compiled["conditions"] = compile_all(self.trees)
        found: Compiled = kept
        return found

    @property
    def id(self) -> str:
        return self.text.header.id

    @property
    def version(self) -> str:
        """What decisions show: the version of the header and the start of the digest, as in `2.3+1f0c9a7be2d4`."""
        return f"{self.text.header.version}+{self.digest[:12]}"

    @property
    def zone(self) -> str:
        """The zone of instants that belong to no other calendar."""
        return self.parameters["pack.zone"]
