"""What must follow from what matched: obligations bound by their selectors and merged by the rule of their kind.

A selection depends on names alone (triggers, segments, levels), never on times or values, so it is made once for each
combination that occurs and kept with the pack.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any, Literal, cast

from stepladder.core.clock.counting import Counting
from stepladder.core.clock.promises import SameDay
from stepladder.core.clock.work_time import WorkTime
from stepladder.core.policy.checks import levels as levels_of
from stepladder.core.policy.kinds import rules_of, starts_with_signal
from stepladder.core.policy.model import Clock, Element, Field, Level, Route, Selector
from stepladder.core.policy.pack import Pack

_MOST_KEPT = 512

Slot = tuple[str, str | None, str | None]


@dataclass(frozen=True, slots=True)
class Matter:
    """What belongs together in one case: a category (or a level without one) and the triggers that brought it."""

    category: str | None
    level: str | None
    triggers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A clock as one matter settles it.

    Under which calendar, how it is counted, for how long (seconds), and what lost to it.
    """

    clock: Clock
    calendar: str
    counting: Counting
    seconds: int
    source: tuple[str, ...]
    beaten: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Selection:
    """The obligations of one combination, in pack order.

    `slots` holds for each slot what the matters settled on: the earliest due counts (Q-09). `lost` names elements that
    gave way and to which one. `leading` is the highest level of the first scale that has one.
    """

    levels: dict[str, str]
    leading: Level | None
    urgency: int
    categories: tuple[str, ...]
    slots: tuple[tuple[Slot, tuple[Candidate, ...]], ...]
    plain: bool
    """Whether the signal starts every clock and each counts a duration whatever the others do, as almost all do."""
    routes: tuple[tuple[Route, tuple[str, ...], tuple[str, ...]], ...]
    """Route, its copies, and its sources with those of the routes it stands for."""
    fields: tuple[Field, ...]
    lost: tuple[tuple[Element, str, str], ...]
    """(element, its kind, the id it lost to)."""
    field_mode: Literal["warn", "hold"]
    prefills: frozenset[str]
    """Every fact that prefills one of the fields."""
    kept: dict[Any, Any] = dataclass_field(default_factory=dict, compare=False, repr=False)
    """What is worked out for this selection once, such as its explanation. `keep` bounds it."""

    def keep(self, key: Any, value: Any) -> Any:
        """Keep what was worked out, and answer it."""
        if len(self.kept) >= _MOST_KEPT:
            self.kept.clear()  # Odd combinations must not fill the memory; common ones are soon back.
        self.kept[key] = value
        return value


def select(
    pack: Pack, triggers: tuple[str, ...], segments: tuple[str, ...], overrides: tuple[tuple[str, str], ...]
) -> Selection:
    """What follows from these triggers and segments (in pack order); `overrides` are levels set by a person."""
    text = pack.text
    known_levels = levels_of(text)
    matters = _matters(pack, triggers, dict(overrides))
    chosen = _levels(pack, matters, overrides)
    leading = next((known_levels[f"{scale}:{level}"] for scale, level in chosen.items()), None)
    whole = _Holds(
        categories=frozenset(matter.category for matter in matters if matter.category),
        levels=frozenset(f"{scale}:{level}" for scale, level in chosen.items()),
        segments=frozenset(segments),
        triggers=frozenset(triggers),
    )
    lost: list[tuple[Element, str, str]] = []
    slots = _slots(pack, matters, whole.segments, known_levels, lost)
    fields = tuple(one for one in text.fields if whole.binds(one.binds)) if matters else ()
    return Selection(
        levels=chosen,
        leading=leading,
        urgency=max((known_levels[f"{scale}:{level}"].urgency for scale, level in chosen.items()), default=0),
        categories=tuple(category.id for category in text.categories if category.id in whole.categories),
        slots=slots,
        plain=all(_is_plain(one.clock) for _, found in slots for one in found),
        routes=_routes(pack, whole, lost, anything=bool(matters)),
        fields=fields,
        lost=tuple(lost),
        field_mode=_field_mode(pack, leading),
        prefills=frozenset(name for one in fields for name in one.prefill),
    )


def _is_plain(clock: Clock) -> bool:
    return clock.term is None and starts_with_signal(clock) and not rules_of(clock).not_before


@dataclass(frozen=True, slots=True)
class _Holds:
    """What holds in a case or in one matter of it, to test selectors against."""

    categories: frozenset[str]
    levels: frozenset[str]
    segments: frozenset[str]
    triggers: frozenset[str]

    def binds(self, selector: Selector) -> bool:
        return (
            (not selector.category or not self.categories.isdisjoint(selector.category))
            and (not selector.level or not self.levels.isdisjoint(selector.level))
            and (not selector.segment or not self.segments.isdisjoint(selector.segment))
            and (not selector.trigger or not self.triggers.isdisjoint(selector.trigger))
            # Scenarios and stages never hold at triage: they come with the life of a case.
            and not selector.scenario
            and not selector.stage
        )


def _matters(pack: Pack, triggers: tuple[str, ...], overrides: dict[str, str]) -> tuple[Matter, ...]:
    category_level = {category.id: category.level for category in pack.text.categories}
    grouped: dict[tuple[str | None, str | None], list[str]] = {}
    matched = set(triggers)
    for trigger in pack.text.triggers:
        if trigger.id in matched:
            level = trigger.level or category_level.get(trigger.category or "")
            if level is not None and (own := overrides.get(level.partition(":")[0])) is not None:
                level = f"{level.partition(':')[0]}:{own}"
            grouped.setdefault((trigger.category, level), []).append(trigger.id)
    return tuple(Matter(category, level, tuple(ids)) for (category, level), ids in grouped.items())


