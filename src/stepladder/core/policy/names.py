"""The names of a pack by what they name, and the faults found where one is used that is not there."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import get_args

from stepladder.core.policy.conditions import FactType
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.model import Element, Level, PackText, Place
from stepladder.core.policy.nodes import MOST_FAULTS, suggest
from stepladder.core.policy.obligations import Stage
from stepladder.core.values import Fault

Spots = Mapping[tuple[Place, str], Place]

ROLES = ("agent", "lead", "manager", "admin")
"""The roles that every workspace has. Any other is an entry of the pack's directory."""

STAGES: tuple[str, ...] = get_args(Stage)


@dataclass
class Names:
    """The ids of a pack by what they name."""

    text: PackText
    spots: Spots
    facts: Mapping[str, FactType]
    unread: frozenset[str] = frozenset()
    """Ids of elements that have faults of their own: they are there, though nothing more is known of them."""
    faults: list[Fault] = field(default_factory=list)

    def fault(self, element: Place, key: str, rule: str, what: str, mend: str) -> None:
        """Record a fault at the value of a key of an element."""
        if len(self.faults) < MOST_FAULTS:
            at = self.spots.get((element, key), element)
            self.faults.append(Fault(at.file, at.line, at.column, rule, what, mend))

    def must_know(
        self, element: Place, key: str, name: str | None, known: Collection[str], noun: str, mend: str = ""
    ) -> None:
        """Record a fault where `name` is not among the known ids. `mend`: what may be done besides taking another."""
        if name is None or name in known or len(self.faults) >= MOST_FAULTS:
            return
        # A level stands behind its scale, a scoped element behind its scope, a fact behind its record.
        behind = (name.rpartition("/")[2], name.partition(".")[2])
        if not self.unread.issuperset(name.split(":")) and self.unread.isdisjoint(behind):
            self.fault(
                element, key, "unknown-name", f"no {noun} is called '{name[:60]}'", f"{suggest(name, known)}{mend}"
            )

    def must_know_all(self, element: Place, key: str, used: Iterable[str], known: Collection[str], noun: str) -> None:
        """Record a fault for each name that is not among the known ids."""
        for name in used:
            self.must_know(element, key, name, known, noun)

    def empty(self, element: Element, key: str, what: str, mend: str) -> None:
        """Record that a rule does nothing, or can never hold (T41)."""
        self.fault(element.place, key, "empty-rule", what, mend)

    @cached_property
    def levels(self) -> dict[str, Level]:
        return levels(self.text)

    @cached_property
    def categories(self) -> dict[str, None]:
        return dict.fromkeys(ids(self.text.categories))

    @cached_property
    def segments(self) -> dict[str, None]:
        return dict.fromkeys(ids(self.text.segments))

    @cached_property
    def flags(self) -> dict[str, None]:
        return dict.fromkeys(ids(self.text.flags))

    @cached_property
    def signs(self) -> dict[str, None]:
        return dict.fromkeys(ids(self.text.signs))

    @cached_property
    def scenarios(self) -> dict[str, None]:
        return dict.fromkeys(ids(self.text.scenarios))

    @cached_property
    def stages(self) -> dict[str, None]:
        """The stages of the work, and those of single categories."""
        own = (stage.id for category in self.text.categories for stage in category.stages)
        return dict.fromkeys((*STAGES, *own))

    @cached_property
    def identity(self) -> dict[str, None]:
        """Identity classes, and the requests that fall into them."""
        requests = (request.id for one in self.text.identity for request in one.requests)
        return dict.fromkeys((*ids(self.text.identity), *requests))

    @cached_property
    def triggers(self) -> dict[str, None]:
        """What stands in a decision's list of triggers: triggers and detectors."""
        return dict.fromkeys(ids(self.text.matching))

    @cached_property
    def tickable(self) -> dict[str, None]:
        """What a person can tick, or the desk finds: triggers, detectors, signs, and categories without a trigger."""
        return dict.fromkeys((*self.triggers, *ids(self.text.signs), *tickable_categories(self.text)))

    @cached_property
    def roles(self) -> dict[str, None]:
        return dict.fromkeys((*ids(self.text.directory), *ROLES))

    @cached_property
    def gates(self) -> dict[str, None]:
        return named(self.text.gates)

    @cached_property
    def approvals(self) -> dict[str, None]:
        return named(self.text.approvals)

    @cached_property
    def routes(self) -> dict[str, None]:
        return named(self.text.routes)

    @cached_property
    def steps(self) -> dict[str, None]:
        return named(self.text.steps)

    @cached_property
    def templates(self) -> dict[str, None]:
        return named(self.text.templates)

    @cached_property
    def rungs(self) -> dict[str, None]:
        """Every rung by `ladder/n`, and every sub-rung by `ladder/n/k`."""
        found: dict[str, None] = {}
        for ladder in self.text.ladders:
            for rung in ladder.rungs:
                found[rung.id] = None
                found |= dict.fromkeys(ids(rung.sub_rungs))
        return found

    @cached_property
    def given(self) -> dict[str, None]:
        """What may be given: ladders, rungs, concessions and terms."""
        return named(self.text.ladders) | self.rungs | named(self.text.concessions) | named(self.text.terms)


def ids(elements: Iterable[Element]) -> tuple[str, ...]:
    return tuple(element.id for element in elements)


def named(elements: Iterable[Element]) -> dict[str, None]:
    """The names by which other elements call these: the id, and the scope with it where there is one."""
    return dict.fromkeys(name for one in elements for name in (one.id, name_in_section(one)))


def levels(text: PackText) -> dict[str, Level]:
    """Every level by `scale:level`."""
    return {f"{scale.id}:{level.id}": level for scale in text.scales for level in scale.levels}


def tickable_categories(text: PackText) -> tuple[str, ...]:
    """The categories that no trigger and no detector brings, so that a person ticks them themselves."""
    brought = {one.category for one in text.triggers} | {one.category for one in text.detectors}
    return tuple(one.id for one in text.categories if one.id not in brought)
