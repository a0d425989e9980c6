"""What all elements of a policy pack share: an id, a reason, a source, a place in a file, and what they bind to."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

ReadBy = Literal["text", "by-person"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where an element stands: path within the pack, line and column from 1."""

    file: str = ""
    line: int = 0
    column: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """Anything with an id. `source` names requirements, `because` says why in one sentence."""

    id: str
    title: str = ""
    because: str = ""
    source: tuple[str, ...] = ()
    place: Place = field(default=Place(), compare=False, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Selector:
    """What an obligation binds to: every given key must hold, any value of a key is enough; empty binds to all."""

    category: tuple[str, ...] = ()
    level: tuple[str, ...] = ()
    segment: tuple[str, ...] = ()
    scenario: tuple[str, ...] = ()
    trigger: tuple[str, ...] = ()
    flag: tuple[str, ...] = ()
    sign: tuple[str, ...] = ()
    stage: tuple[str, ...] = ()
    pack: tuple[str, ...] = ()

    @property
    def specificity(self) -> int:
        """The more exactly a selector names its matter, the higher: trigger, scenario, category, level, the customer's
        segment, flags and signs."""
        keys = (self.trigger, self.scenario, self.category, self.level, self.segment or self.flag or self.sign)
        return sum(weight for weight, values in zip((16, 8, 4, 2, 1), keys, strict=True) if values)


ANYTHING = Selector()
"""Binds whenever anything matched."""
