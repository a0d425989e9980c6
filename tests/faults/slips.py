"""Slips that a tired person makes in a written policy: each changes one place in the text of a shipped pack.

They are made in the text itself, as an editor would make them, so that what notices is all that notices in life: the
loader, the check, the examples, the rehearsals, the coverage.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import yaml

_LOADER: type = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DURATIONS = ("within", "latest", "earliest", "valid_for", "expires_after", "length")
_ROLES = ("to", "owner", "by", "actor", "cc", "team", "role", "then_to")
_LISTS = {"phrases": "a phrase removed", "unless": "an exception removed", "slots": "a slot removed",
          "items": "an item of a gate removed", "of": "a factor removed", "rungs": "a rung removed",
          "sub_rungs": "a sub-rung removed", "parts": "a fixed part removed", "levels": "a level removed",
          "channels": "a way to reach somebody removed", "holds": "an act left open", "waived_by": "a waiver removed",
          "acts": "a lock removed", "frozen_by": "a stop removed", "requests": "a request removed"}  # fmt: skip
_NOT_DROPPED = ("examples", "facts", "parameters", "accepted")
_OPERATORS = {">=": ">", "<=": "<", ">": ">=", "<": "<=", "==": "!=", "!=": "==", "&&": "||", "||": "&&"}
_OPERATOR = re.compile("|".join(map(re.escape, sorted(_OPERATORS, key=len, reverse=True))))


@dataclass(frozen=True, slots=True)
class Slip:
    """One change. Fields: kind - what was done; pack, file, start, end - where, in characters; new - what stands there
    now; where - the element and key, for people."""

    kind: str
    pack: str
    file: str
    start: int
    end: int
    new: str
    where: str

    @property
    def name(self) -> str:
        return f"{self.pack}/{self.file} {self.where}: {self.kind}"

    def made_in(self, files: Mapping[str, str]) -> dict[str, str]:
        text = files[self.file]
        return {**files, self.file: text[: self.start] + self.new + text[self.end :]}


def slips(pack: str, files: Mapping[str, str]) -> Iterator[Slip]:
    """Every slip that is known, in the order of the files."""
    roots = {name: yaml.compose(text, Loader=_LOADER) for name, text in files.items() if name.endswith(".yaml")}
    known = _Known.of([root for root in roots.values() if root is not None])
    for name, root in roots.items():
        slip = partial(Slip, pack=pack, file=name)
        for section, items in _pairs(root):
            if section.value == "examples" or not isinstance(items, yaml.SequenceNode):
                continue
            for item in items.value:
                where = f"{section.value}/{_id(item)}"
                if section.value not in _NOT_DROPPED and len(items.value) > 1:
                    start, end = _whole_item(files[name], item)
                    yield slip(kind="left out", start=start, end=end, new="", where=where)
                yield from _within(files[name], item, where, slip, known)


@dataclass(frozen=True, slots=True)
class _Known:
    """What may stand in the place of something else."""

    roles: tuple[str, ...]
    levels: tuple[str, ...]
    calendars: tuple[str, ...]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, roots: Sequence[yaml.Node]) -> _Known:
        named: dict[str, list[str]] = {}
        sources: dict[str, None] = {}
        for root in roots:
            for section, items in _pairs(root):
                for item in items.value if isinstance(items, yaml.SequenceNode) else ():
                    named.setdefault(section.value, []).append(_id(item))
                    sources |= dict.fromkeys(one.value for one in _child(item, "source", ()))
                    if section.value == "scales":
                        found = [f"{_id(item)}:{_id(level)}" for level in _child(item, "levels", ())]
                        named.setdefault("levels", []).extend(found)
        lists = (named.get(one, []) for one in ("directory", "levels", "calendars"))
        return cls(*(tuple(one) for one in lists), tuple(sources))


def _within(text: str, node: yaml.Node, where: str, slip: Callable[..., Slip], known: _Known) -> Iterator[Slip]:
    for key, value in _pairs(node):
        at = f"{where} {key.value}"
        if isinstance(value, yaml.ScalarNode):
            change = _changed(key.value, value.value, known)
            if change is not None:
                start, end = value.start_mark.index, value.end_mark.index
                kind, new = change
                yield slip(kind=f"{kind} ({value.value[:40]} to {new[:40]})", start=start, end=end,
                           new=_quoted(new), where=at)  # fmt: skip
        elif isinstance(value, yaml.SequenceNode):
            if key.value in _LISTS and len(value.value) > 1:
                for number in range(len(value.value)):
                    start, end = _whole_entry(text, value, number)
                    yield slip(kind=_LISTS[key.value], start=start, end=end, new="", where=f"{at}[{number}]")
            if key.value == "source":
                yield from _swapped_sources(value, at, slip, known)
            for number, one in enumerate(value.value):
                yield from _within(text, one, f"{at}[{number}]", slip, known)
        else:
            yield from _within(text, value, at, slip, known)


def _swapped_sources(value: yaml.SequenceNode, at: str, slip: Callable[..., Slip], known: _Known) -> Iterator[Slip]:
    own = {one.value for one in value.value}
    others = [row for row in known.sources if row not in own]
    for one in value.value[:1]:
        new = others[hash_of(one.value) % len(others)]
        yield slip(kind=f"a source swapped ({one.value} to {new})", start=one.start_mark.index,
                   end=one.end_mark.index, new=new, where=at)  # fmt: skip


def _changed(key: str, value: str, known: _Known) -> tuple[str, str] | None:
    """The kind of a change, and what stands there then; None where nothing is changed under this key."""
    if key in _DURATIONS and (found := re.fullmatch(r"(\d+)(min|m|h|d)", value)):
        return "a duration changed", f"{int(found[1]) * 2}{found[2]}"
    if key in ("faster_by", "rate") and (found := re.fullmatch(r"(\d+)%", value)):
        return "a share changed", f"{(int(found[1]) + 10) % 100}%"
    if key in ("months", "order", "factors", "at_most", "at_least", "count", "max_lines") and value.isdecimal():
        return "a number changed", str(int(value) + 1)
    if key in ("when", "opens_when", "watches") and (sign := _OPERATOR.search(value)):
        return "a condition flipped", f"{value[: sign.start()]}{_OPERATORS[sign[0]]}{value[sign.end() :]}"
    for name, kind, others in (
        (_ROLES, "somebody else", known.roles),
        (("level",), "another level", known.levels),
        (("calendar",), "another calendar", (*known.calendars, "always")),
    ):
        left = [one for one in others if one != value]
        if key in name and value in others and left:
            return kind, left[hash_of(value) % len(left)]
    if key == "strict" or key == "optional" or key == "final" or key == "required":
        return "a mark turned", "false" if value == "true" else "true"
    if key == "mode" and value in ("warn", "block"):
        return "a mode turned", "block" if value == "warn" else "warn"
    if found := re.fullmatch(r"(\d\d):00-(\d\d):00", value):
        return "an hour moved", f"{found[1]}:00-{int(found[2]) - 1:02}:00"
    return None


def hash_of(value: str) -> int:
    """A number that is the same in every run."""
    return int.from_bytes(value.encode(), "big")


def _quoted(new: str) -> str:
    return '"' + new.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _whole_item(text: str, item: yaml.Node) -> tuple[int, int]:
    """From the line of the dash before an item to the end of its last line."""
    start = text.rindex("-", 0, item.start_mark.index)
    line = text.rfind("\n", 0, start) + 1
    # A block ends, for YAML, where the next thing begins, which may be lines further down.
    end = text.find("\n", len(text[: item.end_mark.index].rstrip()))
    return line, len(text) if end < 0 else end + 1


def _whole_entry(text: str, value: yaml.SequenceNode, number: int) -> tuple[int, int]:
    """An entry of a list, with the comma that goes with it where the list stands in brackets."""
    entries = value.value
    if not value.flow_style:
        return _whole_item(text, entries[number])
    if number + 1 < len(entries):
        return entries[number].start_mark.index, entries[number + 1].start_mark.index
    return entries[number - 1].end_mark.index, entries[number].end_mark.index


def _pairs(node: yaml.Node | None) -> list[tuple[yaml.Node, yaml.Node]]:
    return list(node.value) if isinstance(node, yaml.MappingNode) else []


def _child(node: yaml.Node, key: str, otherwise: tuple[yaml.Node, ...]) -> Sequence[yaml.Node]:
    found = next((value for name, value in _pairs(node) if name.value == key), None)
    return found.value if isinstance(found, yaml.SequenceNode) else otherwise


def _id(node: yaml.Node) -> str:
    found = {name.value: value.value for name, value in _pairs(node) if isinstance(value, yaml.ScalarNode)}
    name = found.get("id", "?")
    return f"{found['scope']}/{name}" if "scope" in found else str(name)
