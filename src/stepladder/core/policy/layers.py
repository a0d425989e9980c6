"""Packs that extend others: the files of each apart, and one text out of all of them.

The files of a pack stand under their plain names, those of the pack that it extends under `NAME/`, as in
`support-desk/clocks.yaml`; so a fault names the right file, and one digest covers all.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import msgspec
import yaml
from msgspec import field
from msgspec.structs import replace

from stepladder.core.policy.composing import compose
from stepladder.core.policy.grammar import SECTIONS, read_file
from stepladder.core.policy.model import Header, Place
from stepladder.core.policy.nodes import Sheet, TooManyFaultsError, suggest
from stepladder.core.values import Fault

SHEETS = (".yaml", ".yml")
"""How the names of files end that hold elements."""

MOST_LAYERS = 4
MOST_CHARACTERS = 1_000_000
MOST_IN_ALL = 4_000_000
MOST_ELEMENTS = 10_000
_OWN_ONLY = ("examples", "accepted")
"""Sections that say something of their own pack alone."""
_INHERITED = ("owner", "classification", "review_every", "tags", "links")
"""Fields of the header that a pack takes over from the one it extends, where it has none of its own."""


class Layer(msgspec.Struct):
    """What the files of one pack say: its header, if it has one, and its elements by section."""

    header: Header | None
    sections: dict[str, list[Any]]


class Reading(msgspec.Struct):
    """What was read so far, over all layers: faults, where the values of keys stand, the ids that stand somewhere."""

    faults: list[Fault] = field(default_factory=list)
    spots: dict[tuple[Place, str], Place] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def fault(self, at: Place, rule: str, what: str, mend: str) -> None:
        self.faults.append(Fault(at.file, at.line, at.column, rule, what, mend))

    def at(self, header: Header, key: str) -> Place:
        return self.spots.get((header.place, key), header.place)


_AN_ID = re.compile(r"\bid:[ \t]*[\"']?([\w.-]+)")


def extended_by(files: Mapping[str, str]) -> str | None:
    """The name of the pack that these files extend, without checking them; None where they extend none."""
    for name in sorted(files):
        if "extends" in files[name] and len(files[name]) <= MOST_CHARACTERS:
            try:
                root = compose(Sheet(name), files[name])
            except TooManyFaultsError:
                continue
            named = _child(_child(root, "pack"), "extends")
            if isinstance(named, yaml.ScalarNode):
                return str(named.value)
    return None


def _child(node: yaml.Node | None, key: str) -> yaml.Node | None:
    children = node.value if isinstance(node, yaml.MappingNode) else ()
    return next((child for name, child in children if name.value == key), None)


def read_layers(files: Mapping[str, str], reading: Reading) -> list[Layer]:
    """Every pack of the chain, the one at hand first. Reads each file once, in the order of their paths."""
    found: list[Layer] = []
    waiting, folder, seen = dict(files), "", set[str]()
    while True:
        own = sorted(name for name in waiting if name.rpartition("/")[0] == folder)
        layer = _read(folder, {name: waiting.pop(name) for name in own}, reading)
        found.append(layer)
        header = layer.header
        if header is None or header.extends is None:
            break
        seen.add(header.id)
        at, base = reading.at(header, "extends"), header.extends
        if base in seen:
            reading.fault(at, "extends", f"'{base}' extends itself by way of this pack", "Extend one that does not.")
            break
        if len(found) == MOST_LAYERS:
            what = f"more than {MOST_LAYERS} packs extend one another"
            reading.fault(at, "extends", what, "Extend one that stands nearer to the first.")
            break
        if not any(name.startswith(f"{base}/") for name in waiting):
            mend = "Name a pack that ships, or the folder of one beside this one."
            reading.fault(at, "extends", f"no pack called '{base}' is at hand", mend)
            break
        folder = base
    for name in sorted(waiting)[:1]:
        reading.fault(Place(name, 1, 1), "extends", "no pack extends the one of this file", "Take the file out.")
    return found


def _read(folder: str, files: Mapping[str, str], reading: Reading) -> Layer:
    sections: dict[str, list[Any]] = {section: [] for section in ("pack", *SECTIONS)}
    before = len(reading.faults)
    for name, text in files.items():
        sheet = Sheet(name, reading.faults, reading.spots, reading.ids)
        if not name.endswith(SHEETS):
            continue  # It holds no elements: something that elements name, such as a list of days.
        if len(text) > MOST_CHARACTERS:
            sheet.fault(None, "size", f"the file is longer than {MOST_CHARACTERS} characters", "Split it.")
        elif (root := compose(sheet, text)) is not None:
            for section, elements in read_file(sheet, root).items():
                sections[section] += elements
        else:
            # Its elements are there, whatever is wrong with one line: nobody is told that each of them is missing.
            reading.ids.update(_AN_ID.findall(text))
    headers = sections.pop("pack")
    if len(headers) != 1 and len(reading.faults) == before:
        what = "no file has a `pack:` header" if not headers else "more than one file has a `pack:` header"
        at = headers[1].place if headers else Place(f"{folder}/pack.yaml".lstrip("/"), 1, 1)
        reading.fault(at, "header", what, "Keep one, with id, title and version.")
    return Layer(headers[0] if headers else None, sections)


def merged(layers: list[Layer], reading: Reading) -> tuple[Header | None, dict[str, list[Any]]]:
    """One header and one list of elements a section: of a pack and those that it extends.

    An element takes the place of the one with its section, scope and id; a new one stands behind all others.
    """
    base = layers[-1]
    header, sections = base.header, base.sections
    if header is not None and header.drops and header.extends is None:
        what, mend = "nothing is extended, so nothing can be dropped", "Name a pack under `extends`, or take this out."
        reading.fault(reading.at(header, "drops"), "unknown-name", what, mend)
    for layer in reversed(layers[:-1]):
        own = layer.header
        sections = {
            section: elements if section in _OWN_ONLY else _over(sections[section], elements)
            for section, elements in layer.sections.items()
        }
        if own is None:
            continue
        _drop(own, sections, layer, reading)
        if header is not None:
            missing = [name for name in _INHERITED if not getattr(own, name)]
            own = replace(own, **{name: getattr(header, name) for name in missing})
        header = own
    if sum(map(len, sections.values())) > MOST_ELEMENTS:
        at = header.place if header is not None else Place("pack.yaml", 1, 1)
        reading.fault(at, "size", f"the pack holds more than {MOST_ELEMENTS} elements", "Split it into several packs.")
    return header, sections


def name_in_section(element: Any) -> str:
    """What tells an element apart in its section: its id, with its scope before it where it has one."""
    scope = getattr(element, "scope", "")
    return f"{scope}/{element.id}" if scope else str(element.id)


def _over(below: list[Any], above: list[Any]) -> list[Any]:
    places = {name_in_section(element): place for place, element in enumerate(below)}
    found = list(below)
    for element in above:
        # Of two that stand twice above, the second goes behind, so that it is told as a fault.
        place = places.pop(name_in_section(element), None)
        if place is None:
            found.append(element)
        else:
            found[place] = element
    return found


def _drop(header: Header, sections: dict[str, list[Any]], layer: Layer, reading: Reading) -> None:
    for dropped in header.drops:
        section, _, name = dropped.partition("/")
        elements = sections.get(section)
        if elements is None or section in _OWN_ONLY:
            what = f"'{dropped}' names no section of a pack"
            reading.fault(reading.at(header, "drops"), "unknown-name", what, suggest(section, sections))
            continue
        own = {name_in_section(element) for element in layer.sections[section]}
        known = [name_in_section(element) for element in elements]
        if name not in known or name in own:
            twice = name in own
            what = f"'{name}' stands in this pack" if twice else f"no '{name}' stands in {section} of the pack below"
            mend = "Drop it or write it anew, one of the two." if twice else suggest(name, known)
            reading.fault(reading.at(header, "drops"), "unknown-name", what, mend)
        else:
            elements.pop(known.index(name))
