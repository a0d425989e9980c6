"""The elements of two policies side by side, and those that only have another name now."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec.structs import replace

from stepladder.core.policy.base import Element, keys_of
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.model import SECTION_KEYS, Example, Fact, PackText
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.shown.words import Titles

PARTS_WORDED = "parts worded"
"""Stands for the wording of what an element is made of: the items of a gate, the gaps of a message."""
WORDING = frozenset({"title", "because", "source", PARTS_WORDED})
"""What of every element is read, and changes nothing that follows."""
_SIGHTED = ("triggers", "detectors", "signs")
_REFERS: dict[str, tuple[str, ...]] = {
    "category": ("categories",), "level": ("scales",), "levels": ("scales",), "decides": ("scales",),
    "segment": ("segments",), "scenario": ("scenarios",), "trigger": _SIGHTED, "frozen_by": _SIGHTED,
    "flag": ("flags",), "sign": ("signs",), "to": ("directory",), "cc": ("directory",), "by": ("directory",),
    "then_to": ("directory",), "owner": ("directory",), "actor": ("directory",), "attendees": ("directory",),
    "role": ("directory",), "team": ("directory",), "waived_by": ("directory",), "released_by": ("directory",),
    "calendar": ("calendars",), "after": ("routes",), "replaces": ("routes",), "template": ("templates",),
    "approval": ("approvals",), "prefill": ("facts",), "excludes": ("concessions", "terms"),
}  # fmt: skip
"""The keys that name other elements, with the sections in which these stand."""
_CONDITIONS = frozenset({"when", "opens_when", "watches"})
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]*")

Renames = Mapping[str, Mapping[str, str]]
"""By section: the earlier name of an element that is renamed, and its later one."""


class Pair(msgspec.Struct, frozen=True):
    """One element in both policies; None on the side where there is none.

    Fields: before - as it was; old - the same with the later names of what it refers to, so that the two compare.
    """

    section: str
    name: str
    before: Element | None
    old: Element | None
    new: Element | None
    was: str | None = None

    @property
    def id(self) -> str:
        return f"{self.section}/{self.name}"

    @property
    def shown(self) -> Element:
        """The later of the two that is there."""
        found = self.new or self.before
        assert found is not None
        return found

    @property
    def source(self) -> tuple[str, ...]:
        """The sources of both sides, each once."""
        sides = (one.source for one in (self.before, self.new) if one is not None)
        return tuple(dict.fromkeys(row for side in sides for row in side))

    def differing(self) -> tuple[str, ...]:
        """The keys that are not the same, where the element stands on both sides."""
        if self.old is None or self.new is None:
            return ()
        found: dict[str, None] = {}
        for key in keys_of(self.new):
            was, now = getattr(self.old, key, None), getattr(self.new, key)
            if key != "id" and was != now:
                found[key if key in WORDING or _bare(was) != _bare(now) else PARTS_WORDED] = None
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Both:
    """Two policies, the earlier and the later, with what several lists ask of them."""

    old: Pack
    new: Pack
    sections: Mapping[str, tuple[Pair, ...]]
    renames: Renames
    was: Titles = field(init=False)
    now: Titles = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "was", Titles(self.old.text))
        object.__setattr__(self, "now", Titles(self.new.text))

    @classmethod
    def of(cls, old: Pack, new: Pack) -> Both:
        before, after = _sections(old.text), _sections(new.text)
        renames: dict[str, dict[str, str]] = {}
        while True:
            found = {section: _renamed(before[section], after[section], renames) for section in before}
            found = {section: names for section, names in found.items() if names}
            if found == renames:
                break
            renames = found
        pairs = {section: tuple(_pairs(section, before[section], after[section], renames)) for section in before}
        return cls(old, new, pairs, renames)

    def pairs(self, *sections: str) -> Iterator[Pair]:
        for section in sections:
            yield from self.sections[section]

    def later(self, id_: str) -> str:
        """The name `section/id` of an element of the earlier policy as the later one has it."""
        section, _, name = id_.partition("/")
        later = self.renames.get(section, {}).get(name)
        return f"{section}/{later}" if later is not None else id_


def _sections(text: PackText) -> dict[str, dict[str, Element]]:
    """Every element by section and name; of a scale its levels, as `scale:level`."""
    found: dict[str, dict[str, Element]] = {}
    for section in SECTION_KEYS:
        if section == "scales":
            found["scales"] = {f"{scale.id}:{level.id}": level for scale in text.scales for level in scale.levels}
        else:
            elements = (one for one in getattr(text, section) if not isinstance(one, Example))
            found[section] = {_name(one): one for one in elements}
    return found


def _name(element: Element) -> str:
    return element.name if isinstance(element, Fact) else name_in_section(element)


def _pairs(section: str, old: dict[str, Element], new: dict[str, Element], renames: Renames) -> Iterator[Pair]:
    names = renames.get(section, {})
    back = {later: earlier for earlier, later in names.items()}
    for name, element in old.items():
        if name not in new and name not in names:
            yield Pair(section, name, element, _as_later(element, renames), None)
    for name, element in new.items():
        was = back.get(name, name)
        before = old.get(was)
        same = _as_later(before, renames) if before is not None else None
        yield Pair(section, name, before, same, element, was if was != name else None)


def _renamed(old: dict[str, Element], new: dict[str, Element], renames: Renames) -> dict[str, str]:
    """Of those that vanish and those that appear, which are equal but for their names; each is taken once."""
    appeared = {name: _nameless(element) for name, element in new.items() if name not in old}
    found: dict[str, str] = {}
    for name, element in old.items() if appeared else ():
        if name not in new:
            wanted = _nameless(_as_later(element, renames))
            # What says nothing but its name cannot be known again under another.
            title = element.title if not _says_something(element) else None
            later = next(
                (one for one, other in appeared.items() if other == wanted and title in (None, new[one].title)), None
            )
            if later is not None and (title is None or title):
                found[name] = later
                del appeared[later]
    return found


def _bare(value: Any) -> Any:
    """A value without the wording of what it is made of."""
    if isinstance(value, tuple):
        return tuple(map(_bare, value))
    if not isinstance(value, msgspec.Struct):
        return value
    return type(value), tuple((key, _bare(getattr(value, key))) for key in keys_of(value) if key not in WORDING)


def _nameless(element: Element) -> Element:
    return replace(element, id="", title="")


def _says_something(element: Element) -> bool:
    plain = {one.name: one.default for one in msgspec.structs.fields(element)}
    given = [key for key in keys_of(element) if key not in ("id", "title")]
    return len([key for key in given if getattr(element, key) != plain[key]]) > 1


def _as_later(value: Any, renames: Renames) -> Any:
    """An element of the earlier policy with the later names of all that it refers to."""
    if not renames or not isinstance(value, msgspec.Struct):
        return value
    changed: dict[str, Any] = {}
    for key in keys_of(value):
        found = getattr(value, key)
        made = _named(key, found, renames)
        if made != found:
            changed[key] = made
    return replace(value, **changed) if changed else value


def _named(key: str, value: Any, renames: Renames) -> Any:
    if isinstance(value, tuple):
        return tuple(_named(key, one, renames) for one in value)
    if not isinstance(value, str):
        return _as_later(value, renames)
    if key in _CONDITIONS:
        facts = renames.get("facts", {})
        return _WORD.sub(lambda word: facts.get(word[0], word[0]), value) if facts else value
    for section in _REFERS.get(key, ()):
        if (later := renames.get(section, {}).get(value)) is not None:
            return later
    return value
