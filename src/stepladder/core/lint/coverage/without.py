"""A policy without some of its elements, in a shape that still runs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from msgspec.structs import fields, replace

from stepladder.core.clock.calendar import Calendar
from stepladder.core.guard.reading import lend_guards
from stepladder.core.lint.coverage.carriers import Path
from stepladder.core.lint.coverage.parts import Part
from stepladder.core.policy.base import keys_of
from stepladder.core.policy.calendars import Calendars
from stepladder.core.policy.conditioned import conditions_of
from stepladder.core.policy.conditions import Tree, check, parse
from stepladder.core.policy.model import CalendarSpec, PackText
from stepladder.core.policy.obligations import Template
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.triage.readers import lend_reader


def without(pack: Pack, gone: Iterable[Part]) -> Pack:
    """The pack as it would be had these parts never been written; what named them names nothing.

    Its version stays that of the pack, so that documents of both can be compared. A calendar that goes leaves one that
    is always open, because something counts on it.
    """
    text: PackText = _pruned(pack.text, (), {part.path: part for part in gone})
    chosen = {one.id for one in text.parameters}
    other = replace(
        pack,
        text=text,
        calendars=_calendars(pack, text),
        parameters={id_: pack.parameters[id_] if id_ in chosen else known.default for id_, known in PARAMETERS.items()},
        trees=_trees(pack, text),
        compiled={},
    )
    _lend_conditions(pack, other)
    lend_reader(pack, other)
    lend_guards(pack, other)
    return other


def _lend_conditions(lender: Pack, pack: Pack) -> None:
    """What asks no other condition than its lender asks the same functions: to compile them takes long."""
    if all(lender.trees.get(name) is tree for name, tree in pack.trees.items()):
        pack.compiled["conditions"] = lender.conditions.only(pack.trees.keys())


def _pruned(node: Any, path: Path, gone: Mapping[Path, Part]) -> Any:
    """The element, with what is inside of it and not gone; only what changes is made anew."""
    changed: dict[str, Any] = {}
    for key in keys_of(node):
        value, at = getattr(node, key), (*path, key)
        if at in gone:
            changed[key] = gone[at].keeps if gone[at].keeps is not None else _nothing(node, key)
        elif isinstance(value, msgspec.Struct) and _touches(at, gone):
            changed[key] = _pruned(value, at, gone)
        elif isinstance(value, tuple) and _touches(at, gone):
            changed[key] = tuple(_kept(value, at, gone))
    if isinstance(node, Template):
        changed |= _worded(node, changed)
    return replace(node, **changed) if changed else node


def _kept(values: tuple[Any, ...], path: Path, gone: Mapping[Path, Part]) -> Iterable[Any]:
    for number, one in enumerate(values):
        at = (*path, number)
        if at not in gone:
            yield _pruned(one, at, gone) if _touches(at, gone) else one
        elif isinstance(one, CalendarSpec):
            yield CalendarSpec(id=one.id, title=one.title, zone=one.zone, always=True, place=one.place)


def _touches(path: Path, gone: Iterable[Path]) -> bool:
    return any(one[: len(path)] == path for one in gone)


def _nothing(node: msgspec.Struct, key: str) -> Any:
    field = next(one for one in fields(node) if one.name == key)
    if field.default is not msgspec.NODEFAULT:
        return field.default
    return field.default_factory() if field.default_factory is not msgspec.NODEFAULT else ""


def _worded(template: Template, changed: Mapping[str, Any]) -> dict[str, str]:
    """The words of a template whose slots or fixed parts went: lines of a slot go, and the words of a part."""
    slots = {one.id for one in template.slots} - {one.id for one in changed.get("slots", template.slots)}
    kept = changed.get("parts", template.parts)
    said = [one.text for one in template.parts if one not in kept]
    return {key: _without(getattr(template, key), slots, said) for key in ("subject", "body")}


def _without(words: str, slots: Iterable[str], said: Iterable[str]) -> str:
    for one in said:
        words = re.sub(r"\s+".join(map(re.escape, one.split())), "", words)
    for slot in slots:
        words = re.sub(rf".*\{{{re.escape(slot)}\}}.*\n?", "", words)
    return words


def _trees(pack: Pack, text: PackText) -> dict[str, Tree]:
    before = {one.name: one.written for one in conditions_of(pack.text)}
    found: dict[str, Tree] = {}
    for one in conditions_of(text):
        if one.written == before[one.name]:
            found[one.name] = pack.trees[one.name]
            continue
        tree = parse(one.written, file=one.element.place.file, line=1, column=1)
        if not isinstance(tree, list) and not check(tree, pack.facts):
            found[one.name] = tree
    return found


def _calendars(pack: Pack, text: PackText) -> Calendars:
    if text.calendars == pack.text.calendars:
        return pack.calendars
    opened = {
        one.id: Calendar.always(pack.calendars[one.id].zone.key, id=one.id)
        for one, before in zip(text.calendars, pack.text.calendars, strict=True)
        if one != before
    }
    return Calendars(pack.calendars | opened)
