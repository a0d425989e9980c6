"""Where a requirement stands in a policy: the elements that name it, and among them those that carry it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec

from stepladder.core.lint.coverage.requirement import Requirement
from stepladder.core.policy.base import keys_of
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.model import Header, PackText

Path = tuple[str | int, ...]
"""From the text of a policy to something in it: `("templates", 3, "slots", 0)`."""

# By what a requirement asks for: the sections whose elements carry it, the first one that names it before the others.
# What else names it (a fact, a parameter, the directory) only serves those.
_SECTIONS: Mapping[str, tuple[str, ...]] = {
    "approval": ("approvals",),
    "calendar": ("calendars", "scales", "adjustments", "directory"),
    "category": ("categories",),
    "cc": ("cc",),
    "clock": ("clocks", "adjustments", "follow_ups", "scenarios", "terms", "steps"),
    "concession": ("concessions", "terms", "ladders"),
    "detection-rule": ("detectors",),
    "directory": ("directory",),
    "follow-up": ("follow_ups", "agenda"),
    "forbidden": ("guards",),
    "gate": ("gates",),
    "guidance": ("guidance", "guards"),
    "identity": ("identity",),
    "ladder-step": ("ladders",),
    "metadata": ("header",),
    "metric": ("metrics",),
    "playbook-step": ("steps",),
    "record": ("records", "holds"),
    "required-field": ("fields",),
    "risk-sign": ("signs",),
    "route": ("routes", "gates", "directory"),
    "scenario": ("scenarios",),
    "segment": ("segments",),
    "severity": ("scales",),
    "template": ("templates",),
    "term": ("terms",),
    "training": ("training",),
    "trigger": ("triggers", "detectors", "scenarios"),
}
# Hours stand where they are written and where they are used, and both carry them.
_EVERYWHERE = ("calendar",)


@dataclass(frozen=True, slots=True)
class Stand:
    """One place where a requirement is named.

    Fields: path - of the element within the text; element - itself; name - `section/id`, and `section/id/slots/id` for
    one within another; whole - what tells the element apart in its section, for one within another that of the other;
    rows - every requirement the element names.
    """

    path: Path
    element: Any
    name: str
    whole: str
    rows: tuple[str, ...]

    @property
    def section(self) -> str:
        return str(self.path[0])


def stands(text: PackText) -> dict[str, tuple[Stand, ...]]:
    """Every place by the requirement that is named there, in pack order."""
    found: dict[str, list[Stand]] = {}
    for stand in _walk(text, (), "", ""):
        for row in stand.rows:
            found.setdefault(row, []).append(stand)
    return {row: tuple(places) for row, places in found.items()}


def carriers(row: Requirement, places: tuple[Stand, ...]) -> tuple[Stand, ...]:
    """The places that carry the requirement: those in the first section of its construct that names it, else all.

    Where one within another names it too, the smaller one carries it.
    """
    sections = _SECTIONS.get(row.construct, ())
    own = tuple(one for one in places if one.section in sections)
    if own and row.construct not in _EVERYWHERE:
        first = min(sections.index(one.section) for one in own)
        own = tuple(one for one in own if one.section == sections[first])
    found = own or places
    return tuple(one for one in found if not any(_is_within(other, one) for other in found))


def _is_within(inner: Stand, outer: Stand) -> bool:
    return inner is not outer and inner.path[: len(outer.path)] == outer.path


def _walk(node: Any, path: Path, name: str, whole: str) -> Iterator[Stand]:
    if getattr(node, "source", ()):
        yield Stand(path, node, name, whole, node.source)
    for key in keys_of(node):
        value = getattr(node, key)
        inner = f"{name}/{key}" if name else key
        if isinstance(value, msgspec.Struct):
            yield from _walk(value, (*path, key), inner, whole)
        elif isinstance(value, tuple):
            for number, one in enumerate(value):
                if isinstance(one, msgspec.Struct):
                    own = _name(one, number)
                    yield from _walk(one, (*path, key, number), f"{inner}/{own}", whole or own)


def _name(element: Any, number: int) -> str:
    if hasattr(element, "id"):
        return name_in_section(element)
    channel = getattr(element, "channel", None)
    return str(channel) if channel is not None else str(number + 1)


def is_header(stand: Stand) -> bool:
    return isinstance(stand.element, Header)
