"""What all elements of a policy pack share: an id, a reason, a source, a place in a file, and what they bind to."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import ClassVar, Literal

import msgspec

ReadBy = Literal["text", "by-person"]


class Place(msgspec.Struct, frozen=True):
    """Where an element stands: path within the pack, line and column from 1."""

    file: str = ""
    line: int = 0
    column: int = 0


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """What a policy says, in one piece. A struct and no dataclass: every start of a program defines all its kinds."""


class Placed(Written, frozen=True, kw_only=True, eq=False):
    """A part that stands somewhere. Two are equal when they say the same, wherever that is.

    Class field: stands_at - the key that says where.
    """

    stands_at: ClassVar[str] = "place"

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        kind = type(self)
        return kind is type(other) and bool(_said(kind)(self) == _said(kind)(other))

    def __ne__(self, other: object) -> bool:
        return not self == other  # Said here too: a struct has one of its own, which only asks whether it is the same.

    def __hash__(self) -> int:
        return hash((type(self), _said(type(self))(self)))


@cache
def _keys(kind: type[msgspec.Struct]) -> tuple[str, ...]:
    where = kind.stands_at if issubclass(kind, Placed) else Placed.stands_at
    return tuple(key for key in kind.__struct_fields__ if key != where)


@cache
def _said(kind: type[Placed]) -> Callable[[Placed], object]:
    """What a part of this kind says, all in one."""
    return attrgetter(*_keys(kind))


def keys_of(part: msgspec.Struct | type[msgspec.Struct]) -> tuple[str, ...]:
    """The keys of a part, or of a kind of parts, in the order of the language; not where it stands."""
    return _keys(part if isinstance(part, type) else type(part))


class Element(Placed, frozen=True, kw_only=True):
    """Anything with an id. `source` names requirements, `because` says why in one sentence."""

    id: str
    title: str = ""
    because: str = ""
    source: tuple[str, ...] = ()
    place: Place = Place()


class Selector(Written, frozen=True, kw_only=True):
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
