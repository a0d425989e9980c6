"""Two selectors beside each other: whether one case can be bound by both, or one binds wherever the other does."""

from __future__ import annotations

from stepladder.core.policy.base import Selector, keys_of

KEYS = keys_of(Selector)
_NAMING = ("category", "segment", "scenario", "trigger", "flag", "sign", "level")


def within(narrow: Selector, wide: Selector) -> bool:
    """Whether the wide selector surely binds wherever the narrow one does, in a whole case."""
    return all(
        not getattr(wide, key) or (bool(getattr(narrow, key)) and set(getattr(narrow, key)) <= set(getattr(wide, key)))
        for key in KEYS
    )


def can_meet(one: Selector, other: Selector) -> bool:
    """Whether one case can be bound by both: a case has one level on each scale, and of all else any number."""
    if not one.level or not other.level:
        return True
    return any(mine == theirs or _scale(mine) != _scale(theirs) for mine in one.level for theirs in other.level)


def speaks_of_the_same(one: Selector, other: Selector) -> bool:
    """Whether both are bound to one matter by name: they can meet, and share a name."""
    return can_meet(one, other) and any(not set(getattr(one, key)).isdisjoint(getattr(other, key)) for key in _NAMING)


def _scale(level: str) -> str:
    return level.partition(":")[0]
