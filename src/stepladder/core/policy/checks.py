"""What must hold between the elements of a pack: every name that is used is there, and no rule is empty (T41)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from stepladder.core.policy import (
    checks_assessments,
    checks_conduct,
    checks_gates,
    checks_offers,
    checks_templates,
    checks_upkeep,
)
from stepladder.core.policy.binding import selector
from stepladder.core.policy.conditions import BUILTIN, FactType, Kind
from stepladder.core.policy.kinds import CLOCK_EVENTS, CLOCK_KINDS
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.model import SECTION_KEYS, Clock, Element, PackText, Place, Selector, UntilFact
from stepladder.core.policy.names import Names, Spots, ids
from stepladder.core.policy.names import levels as levels
from stepladder.core.policy.nodes import suggest
from stepladder.core.policy.parameters import PARAMETERS
from stepladder.core.policy.terms import BY_WHEN
from stepladder.core.values import Fault

_CONDITION_NAME, _WORDS_OF_CONDITIONS = re.compile("[a-z][a-z0-9_]*"), ("in", "true", "false", "null")
_CHANGEABLE = ("hours", "holidays", "exceptions", "openings", "holiday_closes_shift")
_NOUNS = {
    "cc": "cc", "directory": "directory entry", "categories": "category", "identity": "identity class",
    "guidance": "piece of guidance", "training": "piece of training", "agenda": "item of the agenda",
    "follow_ups": "follow-up",
}  # fmt: skip
"""What an element is called in the singular, where that is not its section's name without its last letter."""


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
        selector(names, element, "for", binds)
    for room in (
        checks_assessments, checks_gates, checks_conduct, checks_templates, checks_offers, checks_upkeep,
    ):  # fmt: skip
        room.check(names)
    # The two clocks of a range are one element, whose faults are told once.
    return list(dict.fromkeys(names.faults))


def _bound(text: PackText) -> Iterator[tuple[Element, Selector]]:
    for group in (
        text.clocks, text.adjustments, text.routes, text.cc, text.fields, text.gates, text.identity, text.approvals,
        text.guards, text.guidance, text.steps, text.templates, text.follow_ups, text.ladders, text.concessions,
        text.terms, text.records, text.holds,
    ):  # fmt: skip
        for element in group:
            yield element, element.binds


def _each_id_once(names: Names) -> None:
    text = names.text
    for section in SECTION_KEYS:
        if section != "examples":
            noun = _NOUNS.get(section, section[:-1])
            _once(names, noun, getattr(text, section))
    _once(names, "link", text.header.links)
    within: tuple[tuple[str, tuple[tuple[Element, ...], ...]], ...] = (
        ("level", tuple(one.levels for one in text.scales)),
        ("stage of this category", tuple(one.stages for one in text.categories)),
        ("item of this gate", tuple(one.items for one in text.gates)),
        ("factor of this class", tuple(one.of for one in text.identity)),
        ("request of this class", tuple(one.requests for one in text.identity)),
        ("slot of this template", tuple(one.slots for one in text.templates)),
        ("part of this template", tuple(one.parts for one in text.templates)),
        ("rung", (tuple(rung for one in text.ladders for rung in one.rungs),)),
        ("sub-rung", tuple(rung.sub_rungs for one in text.ladders for rung in one.rungs)),
    )
    for noun, groups in within:
        for group in groups:
            _once(names, noun, group)


def _once(names: Names, noun: str, elements: tuple[Element, ...]) -> None:
    first: dict[str, Place] = {}
    for element in elements:
        id_, place = name_in_section(element), element.place
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
            # Its own id stands there all the same, and must not pass for something that only could not be read.
            what = f"no parameter is called '{chosen.id[:60]}'"
            names.fault(chosen.place, "id", "unknown-name", what, suggest(chosen.id, PARAMETERS))
        elif known.choices and chosen.value not in known.choices:
            what = f"'{chosen.value}' is no reading of {known.question}"
            names.fault(chosen.place, "value", "choice", what, suggest(chosen.value, known.choices))
        elif known.form and not re.fullmatch(known.form, chosen.value):
            what = f"'{chosen.value[:40]}' is no reading of {known.question}"
            names.fault(chosen.place, "value", "choice", what, f"Write it as {known.default}.")
        elif known.is_role:
            names.must_know(chosen.place, "value", chosen.value, (known.default, *names.roles), "role")


