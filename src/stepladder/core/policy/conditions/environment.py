"""What a condition is answered against."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, tzinfo

import msgspec

WorkDeadline = Callable[[str, int, int], int | None]
"""(calendar id, start in epoch seconds, seconds of work time) -> epoch second; None where the calendar cannot say."""


class Environment(msgspec.Struct, frozen=True, gc=False):
    """The facts at hand, and the present. A struct, because one is made for each decision.

    Fields: facts - by dotted name, in the form `Kind` names; an unknown fact is absent and never None, which `of` sees
    to; records - the first parts of names whose record is present, such as "customer"; now - epoch seconds; zone -
    where a bare date begins and days and months are counted; work_deadline - for `worked`, unknown without it.
    """

    facts: Mapping[str, object]
    records: frozenset[str]
    now: int
    zone: tzinfo = UTC
    work_deadline: WorkDeadline | None = None

    @classmethod
    def of(cls, facts: Mapping[str, object], records: frozenset[str], now: int) -> Environment:
        """The same from facts of which some may be None: they are unknown."""
        return cls({name: value for name, value in facts.items() if value is not None}, records, now)
