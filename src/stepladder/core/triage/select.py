"""What must follow from what matched: obligations bound by their selectors and merged by the rule of their kind.

A selection depends on names alone (triggers, segments, levels, ...), never on times or values, so it is made once for
each combination that occurs and kept with the pack.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from functools import partial
from typing import Any, Literal, NamedTuple, TypeVar

from msgspec.structs import replace

from stepladder.core.policy import obligations as o
from stepladder.core.policy.checks import levels as levels_of
from stepladder.core.policy.model import Element, EscalateBy, Field, Level, Route, Selector
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.clock_slots import Candidate, Slot, is_plain, slots_of
from stepladder.core.triage.kept import Kept
from stepladder.core.triage.matters import SOONEST, Case, Holds, Matched, case_of, flags

Lost = tuple[Element, str, str]
"""An element that gave way, its kind, and the id it gave way to."""


class Bound(NamedTuple):
    """Obligations whose selector holds, in pack order; which of them stand is a matter of facts besides."""

    gates: tuple[o.Gate, ...] = ()
    approvals: tuple[o.Approval, ...] = ()
    guards: tuple[o.Guard, ...] = ()
    guidance: tuple[o.Guidance, ...] = ()
    steps: tuple[o.Step, ...] = ()
    templates: tuple[o.Template, ...] = ()
    records: tuple[o.Record, ...] = ()
    holds: tuple[o.Hold, ...] = ()
    concessions: tuple[o.Concession, ...] = ()
    terms: tuple[o.Term, ...] = ()
    follow_ups: tuple[o.FollowUp, ...] = ()
    ladders: tuple[o.Ladder, ...] = ()


@dataclass(frozen=True, slots=True)
class Selection:
    """The obligations of one combination, in pack order.

    `slots` holds for each slot what the matters settled on: the earliest due counts (Q-09). `lost` names elements that
    gave way and to which one. `leading` is the highest level of the first scale that has one.
    """

    case: Case
    leading: Level | None
    urgency: int
    categories: tuple[str, ...]
    slots: tuple[tuple[Slot, tuple[Candidate, ...]], ...]
    plain: bool
    """Whether the signal starts every clock and each counts a duration whatever the others do, as almost all do."""
    routes: tuple[tuple[Route, tuple[str, ...], tuple[str, ...]], ...]
    """Route, its copies, and its sources with those of the routes it stands for."""
    fields: tuple[Field, ...]
    lost: tuple[Lost, ...]
    field_mode: Literal["warn", "hold"]
    prefills: frozenset[str]
    """Every fact that prefills one of the fields."""
    scenarios: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    bound: Bound | None = None
    """None where nothing but clocks, routes and fields follows."""
    escalate: EscalateBy | None = None
    """The soonest that the leading level or a scenario asks for."""
    exempt: frozenset[o.Gate] = frozenset()
    """The gates that stand open here for whom they are not meant (Q-23)."""
    kept: Kept[Any] = dataclass_field(default_factory=partial(Kept, 512), compare=False, repr=False)
    """What is worked out for this selection once, such as its explanation."""

    @property
    def levels(self) -> dict[str, str]:
        """The level on each scale that has one."""
        return self.case.levels

    def keep(self, key: Any, value: Any) -> Any:
        """Keep what was worked out, and answer it."""
        return self.kept.keep(key, value)


def select(pack: Pack, matched: Matched) -> Selection:
    """What follows from what matched."""
    text, case = pack.text, case_of(pack, matched)
    known_levels, whole = levels_of(text), case.whole
    chosen = [known_levels[f"{scale}:{level}"] for scale, level in case.levels.items()]
    leading = chosen[0] if chosen else None
    lost: list[Lost] = []
    slots = slots_of(pack, case, lost)
    fields = tuple(one for one in text.fields if whole.binds(one.binds)) if case.anything else ()
    bound = _bound(pack, whole) if case.anything else None
    return Selection(
        case=case,
        leading=leading,
        urgency=max((level.urgency for level in chosen), default=0),
        categories=tuple(category.id for category in text.categories if category.id in whole.categories),
        slots=slots,
        plain=all(is_plain(one.clock) for _, found in slots for one in found),
        routes=_routes(pack, _told_for(pack, case), lost, whole, anything=case.anything),
        fields=fields,
        lost=tuple(lost),
        field_mode=_field_mode(pack, leading),
        prefills=frozenset(name for one in fields for name in one.prefill),
        scenarios=tuple(scenario.id for scenario in text.scenarios if scenario.id in whole.scenarios),
        flags=flags(pack, matched),
        bound=bound if case.identity or (bound is not None and any(bound)) else None,
        escalate=_escalate(case, leading),
        exempt=frozenset(gate for gate in text.gates if _is_exempt(pack, gate, whole)),
    )


def _escalate(case: Case, leading: Level | None) -> EscalateBy | None:
    asked = [case.escalate if case.anything else None, leading.escalate if leading is not None else None]
    return min((one for one in asked if one is not None), key=SOONEST.index, default=None)


_NONE_EXEMPT = ("none", "notice_at_once")
"""Readings by which no case skips an attempt; what goes out at once is then what no such gate holds (Q-23)."""


def _is_exempt(pack: Pack, gate: o.Gate, whole: Holds) -> bool:
    if gate.exempt is None or (gate.kind == "attempt" and pack.parameters["gate.exempt"] in _NONE_EXEMPT):
        return False
    return whole.binds(gate.exempt)


_Some = TypeVar("_Some", bound=o.Obligation)


def _bound(pack: Pack, whole: Holds) -> Bound:
    def held(elements: Iterable[_Some]) -> tuple[_Some, ...]:
        return tuple(one for one in elements if whole.binds(one.binds))

    text = pack.text
    return Bound(
        gates=held(text.gates),
        approvals=held(text.approvals),
        guards=held(text.guards),
        guidance=held(text.guidance),
        steps=held(text.steps),
        templates=held(text.templates),
        records=held(text.records),
        holds=held(text.holds),
        concessions=held(text.concessions),
        terms=held(text.terms),
        follow_ups=held(text.follow_ups),
        ladders=held(text.ladders),
    )


def _routes(
    pack: Pack, holds: Holds, lost: list[tuple[Element, str, str]], whole: Holds, *, anything: bool
) -> tuple[tuple[Route, tuple[str, ...], tuple[str, ...]], ...]:
    # sorted() is stable, so pack order stays within one order.
    bound = sorted(
        (one for one in pack.text.routes if holds.binds(one.binds) and (anything or _follows_the_person(one))),
        key=lambda route: route.order,
    )
    if holds is not whole:
        (chosen,) = holds.categories
        lost += [(one, "route", chosen) for one in pack.text.routes if _is_left_out(one.binds, whole, holds)]
        lost += [(one, "cc", chosen) for one in pack.text.cc if _is_left_out(one.binds, whole, holds)]
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


def _told_for(pack: Pack, case: Case) -> Holds:
    """What holds for whoever is told: all of it, or of the categories only the first, as the policy reads it (Q-29).

    The first is that of the highest level, and among equals the first of the pack; what its own triggers bring and
    what belongs to no category stays.
    """
    whole = case.whole
    if pack.parameters["route.overlap"] == "union" or len(whole.categories) < 2:
        return whole
    urgency = {name: level.urgency for name, level in levels_of(pack.text).items()}
    order = [one.id for one in pack.text.categories]
    ranked = sorted(
        (-urgency.get(one.level or "", 0), order.index(one.category), one.category)
        for one in case.matters
        if one.category is not None
    )
    first = ranked[0][-1]
    triggers = [name for one in case.matters if one.category in (None, first) for name in one.triggers]
    return replace(whole, categories=frozenset({first}), triggers=frozenset(triggers))


def _is_left_out(binds: Selector, whole: Holds, holds: Holds) -> bool:
    return whole.binds(binds) and not holds.binds(binds)


def _follows_the_person(route: Route) -> bool:
    """Whether a route follows from who writes, whatever the matter: what a journalist asks goes to the press team."""
    return bool(route.binds.segment) and not route.bypasses and route.binds == Selector(segment=route.binds.segment)


def _field_mode(pack: Pack, leading: Level | None) -> Literal["warn", "hold"]:
    chosen = pack.parameters["handover.mode"]
    if chosen != "by_level":
        return "warn" if chosen == "warn" else "hold"
    return leading.handover if leading is not None else "hold"