def _facts(names: Names) -> None:
    for fact in names.text.facts:
        if fact.name in BUILTIN:
            what = f"'{fact.name}' is there already, as {BUILTIN[fact.name].kind}"
            names.fault(fact.place, "id", "duplicate-id", what, f"Take another id, such as {fact.id}_of_ours.")
        elif not _CONDITION_NAME.fullmatch(fact.id) or fact.id in _WORDS_OF_CONDITIONS:
            what = f"no condition can name a fact that is called '{fact.id[:40]}'"
            names.fault(fact.place, "id", "type", what, "Use small letters, digits and `_`, a letter first.")
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
    known = names.levels
    calendars = (*ids(names.text.calendars), "always")
    for level in known.values():
        names.must_know(level.place, "calendar", level.calendar, calendars, "calendar")
    for category in names.text.categories:
        names.must_know(category.place, "level", category.level, known, "level")


def _triggers(names: Names) -> None:
    categories, known, flags = names.categories, names.levels, ids(names.text.flags)
    for trigger in names.text.triggers:
        names.must_know(trigger.place, "category", trigger.category, categories, "category")
        names.must_know(trigger.place, "level", trigger.level, known, "level")
        names.must_know(trigger.place, "flag", trigger.flag, flags, "flag")
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
    calendars = (*ids(names.text.calendars), "always")
    kinds = tuple(dict.fromkeys((*CLOCK_KINDS, *(clock.kind for clock in names.text.clocks))))
    for clock in names.text.clocks:
        names.must_know(clock.place, "calendar", clock.calendar, (*calendars, "inherit"), "calendar")
        names.must_know(clock.place, "team", clock.team, ids(names.text.directory), "team")
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
    routes, roles = ids(names.text.routes), ids(names.text.directory)
    for route in names.text.routes:
        names.must_know(route.place, "after", route.after, routes, "route")
        names.must_know(route.place, "template", route.template, names.templates, "template")
        for replaced in route.replaces:
            names.must_know(route.place, "replaces", replaced, routes, "route")
        if ":" not in route.to:
            names.must_know(route.place, "to", route.to, roles, "team")
    for copy in names.text.cc:
        names.must_know(copy.place, "cc", copy.cc, roles, "team")


def _directory(names: Names) -> None:
    calendars = (*ids(names.text.calendars), "always")
    for entry in names.text.directory:
        names.must_know(entry.place, "calendar", entry.calendar, calendars, "calendar")
        names.must_know(entry.place, "from", entry.person_from, names.facts, "fact")
        for coverage in entry.coverage:
            names.must_know(entry.place, "coverage", coverage.calendar, calendars, "calendar")
            for level in coverage.levels:
                names.must_know(entry.place, "coverage", level, names.levels, "level")
        for channel in entry.channels:
            names.must_know(entry.place, "channels", channel.segment, names.segments, "segment")
    for one in names.text.fields:
        for fact in one.prefill:
            names.must_know(one.place, "from", fact, (*names.facts, "signal.text", "signal.at"), "fact")


def _calendars(names: Names) -> None:
    for calendar in names.text.calendars:
        if calendar.always == bool(calendar.hours):
            what = f"calendar '{calendar.id}' {'is open by two rules' if calendar.always else 'has no hours of a week'}"
            mend = "Give it `hours:`, or `always: true`, one of them; single openings stand beside hours."
            names.fault(calendar.place, "id", "empty-rule", what, mend)
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
