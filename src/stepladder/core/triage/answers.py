"""The conditions of one pack, answered from the facts of a signal.

Most signals say little that any condition reads, so answers are kept by the values they were worked out from.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import tzinfo
from functools import partial
from typing import Any

import msgspec
from msgspec import field

from stepladder.core.clock.zones import zone
from stepladder.core.policy.calendars import Calendars
from stepladder.core.policy.conditions import Answers, Environment, Kind, Tree, WorkDeadline
from stepladder.core.policy.conditions.tree import Has, Lapse, Moved, Name, Turn, walk
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.kept import Kept

_WORDS = frozenset({"signal.subject", "signal.text"})
_TIMES = (Kind.DATE, Kind.INSTANT)


class Conditions(msgspec.Struct, frozen=True, eq=False):
    """Fields: read - every fact whose value some condition reads; heeded - these, and those of which only `has` asks;
    steady - whether the answers hang on nothing but these; kept - the answers by what of these was there.
    """

    pack: Pack
    zone: tzinfo
    work_deadline: WorkDeadline
    read: frozenset[str]
    heeded: frozenset[str]
    steady: bool
    kept: Kept[Answers] = field(default_factory=partial(Kept, 1_024))

    @classmethod
    def of(cls, pack: Pack) -> Conditions:
        nodes = [node for tree in pack.trees.values() for node in walk(tree.root)]
        read = frozenset(node.name for node in nodes if isinstance(node, Name))
        heeded = read.union(node.name for node in nodes if isinstance(node, Has))
        # Whole messages are not kept: nobody writes the same one twice.
        steady = _WORDS.isdisjoint(read) and all(map(_is_steady, pack.trees.values()))
        return cls(pack, zone(pack.zone), partial(_work_deadline, pack.calendars, None), read, heeded, steady)

    def answers(self, facts: Mapping[str, Any], records: frozenset[str], at: int, home: str | None) -> Answers:
        """Which conditions are true, and which unknown; the arguments are those of `environment`."""
        if not self.steady:
            return self.pack.conditions.answer(self.environment(facts, records, at, home))
        # Of the many facts that are read few are there, and the key is made of those.
        there = [fact if fact[0] in self.read else fact[0] for fact in facts.items() if fact[0] in self.heeded]
        key = (records, *there)
        found = self.kept.get(key)
        if found is None:
            found = self.kept.keep(key, self.pack.conditions.answer(self.environment(facts, records, at, home)))
        return found

    def environment(self, facts: Mapping[str, Any], records: frozenset[str], at: int, home: str | None) -> Environment:
        """`home` - the zone of the customer, where that is known: a bare date begins at midnight there."""
        return Environment(
            facts=facts,
            records=records,
            now=at,
            zone=zone(home) if home else self.zone,
            work_deadline=partial(_work_deadline, self.pack.calendars, home) if home else self.work_deadline,
        )


def _work_deadline(calendars: Calendars, home: str | None, calendar: str, start: int, seconds: int) -> int | None:
    return calendars[calendars.key(calendar, home)].due(start, seconds) if calendar in calendars else None


def _is_steady(tree: Tree) -> bool:
    """Whether the same values give the same answer at any time and in any zone."""
    timed = any(isinstance(node, Lapse | Moved | Turn) for node in walk(tree.root))
    named = {node.name for node in walk(tree.root) if isinstance(node, Name)}
    return not timed and all(fact.kind not in _TIMES for name, fact in (tree.types or {}).items() if name in named)
