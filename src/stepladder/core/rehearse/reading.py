"""From a scenario as text to one that can be run: every fault with its line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import msgspec
import yaml

from stepladder.core.account.commands import ClearSign
from stepladder.core.agenda.commands import PersonOfAgenda
from stepladder.core.case.commands import PersonCommand
from stepladder.core.policy.composing import compose
from stepladder.core.policy.nodes import Sheet, entries, items, plain, suggest
from stepladder.core.register.commands import AnyRegisterCommand, Enter, LinkEntry, UnlinkEntry
from stepladder.core.rehearse.scenario import (
    Arriving,
    By,
    CommandEntry,
    Entry,
    Known,
    Outcome,
    Scenario,
    SignalEntry,
    Workspace,
)
from stepladder.core.values import DeskError, PackFaults, parse_instant

T = TypeVar("T")
KEYS = ("scenario", "packs", "workspace", "customers", "customer", "timeline", "outcomes", "until", "expect")
_MOST_ENTRIES = 10_000
_COMMAND = PersonCommand | ClearSign | PersonOfAgenda | AnyRegisterCommand
_NAME_A_CASE = tuple(str(one.__struct_config__.tag) for one in (Enter, LinkEntry, UnlinkEntry))
"""Commands to a register that say which case is meant."""
_DOS = tuple(str(one.__struct_config__.tag) for one in _COMMAND.__args__)


def read_scenario(name: str, text: str) -> Scenario:
    """The scenario of a YAML (or JSON) text; `name` is how faults call it.

    Raises: PackFaults - with every fault: line, column, what and how to mend.
    """
    sheet = Sheet(name)
    root = compose(sheet, text)
    if root is None and not sheet.faults:
        sheet.fault(None, "empty-value", "the scenario is empty", "Write `packs:` and a `timeline:`.")
    found = _scenario(sheet, root) if root is not None else None
    if found is None or sheet.faults:
        raise PackFaults(name, tuple(sheet.faults), noun="scenario")
    return found


def _scenario(sheet: Sheet, root: yaml.Node) -> Scenario | None:
    found = entries(sheet, root, KEYS)
    if found is None:
        return None
    for needed in ("packs", "timeline"):
        if needed not in found:
            sheet.fault(root, "missing-key", f"'{needed}' is missing", f"Add `{needed}:`.")
    customers: tuple[Known, ...] = ()
    if "customer" in found:
        one = _typed(sheet, found["customer"], Known)
        customers = (one,) if one is not None else ()
    elif "customers" in found:
        customers = tuple(one for node in items(sheet, found["customers"]) if (one := _typed(sheet, node, Known)))
    workspace = _typed(sheet, found["workspace"], Workspace) if "workspace" in found else None
    if workspace is not None:
        _check_absences(sheet, found["workspace"], workspace)
    outcomes = _typed(sheet, found["outcomes"], tuple[Outcome, ...]) if "outcomes" in found else None
    until = _instant(sheet, found["until"]) if "until" in found else None
    timeline = _timeline(sheet, found["timeline"]) if "timeline" in found else []
    packs = tuple(str(plain(node)) for node in items(sheet, found["packs"])) if "packs" in found else ()
    if "packs" in found and not packs:
        sheet.fault(found["packs"], "empty-value", "no pack is named", "Name at least one, as in [support-desk].")
    if "expect" in found and not isinstance(found["expect"], yaml.MappingNode):
        sheet.fault(found["expect"], "type", "a mapping is expected", "Write it as `deliveries: [...]` lines.")
    if sheet.faults:
        return None
    return Scenario(
        title=str(plain(found["scenario"])) if "scenario" in found else sheet.file,
        packs=packs,
        # sorted() is stable: what is written at one instant happens in the order of the text.
        timeline=tuple(sorted(timeline, key=lambda entry: entry.at)),
        people=workspace.people if workspace else (),
        has_agenda=workspace is not None and workspace.agenda,
        customers=customers,
        outcomes=outcomes or (),
        until=until,
        expect=_mapping(plain(found["expect"])) if "expect" in found else None,
    )


def _check_absences(sheet: Sheet, node: yaml.Node, workspace: Workspace) -> None:
    """Each span somebody is away in must be one, or its deputy would wait for ever."""
    for number, person in enumerate(workspace.people):
        for place, away in enumerate(person.away):
            try:
                away.absence_of(person.id)
            except DeskError as fault:
                at = _place(node, f".people[{number}].away[{place}]")
                sheet.fault(at, "instant", f"{fault.where}: {fault.what}", fault.mend)


def _mapping(value: object) -> dict[str, Any]:
    return dict(value) if isinstance(value, dict) else {}


def _timeline(sheet: Sheet, node: yaml.Node) -> list[Entry]:
    nodes = items(sheet, node)
    if len(nodes) > _MOST_ENTRIES:
        sheet.fault(node, "size", f"the timeline has {len(nodes)} entries", f"Use at most {_MOST_ENTRIES}.")
        return []
    return [entry for one in nodes if (entry := _entry(sheet, one)) is not None]


def _entry(sheet: Sheet, node: yaml.Node) -> Entry | None:
    found = entries(sheet, node, ())
    if found is None:
        return None
    at = _instant(sheet, found.pop("at")) if "at" in found else None
    if at is None:
        if "at" not in {str(key.value) for key, _ in node.value}:
            sheet.fault(node, "missing-key", "'at' is missing", 'Say when, as in at: "2026-06-01T10:00+02:00".')
        return None
    if "signal" in found:
        for key in set(found) - {"signal", "as"}:
            sheet.fault(node, "unknown-key", f"no key is called '{key[:40]}' beside a signal", "Keep signal and as.")
        signal = _typed(sheet, found["signal"], Arriving)
        label = str(plain(found["as"])) if "as" in found else None
        return SignalEntry(at=at, signal=signal, label=label) if signal is not None else None
    if "do" not in found:
        sheet.fault(node, "missing-key", "neither `signal` nor `do` stands here", "Say what arrives or what is done.")
        return None
    return _command(sheet, node, found, at)


def _command(sheet: Sheet, node: yaml.Node, found: dict[str, yaml.Node], at: Any) -> CommandEntry | None:
    name = str(plain(found["do"]))
    if name not in _DOS:
        sheet.fault(found["do"], "unknown-name", f"no command is called '{name[:40]}'", suggest(name, _DOS))
        return None
    by, case = found.pop("by", None), found.pop("case", None)
    who: str | By | None = None
    if by is None:
        sheet.fault(node, "missing-key", "'by' is missing", "Say who gives the command.")
    else:
        who = str(by.value) if isinstance(by, yaml.ScalarNode) else _typed(sheet, by, By)
    if case is not None and name in _NAME_A_CASE:
        found["case"] = case
    command = _convert(sheet, node, {key: plain(value) for key, value in found.items()}, _COMMAND, found)
    if command is None or who is None:
        return None
    return CommandEntry(
        at=at,
        command=command,
        name=name,
        by=who if isinstance(who, str) else who.id,
        role=None if isinstance(who, str) else who.role,
        case=str(plain(case)) if case is not None else None,
    )


def _instant(sheet: Sheet, node: yaml.Node) -> Any:
    if not isinstance(node, yaml.ScalarNode):
        sheet.fault(node, "type", "an instant is expected", 'Write it as "2026-06-01T10:00+02:00".')
        return None
    try:
        return parse_instant(node.value, where="at")
    except DeskError as fault:
        sheet.fault(node, "instant", fault.what, fault.mend)
        return None


def _typed(sheet: Sheet, node: yaml.Node, type_: Callable[..., T] | Any) -> Any:
    return _convert(sheet, node, plain(node), type_, None)


def _convert(sheet: Sheet, node: yaml.Node, value: object, type_: Any, parts: dict[str, yaml.Node] | None) -> Any:
    """The typed value; scalars are text and typed by the model. The fault names the line of the part that is wrong."""
    try:
        return msgspec.convert(value, type=type_, strict=False)
    except msgspec.ValidationError as fault:
        what, _, where = str(fault).partition(" - at `")
        at = _place(node, where.rstrip("`").removeprefix("$"))
        sheet.fault(at, "type", what[:1].lower() + what[1:], "The reference of scenarios lists every key and its type.")
        return None


def _place(node: yaml.Node, path: str) -> yaml.Node:
    """The deepest node on a path such as `.people[0].stage` that is there."""
    for part in path.replace("[", ".[").split("."):
        if not part:
            continue
        child = None
        if part.startswith("[") and isinstance(node, yaml.SequenceNode) and part[1:-1].isdigit():
            number = int(part[1:-1])
            child = node.value[number] if number < len(node.value) else None
        elif isinstance(node, yaml.MappingNode):
            child = next((value for key, value in node.value if key.value == part), None)
        if child is None:
            return node
        node = child
    return node
