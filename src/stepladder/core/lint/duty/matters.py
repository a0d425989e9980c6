"""What a policy does about one single thing that may be the case, worked out as the desk works it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from stepladder.core.lint.subject import Subject
from stepladder.core.policy.assessments import Detector
from stepladder.core.policy.model import Route, Trigger
from stepladder.core.triage.matters import Matched
from stepladder.core.triage.select import Selection, select

Bringer: TypeAlias = Trigger | Detector


@dataclass(frozen=True, slots=True, eq=False)
class Matter:
    """A trigger or detector that is the case alone, and all that follows from it whatever the facts are."""

    brought_by: Bringer
    selection: Selection

    @property
    def routes(self) -> tuple[Route, ...]:
        """Those it may send, in their order; the direct ways past the standard path left out."""
        return tuple(route for route, _, _ in self.selection.routes if not route.bypasses)

    @property
    def told(self) -> frozenset[str]:
        """The roles that its routes tell."""
        return frozenset(route.to for route in self.routes)


def matters(subject: Subject) -> Iterator[Matter]:
    """Each trigger and detector of the pack as if it alone were the case."""
    for one in subject.text.matching:
        yield Matter(one, select(subject.pack, Matched(triggers=(one.id,), packs=(subject.pack.id,))))
