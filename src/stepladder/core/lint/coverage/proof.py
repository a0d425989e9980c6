"""The proof that a requirement is kept: without what carries it, something that is tried comes out otherwise."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice

import msgspec

from stepladder.core.lint.coverage.carriers import Stand, carriers, is_header, stands
from stepladder.core.lint.coverage.parts import Part, parts
from stepladder.core.lint.coverage.playing import Trial, said, trials
from stepladder.core.lint.coverage.requirement import Requirement
from stepladder.core.lint.coverage.without import without
from stepladder.core.policy.model import CalendarSpec
from stepladder.core.policy.pack import Pack
from stepladder.core.rehearse.scenario import Scenario

READ = ("header", "metrics", "training", "agenda", "directory", "templates")
"""Sections that say something to people which no decision holds (yet): proved where `policy show` reads otherwise."""


class Proof(msgspec.Struct, frozen=True, kw_only=True):
    """What came of taking a requirement out.

    Fields: tests - what comes out otherwise then, by name; reason - why nothing does, as a sentence, empty where
    something does.
    """

    row: str
    proved: bool
    tests: tuple[str, ...] = ()
    reason: str = ""


@dataclass(frozen=True, eq=False)
class Proving:
    """A policy with all that tries it, and what each trial answers as the policy stands."""

    pack: Pack
    rehearsals: Mapping[str, Scenario]

    @cached_property
    def trials(self) -> tuple[Trial, ...]:
        return trials(self.pack, self.rehearsals)

    @cached_property
    def answers(self) -> tuple[bytes, ...]:
        return tuple(one.answer(self.pack) for one in self.trials)

    @cached_property
    def stands(self) -> dict[str, tuple[Stand, ...]]:
        return stands(self.pack.text)

    @cached_property
    def said(self) -> str:
        return said(self.pack)

    def prove(self, row: Requirement) -> Proof:
        """Take out what carries the requirement and try everything again."""
        places = self.stands.get(row.id, ())
        if not places:
            return Proof(row=row.id, proved=False, reason="Nothing in the policy names it.")
        gone = dict(held_by(row, places))
        if not gone:
            return Proof(row=row.id, proved=False, reason="Only the header as a whole names it, and it cannot go.")
        other = without(self.pack, gone.values())
        tests = self._notice(other)
        if not tests and all(part.path[0] in READ for part in gone.values()) and said(other) != self.said:
            tests = (f"policy show {self.pack.id}",)
        if tests:
            return Proof(row=row.id, proved=True, tests=tests)
        names = f"{', '.join(gone)} {'is' if len(gone) == 1 else 'are'}"
        return Proof(row=row.id, proved=False, reason=f"No example and no rehearsal notices that {names} gone.")

    def plays(self, row: Requirement, names: Collection[str]) -> tuple[str, ...]:
        """The shortest of the named rehearsals that comes out otherwise without what carries the requirement."""
        gone = dict(held_by(row, self.stands.get(row.id, ())))
        if not gone or not names:
            return ()
        other = without(self.pack, gone.values())
        # One is enough, and a long story takes many times as long as a short one.
        named = ((len(before), one, before) for one, before in self._answered() if one.name in names)
        tried = sorted(named, key=lambda trial: (trial[0], trial[1].name))
        return tuple(islice((one.name for _, one, before in tried if one.answer(other) != before), 1))

    def _notice(self, other: Pack) -> tuple[str, ...]:
        return tuple(self._noticing(other))

    def _noticing(self, other: Pack) -> Iterator[str]:
        for one, before in self._answered():
            if one.answer(other) != before:
                yield one.name

    def _answered(self) -> Iterator[tuple[Trial, bytes]]:
        """Every trial with what it came to under the whole policy."""
        return zip(self.trials, self.answers, strict=True)


def held_by(row: Requirement, places: tuple[Stand, ...]) -> Iterator[tuple[str, Part]]:
    """What has to go so that the requirement is not kept, by name: the whole of what carries it alone, else a part."""
    for place in carriers(row, places):
        if isinstance(place.element, CalendarSpec) and place.element.always:
            continue  # What counts on it would go on as before.
        own = tuple(parts(row, place)) if len(place.rows) > 1 or is_header(place) else ()
        for part in own:
            yield f"{place.name}/{part.path[-1]}", part
        if not own and not is_header(place):
            yield place.name, Part(place.path)
