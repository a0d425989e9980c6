"""From the files of a pack to its checked text: every fault of every file at once."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

import msgspec
from msgspec import field
from msgspec.structs import replace

from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.promises import SameDay
from stepladder.core.clock.zones import zone
from stepladder.core.policy import conditions
from stepladder.core.policy.calendars import Calendars, calendar_of, faults_of, opens_daily
from stepladder.core.policy.checks import check
from stepladder.core.policy.conditioned import condition_key as condition_key
from stepladder.core.policy.conditioned import conditions_of
from stepladder.core.policy.conditions import FactType, Kind, Tree
from stepladder.core.policy.layers import MOST_IN_ALL, Reading, merged, read_layers
from stepladder.core.policy.model import (
    CUSTOMER,
    SECTION_KEYS,
    CalendarSpec,
    Fact,
    Header,
    Holidays,
    HolidaysInFile,
    HolidaysListed,
    PackText,
    Place,
)
from stepladder.core.policy.nodes import MOST_FAULTS, TooManyFaultsError
from stepladder.core.policy.pack import Pack
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.values import DeskError, Fault, PackFaults

HOLIDAYS = ".ics"
"""How the names of files end that hold no elements but holidays, for calendars to take in."""

_MOST_OF_CONDITIONS = 400_000


class Draft(msgspec.Struct):
    """A pack that is being loaded: what could be read, and every fault so far. `publish` it when none is left."""

    name: str
    digest: str
    text: PackText
    spots: dict[tuple[Place, str], Place]
    faults: list[Fault]
    facts: dict[str, FactType] = field(default_factory=dict)
    calendars: dict[str, Calendar] = field(default_factory=dict)
    in_zone: dict[str, Callable[[str], Calendar]] = field(default_factory=dict)
    of_no_use: set[str] = field(default_factory=set)
    """Parameters with a value that nothing stands behind: they are read as their defaults."""
    trees: Mapping[str, Tree] = field(default_factory=dict)

    @classmethod
    def checked(cls, name: str, digest: str, text: PackText, files: Mapping[str, str]) -> Draft:
        """A draft of a text that was checked before: its conditions are read when they are first asked for."""
        found = cls(name, digest, text, {}, [], facts_of(text))
        found.trees = TreesLater(partial(_trees, text, found.facts))
        _compile_calendars(found, files)
        return found

    def fault(self, element: Place, key: str, rule: str, what: str, mend: str) -> None:
        """Record a fault at the value of a key of an element."""
        at = self.spots.get((element, key), element)
        self.faults.append(Fault(at.file, at.line, at.column, rule, what, mend))

    def publish(self) -> Pack:
        """The pack, compiled. Raises: PackFaults - with all faults, if there is any."""
        if self.faults:
            raise PackFaults(self.name, tuple(self.faults))
        chosen = {one.id: one.value for one in self.text.parameters if one.id not in self.of_no_use}
        return Pack(
            text=self.text,
            digest=self.digest,
            calendars=Calendars(self.calendars, self.in_zone),
            parameters={id_: known.read(chosen.get(id_, known.default)) for id_, known in PARAMETERS.items()},
            facts=self.facts,
            trees=self.trees,
        )


def draft(name: str, files: Mapping[str, str]) -> Draft:
    """Read and check the files of one pack (path within the pack -> text), in the order of their paths.

    Files of packs that it extends stand under the name of theirs: `support-desk/clocks.yaml`.
    """
    reading = Reading()
    found = Draft(name, digest_of(files), PackText(header=_nameless(name)), reading.spots, reading.faults)
    try:
        _fill(found, files, reading)
    except TooManyFaultsError:
        what = f"more than {MOST_FAULTS} faults were found, and the rest was not read"
        reading.fault(Place("pack.yaml", 1, 1), "size", what, "Mend these first.")
    return found


def digest_of(files: Mapping[str, str]) -> str:
    """SHA-256 (hex) over the files and their names."""
    digest = hashlib.sha256()
    for file in sorted(files):
        digest.update(f"{len(file)} {file} {len(files[file])} {files[file]}".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def _fill(found: Draft, files: Mapping[str, str], reading: Reading) -> None:
    if sum(map(len, files.values())) > MOST_IN_ALL:
        what = f"the files together are longer than {MOST_IN_ALL} characters"
        reading.fault(Place(min(files), 1, 1), "size", what, "Split it into several packs.")
        return
    layers = read_layers({name: text for name, text in files.items() if not name.endswith(HOLIDAYS)}, reading)
    header, sections = merged(layers, reading)
    found.text = PackText(header=header or _nameless(found.name), **_fields(sections))
    found.facts = facts_of(found.text)
    if any(fault.rule == "size" for fault in reading.faults):
        return
    # A broken element must not look like a missing one, so with faults any id that stands somewhere counts as known.
    unread = frozenset(reading.ids) if reading.faults else frozenset[str]()
    found.faults += check(found.text, reading.spots, found.facts, unread)
    _check_conditions(found, unread)
    _compile_calendars(found, files, unread)


def _nameless(name: str) -> Header:
    return Header(id=name, title=name, version="0")


def _fields(sections: Mapping[str, list[Any]]) -> dict[str, tuple[Any, ...]]:
    found = {section: tuple(sections[section]) for section in SECTION_KEYS}
    return found | {"clocks": tuple(end for clock in sections["clocks"] for end in clock.ends())}


def facts_of(text: PackText) -> dict[str, FactType]:
    """Every fact that conditions of a pack may read, by its full name."""
    own = {fact.name: FactType(Kind(fact.type), values=fact.choices) for fact in text.facts if _sound(fact)}
    return dict(conditions.BUILTIN) | own


def _sound(fact: Fact) -> bool:
    return (fact.type == "choice") == bool(fact.choices)


def _check_conditions(found: Draft, unread: frozenset[str]) -> None:
    calendars = [*(calendar.id for calendar in found.text.calendars), "always", *unread]
    characters, trees = 0, dict[str, Tree]()
    for one in conditions_of(found.text):
        at = found.spots.get((one.element.place, one.key), one.element.place)
        characters += len(one.written)
        if characters > _MOST_OF_CONDITIONS:
            what = f"the conditions of this pack are longer than {_MOST_OF_CONDITIONS} characters in all"
            found.fault(one.element.place, one.key, "size", what, "Split it into several packs.")
            return
        if len(found.faults) > MOST_FAULTS:
            raise TooManyFaultsError
        tree = conditions.parse(one.written, file=at.file, line=at.line, column=at.column)
        if isinstance(tree, list):
            found.faults += tree
            continue
        problems = conditions.check(tree, found.facts, calendars)
        broken = {f"'{name[:60]}'" for name in conditions.reads(tree) if _only_unread(name, found.facts, unread)}
        found.faults += [one for one in problems if one.rule != "condition-name" or not _names_any(one, broken)]
        if not problems:
            trees[one.name] = tree
    found.trees = trees


def _only_unread(name: str, facts: Mapping[str, FactType], unread: frozenset[str]) -> bool:
    """Whether a fact stands in the pack and could not be read: what it is called is no fault of the condition."""
    return name not in facts and name.partition(".")[2] in unread


def _names_any(fault: Fault, broken: set[str]) -> bool:
    return any(name in fault.what for name in broken)


def _trees(text: PackText, facts: Mapping[str, FactType]) -> dict[str, Tree]:
    """The conditions of a text that was checked before."""
    found: dict[str, Tree] = {}
    for one in conditions_of(text):
        tree = conditions.parse(one.written, file=one.element.place.file, line=1, column=1)
        if not isinstance(tree, list) and not conditions.check(tree, facts):
            found[one.name] = tree
    return found


class TreesLater(Mapping[str, Tree]):
    """The trees of a pack, parsed when the first one is asked for."""

    def __init__(self, parse: Callable[[], dict[str, Tree]]) -> None:
        self._parse = parse
        self._found: dict[str, Tree] | None = None

    def _all(self) -> dict[str, Tree]:
        if self._found is None:
            # Two threads may both parse; either result is as good, so no lock is needed.
            self._found = self._parse()
        return self._found

    def __getitem__(self, name: str) -> Tree:
        return self._all()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())


def _compile_calendars(found: Draft, files: Mapping[str, str], unread: frozenset[str] = frozenset()) -> None:
    chosen = {parameter.id: parameter.value for parameter in found.text.parameters}
    default_zone = _zone_of_the_pack(found)
    days_off, texts = _holidays_of_the_pack(found, files)
    specs = [
        spec if spec.holidays or opens_daily(spec) else replace(spec, holidays=days_off)
        for spec in found.text.calendars
    ]
    if all(spec.id != "always" for spec in specs):
        specs.append(CalendarSpec(id="always", always=True))
    for spec in specs:
        if not spec.always and not spec.hours:
            continue  # Told by the checks already.
        by_customer, lists = spec.zone == CUSTOMER, _beside(spec.place, files) | texts
        own = default_zone if by_customer else spec.zone or default_zone
        for key, fault in (broken := faults_of(spec, own)):
            found.fault(spec.place, key, "calendar", f"calendar '{spec.id}': {fault.what}", fault.mend)
        try:
            if not broken:
                found.calendars[spec.id] = calendar_of(spec, own, lists)
        except DeskError as fault:
            key = "holidays" if "holiday" in fault.where else "changes" if fault.where == "changes" else "hours"
            found.fault(spec.place, key, "calendar", f"calendar '{spec.id}': {fault.what}", fault.mend)
        if by_customer:
            found.in_zone[spec.id] = partial(_in_zone, spec, lists)
    office = chosen.get("pack.office", PARAMETERS["pack.office"].default)
    if office not in found.calendars:
        found.of_no_use.add("followup.window")
    same_day = [level for scale in found.text.scales for level in scale.levels if level.escalate == "same_day"]
    closing = [one for one in found.text.clocks if isinstance(one.term, SameDay) and one.calendar == "inherit"]
    # One that is broken is told as that.
    if (same_day or closing) and office not in {*unread, *(spec.id for spec in specs)}:
        at = found.text.header.place
        who = "a level" if same_day else f"clock '{closing[0].id}'"
        what = f"{who} says same day, and no calendar is called '{office}'"
        found.fault(at, "id", "unknown-name", what, "Add that calendar, or set the parameter pack.office.")


def _zone_of_the_pack(found: Draft) -> str:
    """The zone that the pack chooses. Where there is no such zone, that is told once, and calendars get the default."""
    for parameter in found.text.parameters:
        if parameter.id == "pack.zone":
            try:
                return zone(parameter.value).key
            except DeskError as fault:
                found.fault(parameter.place, "value", "calendar", fault.what, fault.mend)
    return PARAMETERS["pack.zone"].default


def _holidays_of_the_pack(found: Draft, files: Mapping[str, str]) -> tuple[tuple[Holidays, ...], dict[str, str]]:
    """The list that calendars keep which name no holidays (Q-02), and the text of its file, if it is one.

    Where there is no such list they keep none, and `policy check` tells it.
    """
    listed = {
        one.name: one for spec in found.text.calendars for one in spec.holidays if isinstance(one, HolidaysListed)
    }
    for chosen in found.text.parameters:
        if chosen.id != "calendar.holidays" or chosen.value == PARAMETERS[chosen.id].default:
            continue
        beside = _beside(chosen.place, files)
        if chosen.value in listed:
            return (listed[chosen.value],), {}
        if chosen.value in beside:
            return (HolidaysInFile(file=chosen.value),), {chosen.value: beside[chosen.value]}
        found.of_no_use.add(chosen.id)
    return (), {}


def _beside(place: Place, files: Mapping[str, str]) -> dict[str, str]:
    """The lists of holidays that lie beside the file of an element, by their plain names."""
    folder = place.file.rpartition("/")[0]
    prefix = f"{folder}/" if folder else ""
    return {
        name.removeprefix(prefix): text
        for name, text in files.items()
        if name.endswith(HOLIDAYS) and name.startswith(prefix) and "/" not in name.removeprefix(prefix)
    }


def _in_zone(spec: CalendarSpec, lists: Mapping[str, str], zone: str) -> Calendar:
    return calendar_of(spec, zone, lists, id=f"{spec.id}@{zone}")
