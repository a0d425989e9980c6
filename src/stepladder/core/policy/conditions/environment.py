"""What a condition is answered against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, tzinfo

WorkDeadline = Callable[[str, int, int], int | None]
"""(calendar id, start in epoch seconds, seconds of work time) -> epoch second; None where the calendar cannot say."""


@dataclass(frozen=True, slots=True)
class Environment:
    """The facts at hand, and the present.

    Fields: facts - by dotted name, in the form `Kind` names; an absent name is an unknown fact, and so is None;
    records - the first parts of names whose record is present, such as "customer"; now - epoch seconds; zone - where a
    bare date begins and days and months are counted; work_deadline - for `worked`, which is unknown without it.
    """

    facts: Mapping[str, object]
    records: frozenset[str]
    now: int
    zone: tzinfo = UTC
    work_deadline: WorkDeadline | None = None

    def __post_init__(self) -> None:
        # The generated functions trust a name that is present to have a value.
        if None in self.facts.values():
            known = {name: value for name, value in self.facts.items() if value is not None}
            object.__setattr__(self, "facts", known)
