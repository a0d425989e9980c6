"""What each clock comes to in each kind of case, under both policies: the calendar, the counting and the time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from typing import NamedTuple

from stepladder.core.lint.diff.moments import by_both, days_of, starts
from stepladder.core.lint.diff.pairs import Both
from stepladder.core.lint.diff.saying import promise_called
from stepladder.core.lint.timing.nights import Counted
from stepladder.core.lint.timing.situations import Situation, situations
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.shown.conditions import joined, spoken
from stepladder.core.policy.shown.words import upper
from stepladder.core.triage.clock_slots import Candidate

_MOST_TOLD = 4


class Effect(NamedTuple):
    """One clock in one kind of case, as both policies settle it."""

    situation: Situation
    old: Candidate
    new: Candidate


def effects(both: Both) -> tuple[Effect, ...]:
    """Every clock that stands in both, in every kind of case in which both have it."""
    before = {one.says: one for one in situations(both.old)}
    names = both.renames.get("clocks", {})
    found = []
    for situation in situations(both.new):
        earlier = before.get(situation.says)
        if earlier is not None:
            old = {names.get(one.clock.id, one.clock.id): one for one in earlier.candidates}
            found += [Effect(situation, old[one.clock.id], one) for one in situation.candidates if one.clock.id in old]
    return tuple(found)


class Effects:
    """The effects of a difference, asked by what may have caused them."""

    def __init__(self, both: Both) -> None:
        self._both, self._found = both, effects(both)

    def where(self, holds: Callable[[Effect], bool]) -> Iterator[Effect]:
        """One effect for each clock: the first of those that hold."""
        seen: set[str] = set()
        for one in self._found:
            if one.new.clock.id not in seen and holds(one):
                seen.add(one.new.clock.id)
                yield one

    def shown(self, one: Effect) -> str | None:
        """The same instant counted by both."""
        old, new = _counted(self._both.old, one.old), _counted(self._both.new, one.new)
        if old is None or new is None:
            return None
        said = by_both(old, new, starts(self._days(one)))
        return f"{upper(self._promise(one))} ({spoken(one.new.seconds)}): {said}" if said is not None else None

    def times(self, found: list[Effect]) -> str:
        """What is promised otherwise: `first answer 15 minutes instead of 30 minutes`."""
        told = [
            f"{self._promise(one)} {spoken(one.new.seconds)} instead of {spoken(one.old.seconds)}"
            for one in found
            if one.new.seconds != one.old.seconds and one.new.seconds and one.old.seconds
        ]
        return self._few(told)

    def named(self, found: list[Effect]) -> str:
        """The promises in a few words."""
        return self._few([f"{self._promise(one)} ({spoken(one.new.seconds)})" for one in found if one.new.seconds])

    def _few(self, told: list[str]) -> str:
        more = len(told) - _MOST_TOLD
        return joined(told[:_MOST_TOLD] + ([f"{more} more"] if more > 0 else []))

    def _promise(self, one: Effect) -> str:
        where = self._both.now.binding(one.new.clock.binds, without=("segment",))
        kind = promise_called(one.new.clock.kind)
        kind = f"answer of {self._both.now.role(one.new.clock.team)}" if one.new.clock.team else kind
        return f"{kind} {where}".strip()

    def _days(self, one: Effect) -> list[date]:
        old = {spec.id: spec for spec in self._both.old.text.calendars}
        new = {spec.id: spec for spec in self._both.new.text.calendars}
        before = days_of(old.get(one.old.calendar), self._both.old.calendars.get(one.old.calendar))
        after = days_of(new.get(one.new.calendar), self._both.new.calendars.get(one.new.calendar))
        return sorted(before ^ after)


def _counted(pack: Pack, one: Candidate) -> Counted | None:
    if one.clock.term is not None or one.seconds < 1 or one.calendar not in pack.calendars:
        return None
    return Counted(pack.calendars[one.calendar], one.seconds, one.counting)
