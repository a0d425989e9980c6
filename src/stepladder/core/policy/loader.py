"""From the files of a pack to its checked text: every fault of every file at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import partial
from typing import Any

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.promises import SameDay
from stepladder.core.policy import conditions
from stepladder.core.policy.calendars import Calendars, calendar_of
from stepladder.core.policy.checks import check
from stepladder.core.policy.conditioned import condition_key as condition_key
from stepladder.core.policy.conditioned import conditions_of
from stepladder.core.policy.conditions import FactType, Kind, Tree
from stepladder.core.policy.grammar import SECTIONS, read_file
from stepladder.core.policy.model import CUSTOMER, CalendarSpec, Fact, Header, PackText, Place
from stepladder.core.policy.nodes import Sheet, compose
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.values import DeskError, Fault, PackFaults

HOLIDAYS = ".ics"
"""How the names of files end that hold no elements but holidays, for calendars to take in."""

_LARGEST = 1_000_000


@dataclass(slots=True)
class Draft:
    """A pack that is being loaded: what could be read, and every fault so far. `publish` it when none is left."""

    name: str
    digest: str
    text: PackText
    spots: dict[tuple[Place, str], Place]
    faults: list[Fault]
    facts: dict[str, FactType] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    in_zone: dict[str, Callable[[str], Calendar]] = field(default_factory=dict)
    trees: dict[str, Tree] = field(default_factory=dict)

    def fault(self, element: Place, key: str, rule: str, what: str, mend: str) -> None:
        """Record a fault at the value of a key of an element."""
        at = self.spots.get((element, key), element)
        self.faults.append(Fault(at.file, at.line, at.column, rule, what, mend))

    def publish(self) -> Pack:
        """The pack, compiled. Raises: PackFaults - with all faults, if there is any."""
        if self.faults:
            raise PackFaults(self.name, tuple(self.faults))
        chosen = {parameter.id: parameter.value for parameter in self.text.parameters}
        return Pack(
            text=self.text,
            digest=self.digest,
            calendars=Calendars(self.calendars, self.in_zone),
            parameters={id_: chosen.get(id_, known.default) for id_, known in PARAMETERS.items()},
            facts=self.facts,
            trees=self.trees,
            conditions=conditions.compile_all(self.trees),
        )


def draft(name: str, files: Mapping[str, str]) -> Draft:
    """Read and check the files of one pack (path within the pack -> text), in the order of their paths."""
    digest = hashlib.sha256()
    spots: dict[tuple[Place, str], Place] = {}
    faults: list[Fault] = []
    ids: set[str] = set()
    parts: dict[str, list[Any]] = {section: [] for section in ("pack", *SECTIONS)}
    for file in sorted(files):
        digest.update(f"{len(file)} {file} {len(files[file])} {files[file]}".encode())
        sheet = Sheet(file)
        if len(files[file]) > _LARGEST:
            sheet.fault(None, "size", f"the file is longer than {_LARGEST} characters", "Split it.")
        elif not file.endswith(HOLIDAYS) and (root := compose(sheet, files[file])) is not None:
            for section, elements in read_file(sheet, root).items():
                parts[section] += elements
        spots |= sheet.spots
        ids |= sheet.ids
        faults += sheet.faults
    found = Draft(name, digest.hexdigest(), _assemble(name, parts, faults), spots, faults)
    found.facts = dict(conditions.BUILTIN) | {
        fact.name: FactType(Kind(fact.type), values=fact.choices) for fact in found.text.facts if _sound(fact)
    }
    # A broken element must not look like a missing one, so with faults any id that stands somewhere counts as known.
    found.faults += check(found.text, spots, found.facts, frozenset(ids) if faults else frozenset())
    _compile_conditions(found)
    _compile_calendars(found, {file: text for file, text in files.items() if file.endswith(HOLIDAYS)})
    return found


def _sound(fact: Fact) -> bool:
    return (fact.type == "choice") == bool(fact.choices)


def _assemble(name: str, parts: dict[str, list[Any]], faults: list[Fault]) -> PackText:
    headers = parts.pop("pack")
    if len(headers) != 1 and not faults:
        what = "no file has a `pack:` header" if not headers else "more than one file has a `pack:` header"
        at = headers[1].place if headers else Place("pack.yaml", 1, 1)
        faults.append(Fault(at.file, at.line, at.column, "header", what, "Keep one, with id, title and version."))
    header = headers[0] if headers else Header(id=name, title=name, version="0")
    parts["clocks"] = [end for clock in parts["clocks"] for end in clock.ends()]
    sections = {one.name for one in fields(PackText)} - {"header"}
    return PackText(header=header, **{section: tuple(parts[section]) for section in sections})


def _compile_conditions(found: Draft) -> None:
    calendars = [*(calendar.id for calendar in found.text.calendars), "always"]
    for one in conditions_of(found.text):
        at = found.spots.get((one.element.place, one.key), one.element.place)
        tree = conditions.parse(one.written, file=at.file, line=at.line, column=at.column)
        if isinstance(tree, list):
            found.faults += tree
            continue
        problems = conditions.check(tree, found.facts, calendars)
        found.faults += problems
        if not problems:
            found.trees[one.name] = tree


def _compile_calendars(found: Draft, lists: Mapping[str, str]) -> None:
    chosen = {parameter.id: parameter.value for parameter in found.text.parameters}
    default_zone = chosen.get("pack.zone", PARAMETERS["pack.zone"].default)
    specs = list(found.text.calendars)
    if all(spec.id != "always" for spec in specs):
        specs.append(CalendarSpec(id="always", always=True))
    for spec in specs:
        if not spec.always and not spec.hours:
            continue  # Told by the checks already.
        by_customer = spec.zone == CUSTOMER
        zone = default_zone if by_customer else spec.zone or default_zone
        try:
            found.calendars[spec.id] = calendar_of(spec, zone, lists)
        except DeskError as fault:
            key = "holidays" if "holiday" in fault.where else "changes" if fault.where == "changes" else "hours"
            found.fault(spec.place, key, "calendar", f"calendar '{spec.id}': {fault.what}", fault.mend)
        if by_customer:
            found.in_zone[spec.id] = partial(_in_zone, spec, lists)
    office = chosen.get("pack.office", PARAMETERS["pack.office"].default)
    same_day = [level for scale in found.text.scales for level in scale.levels if level.escalate == "same_day"]
    closing = [one for one in found.text.clocks if isinstance(one.term, SameDay) and one.calendar == "inherit"]
    if (same_day or closing) and office not in found.calendars:
        at = found.text.header.place
        who = "a level" if same_day else f"clock '{closing[0].id}'"
        what = f"{who} says same day, and no calendar is called '{office}'"
        found.fault(at, "id", "unknown-name", what, "Add that calendar, or set the parameter pack.office.")


def _in_zone(spec: CalendarSpec, lists: Mapping[str, str], zone: str) -> Calendar:
    return calendar_of(spec, zone, lists, id=f"{spec.id}@{zone}")
