"""YAML nodes with their places: no implicit types, every fault collected with its line."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

import msgspec
import yaml
from msgspec import field

from stepladder.core.policy.base import Place
from stepladder.core.values import Fault

MOST_FAULTS = 1_000
_MOST_COMPARED = 300
_OF_PHRASES = frozenset(("phrases", "unless", "read"))
"""Keys under which phrases stand, each of which may have a fault of its own."""


class TooManyFaultsError(Exception):
    """So much is wrong that saying more would help nobody; whoever reads the pack says what was found so far."""


class Sheet(msgspec.Struct):
    """One file of a pack while it is read: its path within the pack, and the faults found in it so far.

    `spots` keeps where the value of a key stands, by the place of its element and the key, so that faults found
    later, between elements, name a line and column too. `ids` are those of all elements, also of such as have faults.
    """

    file: str
    faults: list[Fault] = field(default_factory=list)
    spots: dict[tuple[Place, str], Place] = field(default_factory=dict)
    ids: set[str] = field(default_factory=set)

    def fault(self, node: yaml.Node | Place | None, rule: str, what: str, mend: str) -> None:
        """Record a fault at a node or place; None: the file as a whole."""
        if len(self.faults) >= MOST_FAULTS:
            raise TooManyFaultsError
        place = node if isinstance(node, Place) else self.place(node)
        self.faults.append(Fault(self.file, place.line, place.column, rule, what, mend))

    def place(self, node: yaml.Node | None) -> Place:
        mark = node.start_mark if node is not None else None
        return Place(self.file, mark.line + 1, mark.column + 1) if mark is not None else Place(self.file, 1, 1)

    def keep_spot(self, element: Place, key: str, value: yaml.Node) -> None:
        """Remember where the words of a value begin: behind the opening quote, where there is one.

        Those of phrases are kept by their number in the list besides, as `phrases/0`.
        """
        # An empty one would be a part of every name, and hide all those that nobody knows.
        if key == "id" and isinstance(value, yaml.ScalarNode) and value.value:
            self.ids.add(value.value)
        self.spots[element, key] = self._words(value)
        if key in _OF_PHRASES:
            for number, phrase in enumerate(_listed(value)):
                self.spots[element, f"{key}/{number}"] = self._words(phrase)

    def _words(self, value: yaml.Node) -> Place:
        at = self.place(value)
        quoted = isinstance(value, yaml.ScalarNode) and value.style in ("'", '"')
        return Place(at.file, at.line, at.column + 1) if quoted else at


_TYPE_NAMES: dict[type, str] = {yaml.ScalarNode: "text", yaml.SequenceNode: "a list", yaml.MappingNode: "a mapping"}


def kind_of(node: yaml.Node) -> str:
    """What a node is, in words for people."""
    return _TYPE_NAMES.get(type(node), "something else")


def entries(sheet: Sheet, node: yaml.Node, known: Iterable[str]) -> dict[str, yaml.Node] | None:
    """The keys of a mapping. Faults: not a mapping, a key nobody knows (with the nearest known one)."""
    if not isinstance(node, yaml.MappingNode):
        sheet.fault(node, "type", f"a mapping is expected, this is {kind_of(node)}", "Write it as `key: value` lines.")
        return None
    names, found = tuple(known), dict[str, yaml.Node]()
    for key, value in node.value:
        name = str(key.value)
        if names and name not in names:
            sheet.fault(key, "unknown-key", f"no key is called '{name[:40]}' here", suggest(name, names))
        else:
            found[name] = value
    return found


def _listed(node: yaml.Node) -> list[yaml.Node]:
    """The items of a list, be it the only value of a mapping, as in `{money: {near: [...]}}`."""
    while isinstance(node, yaml.MappingNode) and len(node.value) == 1:
        node = node.value[0][1]
    return list(node.value) if isinstance(node, yaml.SequenceNode) else []


def suggest(name: str, known: Iterable[str]) -> str:
    """`Did you mean 'x'?`, or what there is to choose from."""
    names = list(dict.fromkeys(known))
    near = difflib.get_close_matches(name[:80], names[:_MOST_COMPARED], n=1, cutoff=0.6)
    if near:
        return f"Did you mean '{near[0]}'?"
    if not names:
        return "There is none to choose from yet."
    shown = ", ".join(sorted(names)[:12])
    return f"Use one of: {shown}{', ...' if len(names) > 12 else ''}."


def scalar(sheet: Sheet, node: yaml.Node) -> str | None:
    """The text of a scalar, or None with the fault recorded."""
    if isinstance(node, yaml.ScalarNode):
        return str(node.value)
    sheet.fault(node, "type", f"text is expected, this is {kind_of(node)}", "Write one value.")
    return None


def items(sheet: Sheet, node: yaml.Node) -> list[yaml.Node]:
    """The items of a list, or nothing with the fault recorded."""
    if isinstance(node, yaml.SequenceNode):
        return list(node.value)
    sheet.fault(node, "type", f"a list is expected, this is {kind_of(node)}", "Write it as `- item` lines or [a, b].")
    return []


def plain(node: yaml.Node) -> object:
    """A node as dicts, lists and text, as examples carry their requests."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): plain(value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return [plain(value) for value in node.value]
    return str(node.value)
