"""What must hold between the elements of a pack: every name that is used is there, and no rule is empty (T41)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from stepladder.core.policy.conditions import FactType, Kind
from stepladder.core.policy.kinds import CLOCK_EVENTS, CLOCK_KINDS
from stepladder.core.policy.model import Clock, Element, Level, PackText, Place, Selector, UntilFact
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.policy.terms import BY_WHEN
from stepladder.core.values import Fault

Spots = Mapping[tuple[Place, str], Place]
_CHANGEABLE = ("hours", "holidays", "exceptions", "openings", "holiday_closes_shift")


@dataclass(slots=True)
class Names:
    """The ids of a pack by what they name."""

    text: PackText
    spots: Spots
    facts: Mapping[str, FactType]
    unread: frozenset[str] = frozenset()
    """Ids of elements that have faults of their own: they are there, though nothing more is known of them."""
    faults: list[Fault] = field(default_factory=list)

    def fault(self, element: Place, key: str, rule: str, what: str, mend: str) -> None:
        at = self.spots.get((element, key), element)
        self.faults.append(Fault(at.file, at.line, at.column, rule, what, mend))

    def must_know(self, element: Place, key: str, name: str | None, known: Iterable[str], noun: str) -> None:
        """Record a fault where `name` is not among the known ids."""
        known = tuple(known)
        if name is not None and name not in known and not self.unread.issuperset(name.split(":")):
            self.fault(element, key, "unknown-name", f"no {noun} is called '{name}'", suggest(name, known))


def check(
    text: PackText, spots: Spots, facts: Mapping[str, FactType], unread: frozenset[str] = frozenset()
) -> list[Fault]:
    """Every fault between the elements of a pack. `unread` are ids that stand in it and could not be read whole."""
    names = Names(text, spots, facts, unread)
    _each_id_once(names)
    _parameters(names)
    _facts(names)
    _levels(names)
    _triggers(names)
    _clocks(names)
    _routes(names)
    _directory(names)
    _calendars(names)
    for element, binds in _bound(text):
        _selector(names, element, binds)
    # The two clocks of a range are one element, whose faults are told once.
    return list(dict.fromkeys(names.faults))


def levels(text: PackText) -> dict[str, Level]:
    """Every level by `scale:level`."""
    return {f"{scale.id}:{level.id}": level for scale in text.scales for level in scale.levels}


def _ids(elements: Iterable[Element]) -> tuple[str, ...]:
    return tuple(element.id for element in elements)


def _bound(text: PackText) -> Iterator[tuple[Element, Selector]]:
    for group in (text.clocks, text.adjustments, text.routes, text.cc, text.fields):
        for element in group:
            yield element, element.binds


def _each_id_once(names: Names) -> None:
    text = names.text
    for noun, elements in (
        ("parameter", text.parameters), ("fact", text.facts), ("scale", text.scales), ("segment", text.segments),
        ("category", text.categories), ("trigger", text.triggers), ("clock", text.clocks),
        ("adjustment", text.adjustments), ("route", text.routes), ("cc", text.cc), ("calendar", text.calendars),
        ("directory entry", text.directory),
    ):  # fmt: skip
        _once(names, noun, [(element.id, element.place) for element in elements])
    _once(names, "field in this scope", [(f"{one.scope}/{one.id}", one.place) for one in text.fields])
    for scale in text.scales:
        _once(names, "level", [(level.id, level.place) for level in scale.levels])


def _once(names: Names, noun: str, ids: list[tuple[str, Place]]) -> None:
    first: dict[str, Place] = {}
    for id_, place in ids:
        if id_ in first:
            at = first[id_]
            what = f"another {noun} is called '{id_}', at {at.file}:{at.line}"
            names.fault(place, "id", "duplicate-id", what, "Give each an id of its own, or keep one.")
        else:
            first[id_] = place


def _parameters(names: Names) -> None:
    for chosen in names.text.parameters:
        known = PARAMETERS.get(chosen.id)
        if known is None:
            names.must_know(chosen.place, "id", chosen.id, PARAMETERS, "parameter")
        elif known.choices and chosen.value not in known.choices:
            what = f"'{chosen.value}' is no reading of {known.question}"
            names.fault(chosen.place, "value", "choice", what, suggest(chosen.value, known.choices))


def _facts(names: Names) -> None:
    for fact in names.text.facts:
        if (fact.type == "choice") != bool(fact.choices):
            names.fault(
                fact.place, "choices", "type", "only a choice has choices, and it has some", "Mend type or choices."
            )
        if fact.read is not None and fact.of != "signal":
            what = f"a fact of the {fact.of} is not read from a signal's words"
            names.fault(fact.place, "read", "type", what, "Leave `read` out.")
        elif fact.read is not None:
            wanted = "money" if fact.read.money_near else "flag"
            if fact.type != wanted:
                what = f"a {fact.type} cannot be read this way"
                names.fault(fact.place, "read", "type", what, f"Make the fact a {wanted}, or leave `read` out.")


def _levels(names: Names) -> None:
    known = levels(names.text)
    calendars = (*_ids(names.text.calendars), "always")
    for level in known.values():
        names.must_know(level.place, "calendar", level.calendar, calendars, "calendar")
    for category in names.text.categories:
        names.must_know(category.place, "level", category.level, known, "level")


def _triggers(names: Names) -> None:
    categories, known = _ids(names.text.categories), levels(names.text)
    for trigger in names.text.triggers:
        names.must_know(trigger.place, "category", trigger.category, categories, "category")
        names.must_know(trigger.place, "level", trigger.level, known, "level")
        if trigger.when is None and not trigger.phrases and trigger.read != "by-person":
            what = f"trigger '{trigger.id}' can never match: it has neither a condition nor phrases"
            names.fault(trigger.place, "id", "empty-rule", what, "Add `when:` or `phrases:`, or say `read: by-person`.")
        if trigger.read == "by-person" and trigger.phrases:
            what = f"trigger '{trigger.id}' is left to a person and has phrases"
            names.fault(trigger.place, "phrases", "empty-rule", what, "Drop `read: by-person` or the phrases.")
        if trigger.unless and not trigger.phrases:
            what = f"trigger '{trigger.id}' takes hits away and has none"
            names.fault(trigger.place, "unless", "empty-rule", what, "Add `phrases:` or drop `unless:`.")


def _clocks(names: Names) -> None:
    calendars = (*_ids(names.text.calendars), "always")
    kinds = tuple(dict.fromkeys((*CLOCK_KINDS, *(clock.kind for clock in names.text.clocks))))
    for clock in names.text.clocks:
        names.must_know(clock.place, "calendar", clock.calendar, (*calendars, "inherit"), "calendar")
        names.must_know(clock.place, "team", clock.team, _ids(names.text.directory), "team")
        if clock.kind == "team_response" and clock.team is None:
            names.fault(clock.place, "team", "missing-key", "a team's answer names its team", "Add `team: ...`.")
        for key in ("starts", "stops", "restarts"):
            for event in getattr(clock, key) or ():
                names.must_know(clock.place, key, event, CLOCK_EVENTS, "event that moves a clock")
        for kind in clock.not_before or ():
            names.must_know(clock.place, "not_before", kind, kinds, "kind of clock")
        _by_when(names, clock)
    for change in names.text.adjustments:
        names.must_know(change.place, "calendar", change.calendar, calendars, "calendar")
        if not change.faster_by and change.calendar is None:
            what = f"adjustment '{change.id}' changes nothing"
            names.fault(change.place, "id", "empty-rule", what, "Add `faster_by:` or `calendar:`.")


def _by_when(names: Names, clock: Clock) -> None:
    """A clock says in one way by when, starts at all, and a range names its ends itself."""
    if clock.within == 0 and clock.term is None:
        ways = [key for key in BY_WHEN if (clock.place, key) in names.spots]
        if ways:
            what = f"clock '{clock.id}' says in {len(ways)} ways by when"
            names.fault(clock.place, ways[-1], "empty-rule", what, f"Keep one of {', '.join(ways)}.")
        else:
            names.fault(clock.place, "id", "missing-key", "'within' is missing", "Add `within: ...` to this element.")
    if clock.starts == ():
        what = f"clock '{clock.id}' never starts"
        names.fault(clock.place, "starts", "empty-rule", what, "Name an event, or leave `starts` out.")
    if (clock.place, "end") in names.spots and sum(one.place == clock.place for one in names.text.clocks) > 1:
        names.fault(clock.place, "end", "empty-rule", "a range has both ends", "Leave `end` out.")
    if isinstance(clock.term, UntilFact):
        names.must_know(clock.place, "until", clock.term.fact, names.facts, "fact")
        of_type = names.facts.get(clock.term.fact)
        if of_type is not None and of_type.kind not in (Kind.DATE, Kind.INSTANT):
            what = f"'{clock.term.fact}' is no instant and no date"
            names.fault(clock.place, "until", "type", what, "Name a fact of type instant or date.")


def _routes(names: Names) -> None:
    routes, roles = _ids(names.text.routes), _ids(names.text.directory)
    for route in names.text.routes:
        names.must_know(route.place, "after", route.after, routes, "route")
        for replaced in route.replaces:
            names.must_know(route.place, "replaces", replaced, routes, "route")
        if ":" not in route.to:
            names.must_know(route.place, "to", route.to, roles, "team")
    for copy in names.text.cc:
        names.must_know(copy.place, "cc", copy.cc, roles, "team")


def _directory(names: Names) -> None:
    calendars = (*_ids(names.text.calendars), "always")
    for entry in names.text.directory:
        names.must_know(entry.place, "calendar", entry.calendar, calendars, "calendar")
        names.must_know(entry.place, "from", entry.person_from, names.facts, "fact")
        for coverage in entry.coverage:
            names.must_know(entry.place, "coverage", coverage.calendar, calendars, "calendar")
            for level in coverage.levels:
                names.must_know(entry.place, "coverage", level, levels(names.text), "level")
        for channel in entry.channels:
            names.must_know(entry.place, "channels", channel.segment, _ids(names.text.segments), "segment")
    for one in names.text.fields:
        for fact in one.prefill:
            names.must_know(one.place, "from", fact, (*names.facts, "signal.text", "signal.at"), "fact")


def _calendars(names: Names) -> None:
    for calendar in names.text.calendars:
        if calendar.always == bool(calendar.hours):
            what = f"calendar '{calendar.id}' is open {'by two rules' if calendar.always else 'at no time'}"
            names.fault(calendar.place, "id", "empty-rule", what, "Give it `hours:`, or `always: true`, one of them.")
        elif calendar.always:
            for key in ("holidays", "exceptions", "openings", "changes"):
                if getattr(calendar, key):
                    what = f"calendar '{calendar.id}' never closes, so its {key} would change nothing"
                    mend = f"Write `hours:` in place of `always:`, or leave `{key}` out."
                    names.fault(calendar.place, key, "empty-rule", what, mend)
        for change in calendar.changes:
            if all(getattr(change, key) is None for key in _CHANGEABLE):
                what = f"from {change.since} on nothing changes"
                names.fault(change.place, "from", "empty-rule", what, f"Add one of {', '.join(_CHANGEABLE)}.")


def _selector(names: Names, element: Element, binds: Selector) -> None:
    text = names.text
    for noun, used, known in (
        ("category", binds.category, _ids(text.categories)),
        ("level", binds.level, tuple(levels(text))),
        ("segment", binds.segment, _ids(text.segments)),
        ("trigger", binds.trigger, _ids(text.triggers)),
    ):
        for name in used:
            names.must_know(element.place, "for", name, known, noun)