def _levels(pack: Pack, matters: tuple[Matter, ...], overrides: tuple[tuple[str, str], ...]) -> dict[str, str]:
    found = {matter.level for matter in matters}
    chosen: dict[str, str] = {}
    by_person = dict(overrides) if matters else {}
    for scale in pack.text.scales:
        if scale.id in by_person:
            chosen[scale.id] = by_person[scale.id]
            continue
        for level in scale.levels:
            if f"{scale.id}:{level.id}" in found:
                chosen[scale.id] = level.id
                break
    return chosen


def _slots(
    pack: Pack,
    matters: tuple[Matter, ...],
    segments: frozenset[str],
    known_levels: dict[str, Level],
    lost: list[tuple[Element, str, str]],
) -> tuple[tuple[Slot, tuple[Candidate, ...]], ...]:
    settled: dict[Slot, list[Candidate]] = {}
    strictest = pack.parameters["clock.precedence"] == "strictest"
    for matter in matters:
        holds = _Holds(
            categories=frozenset({matter.category} if matter.category else ()),
            levels=frozenset({matter.level} if matter.level else ()),
            segments=segments,
            triggers=frozenset(matter.triggers),
        )
        level = known_levels.get(matter.level or "")
        rivals: dict[Slot, list[Clock]] = {}
        for clock in pack.text.clocks:
            if holds.binds(clock.binds):
                rivals.setdefault((clock.kind, clock.team, clock.end), []).append(clock)
        for slot, clocks in rivals.items():
            best = max(clock.binds.specificity for clock in clocks)
            winners = clocks if strictest else [clock for clock in clocks if clock.binds.specificity == best]
            losers = [clock for clock in clocks if clock not in winners]
            for winner in winners:
                candidate = _candidate(pack, winner, level, holds, losers)
                if candidate not in settled.setdefault(slot, []):
                    settled[slot].append(candidate)
            lost += [(loser, "clock", winners[0].id) for loser in losers]
    return tuple((slot, tuple(candidates)) for slot, candidates in settled.items())


def _candidate(pack: Pack, clock: Clock, level: Level | None, holds: _Holds, losers: list[Clock]) -> Candidate:
    calendar, counting, seconds = _promise(pack, clock, level, holds)
    same = [
        loser
        for loser in losers
        if loser.term == clock.term and _promise(pack, loser, level, holds) == (calendar, counting, seconds)
    ]
    changes = [change for change in pack.text.adjustments if clock.kind in change.kinds and holds.binds(change.binds)]
    source = list(clock.source)
    for also in (*same, *changes):
        source += [row for row in also.source if row not in source]
    return Candidate(clock, calendar, counting, seconds, tuple(source), tuple(loser.id for loser in losers))


def _promise(pack: Pack, clock: Clock, level: Level | None, holds: _Holds) -> tuple[str, Counting, int]:
    """The calendar, the counting and the seconds of a clock in one matter, after all adjustments.

    Only durations are made shorter. The same day ends when the office closes, whatever the level and segment (Q-21).
    """
    calendar, work = clock.calendar, WorkTime(clock.within)
    counting = clock.counting or cast(Counting, pack.parameters["clock.count"])
    if isinstance(clock.term, SameDay):
        return pack.parameters["pack.office"] if calendar == "inherit" else calendar, counting, 0
    if calendar == "inherit":
        if clock.binds.category and pack.parameters["clock.category.calendar"] == "elapsed":
            calendar, counting = "always", "elapsed"
        else:
            calendar = level.calendar if level is not None and level.calendar else "always"
    for change in pack.text.adjustments:
        if clock.kind in change.kinds and holds.binds(change.binds):
            work = work.faster_by(change.faster_by) if change.faster_by and clock.term is None else work
            calendar = change.calendar or calendar
    return calendar, counting, work.seconds


def _routes(
    pack: Pack, holds: _Holds, lost: list[tuple[Element, str, str]], *, anything: bool
) -> tuple[tuple[Route, tuple[str, ...], tuple[str, ...]], ...]:
    # sorted() is stable, so pack order stays within one order.
    bound = sorted(
        (one for one in pack.text.routes if holds.binds(one.binds) and (anything or _follows_the_person(one))),
        key=lambda route: route.order,
    )
    replaced = {id_: route.id for route in bound for id_ in route.replaces}
    copies = tuple(dict.fromkeys(copy.cc for copy in pack.text.cc if holds.binds(copy.binds)))
    kept: dict[tuple[str, str, str | None], tuple[Route, list[str]]] = {}
    for route in bound:
        addressee = (route.to, route.channel, route.when)
        if route.id in replaced:
            lost.append((route, "route", replaced[route.id]))
        elif addressee in kept and not route.bypasses:
            first, sources = kept[addressee]
            sources += [row for row in route.source if row not in sources]
            lost.append((route, "route", first.id))
        else:
            kept[addressee] = (route, list(route.source))
    return tuple(
        (route, tuple(cc for cc in copies if cc != route.to), tuple(sources)) for route, sources in kept.values()
    )


def _follows_the_person(route: Route) -> bool:
    """Whether a route follows from who writes, whatever the matter: what a journalist asks goes to the press team."""
    return bool(route.binds.segment) and not route.bypasses and route.binds == Selector(segment=route.binds.segment)


def _field_mode(pack: Pack, leading: Level | None) -> Literal["warn", "hold"]:
    chosen = pack.parameters["handover.mode"]
    if chosen != "by_level":
        return "warn" if chosen == "warn" else "hold"
    return leading.handover if leading is not None else "hold"
