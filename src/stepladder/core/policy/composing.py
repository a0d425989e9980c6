"""From the text of one file to YAML nodes: the plain part of YAML, and nothing that surprises.

A pack is somebody else's text. There are no tags, so no value is ever built by a name in the text; no anchors and
aliases, so a small text stays small; no key twice, so nothing is silently lost; no characters that a page or a terminal
would obey. Nesting is held, so no text exhausts the stack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml

from stepladder.core.policy.base import Place
from stepladder.core.policy.nodes import Sheet

DEEPEST = 12
_LOADER: type = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
# Control characters but tab and the ends of lines, what turns the direction of writing, halves of a pair, byte orders.
_BAD = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff"
_UNSEEN, _UNSEEN_VALUE = re.compile(f"[{_BAD}]"), re.compile(f"[{_BAD}\r]")


def compose(sheet: Sheet, text: str) -> yaml.Node | None:
    """The root node of a file; None where it is empty, or with all that is wrong recorded."""
    unseen = _UNSEEN.search(text, 1 if text.startswith("\ufeff") else 0)
    if unseen is not None:
        line = text.count("\n", 0, unseen.start()) + 1
        column = unseen.start() - text.rfind("\n", 0, unseen.start())
        _unseen(sheet, Place(sheet.file, line, column), unseen[0])
        return None
    before = len(sheet.faults)
    try:
        root = _Composer(sheet).root(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as broken:
        mark = broken.problem_mark
        at = Place(sheet.file, mark.line + 1, mark.column + 1) if mark else Place(sheet.file, 1, 1)
        lines = text.split("\n")
        if mark and mark.line < len(lines) and lines[mark.line][: mark.column + 1].endswith("\t"):
            what, mend = "a tab stands here, and YAML indents with spaces only", "Put spaces in its place."
        else:
            what, mend = f"this is not YAML: {broken.problem}", "Check quotes, colons and indentation here."
        sheet.fault(at, "yaml", what, mend)
        return None
    except (yaml.YAMLError, ValueError) as broken:
        at = Place(sheet.file, 1, 1)
        sheet.fault(at, "yaml", f"this is not YAML: {str(broken)[:80]}", "Save it as plain UTF-8 text.")
        return None
    return root if len(sheet.faults) == before or _only_twice(sheet, before) else None


def _only_twice(sheet: Sheet, before: int) -> bool:
    """Whether nothing but keys that stand twice was found: what is around them is read all the same."""
    return all(fault.rule == "duplicate-key" for fault in sheet.faults[before:])


def _unseen(sheet: Sheet, at: Place, character: str) -> None:
    what = f"the character U+{ord(character):04X} stands here, which nobody sees"
    sheet.fault(at, "character", what, "Take it out.")


class _Composer:
    """Builds nodes from events with a stack of its own. A mapping remembers the key that waits for its value."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._root: yaml.Node | None = None
        self._open: list[yaml.CollectionNode] = []
        self._keys: list[tuple[set[str], yaml.Node | None]] = []

    def root(self, events: Iterator[yaml.Event]) -> yaml.Node | None:
        documents = 0
        for event in events:
            marks: tuple[Any, Any] = (event.start_mark, event.end_mark)
            match event:
                case yaml.ScalarEvent():
                    self._plain(event)
                    if (unseen := _UNSEEN_VALUE.search(event.value)) is not None:
                        _unseen(self._sheet, self._at(event), unseen[0])
                    node = yaml.ScalarNode("", event.value, *marks, style=event.style)
                    self._add(node)
                case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                    self._plain(event)
                    kind = yaml.MappingNode if isinstance(event, yaml.MappingStartEvent) else yaml.SequenceNode
                    opened = kind("", [], *marks)
                    self._add(opened)
                    self._open.append(opened)
                    self._keys.append((set(), None))
                    if len(self._open) > DEEPEST:
                        self._fault(event, f"it is nested deeper than {DEEPEST} levels", "Flatten it.")
                        return None
                case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                    self._open.pop()
                    self._keys.pop()
                case yaml.AliasEvent():
                    self._fault(event, "an alias stands here", "Write the value out where it holds.")
                    self._add(yaml.ScalarNode("", "", *marks))
                case yaml.DocumentStartEvent():
                    documents += 1
                    if documents == 2:
                        self._fault(event, "a second document begins here", "Keep one to a file.")
                        return None
        return self._root

    def _at(self, event: yaml.Event) -> Place:
        mark = event.start_mark
        return Place(self._sheet.file, mark.line + 1, mark.column + 1) if mark else Place(self._sheet.file, 1, 1)

    def _fault(self, event: yaml.Event, what: str, mend: str) -> None:
        self._sheet.fault(self._at(event), "yaml", what, mend)

    def _plain(self, event: yaml.NodeEvent) -> None:
        if event.anchor is not None:
            self._fault(event, "an anchor stands here", "Write the value without `&name`.")
        if getattr(event, "tag", None) is not None:
            self._fault(event, "a tag stands here", "Write the value without `!`: the language knows its type.")

    def _add(self, node: yaml.Node) -> None:
        if not self._open:
            self._root = node
            return
        parent = self._open[-1]
        if isinstance(parent, yaml.SequenceNode):
            parent.value.append(node)
            return
        names, key = self._keys[-1]
        if key is None:
            self._keys[-1] = (names, node)
            return
        self._keys[-1] = (names, None)
        if not isinstance(key, yaml.ScalarNode):
            self._sheet.fault(key, "yaml", "a key is expected, this is more than one word", "Write `key: value`.")
        elif key.value in names:
            self._sheet.fault(key, "duplicate-key", f"the key '{key.value[:40]}' stands twice", "Keep one of them.")
        else:
            names.add(key.value)
            parent.value.append((key, node))
