"""Why: each obligation with its sources, the facts its condition reads, and what it lost to."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from stepladder.core.policy.assessments import Detector
from stepladder.core.policy.conditioned import condition_key
from stepladder.core.policy.conditions import reads
from stepladder.core.policy.model import Category, Element
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.verdict import ExplainedVerdict, Verdict


class Reason(msgspec.Struct, frozen=True):
    """An element of the answer, and the facts its condition reads; `lost_to` where it gave way."""

    element: Element
    kind: str
    source: tuple[str, ...]
    reads: tuple[str, ...] = ()
    lost_to: str | None = None


def explanation(verdict: Verdict) -> tuple[ExplainedVerdict, ...]:
    """What matched, then what follows, then what gave way, each in the order of the decision, with the values read.

    A fact that nobody said stands with None.
    """
    facts = verdict.facts
    return tuple(
        ExplainedVerdict(
            one.element, one.kind, one.source, tuple((name, facts.get(name)) for name in one.reads), one.lost_to
        )
        for one in reasons(verdict)
    )


def reasons(verdict: Verdict) -> tuple[Reason, ...]:
    """The explanation without its values: a matter of names alone."""
    return tuple(_reasons(verdict)) if verdict.seen or verdict.routes or verdict.selection.case.matters else ()


def _reasons(verdict: Verdict) -> Iterator[Reason]:
    pack = verdict.pack
    for one in verdict.triggers:
        kind = _KINDS.get(type(one.trigger), "trigger")
        yield Reason(one.trigger, kind, one.trigger.source, _reads(pack, one.trigger))
    yield from _assessments(verdict)
    for segment in pack.text.segments:
        if segment.id in verdict.segments:
            yield Reason(segment, "segment", segment.source, _reads(pack, segment))
    for clock in (*verdict.clocks, *verdict.promised):
        yield Reason(clock.clock, "clock", clock.source)
    for told in verdict.routes:
        yield Reason(told.route, "route", told.source, _reads(pack, told.route))
    yield from _duties(verdict)
    yield from _gave_way(verdict)


_KINDS: dict[type, str] = {Detector: "detector", Category: "category"}


def _assessments(verdict: Verdict) -> Iterator[Reason]:
    """Signs, and the categories, levels and scenarios that facts show."""
    pack, selection = verdict.pack, verdict.selection
    true = verdict.asked.answers.true
    ticked = {one.trigger.id for one in verdict.triggers}
    for sign in verdict.signs:
        yield Reason(sign.trigger, "sign", sign.trigger.source, _reads(pack, sign.trigger))
    for category in pack.text.categories:
        shown = category.when is not None and condition_key(category) in true and category.id not in ticked
        if shown and category.id in selection.categories:
            yield Reason(category, "category", category.source, _reads(pack, category))
    for scale, levels in verdict.asked.readers.tables.levels:
        chosen = f"{scale}:{selection.levels.get(scale)}"
        for level, key in levels:
            if f"{scale}:{level}" == chosen and chosen in selection.case.common and key in true:
                element = verdict.asked.readers.levels[chosen]
                yield Reason(element, "level", element.source, reads(pack.trees[key]))
    for scenario in pack.text.scenarios:
        if scenario.id in selection.scenarios:
            yield Reason(scenario, "scenario", scenario.source, _reads(pack, scenario))


def _duties(verdict: Verdict) -> Iterator[Reason]:
    """What follows beyond clocks and routes, in the order of the document."""
    pack, duties = verdict.pack, verdict.duties
    for gate in duties.gates:
        yield Reason(gate.gate, "gate", gate.gate.source, _reads(pack, gate.gate, "when", "opens_when"))
    if duties.identity is not None:
        yield Reason(duties.identity.identity, "identity", duties.identity.identity.source)
    for guard in duties.guards:
        yield Reason(guard.guard, "guard", guard.source, _reads(pack, guard.guard))
    plain: tuple[tuple[str, tuple[Element, ...]], ...] = (
        ("approval", duties.approvals),
        ("guidance", duties.guidance),
        ("step", duties.steps),
        ("template", tuple(one.template for one in duties.templates)),
        ("record", duties.records),
        ("hold", duties.holds),
        ("concession", duties.concessions),
        ("term", duties.terms),
        ("follow_up", duties.follow_ups),
    )
    for kind, elements in plain:
        for element in elements:
            yield Reason(element, kind, element.source, _reads(pack, element))
    if duties.ladder is not None:
        yield Reason(duties.ladder.ladder, "ladder", duties.ladder.ladder.source, _reads(pack, duties.ladder.ladder))


def _gave_way(verdict: Verdict) -> Iterator[Reason]:
    """What lost its place, each once, to the element that stands."""
    selection = verdict.selection
    clocks = (*verdict.clocks, *verdict.promised)
    # An id names one thing within its kind alone, so a route may give way beside a clock of its name.
    standing = {f"clock {one.clock.id}" for one in clocks} | {f"route {one.route.id}" for one in verdict.routes}
    losers = {f"{kind} {one.id}": Reason(one, kind, one.source, (), to) for one, kind, to in selection.lost}
    for clock in clocks:
        for _, candidates in selection.slots:
            for other in candidates:
                if other.clock.id in clock.replaces:
                    found = Reason(other.clock, "clock", other.source, (), clock.clock.id)
                    losers.setdefault(f"clock {other.clock.id}", found)
    for element, kind, to in (*verdict.duties.lost, *verdict.gave_way):
        losers.setdefault(f"{kind} {element.id}", Reason(element, kind, element.source, (), to))
    return (loser for id_, loser in losers.items() if id_ not in standing)


def _reads(pack: Pack, element: Element, *keys: str) -> tuple[str, ...]:
    """The facts that the conditions of an element read, each once; `when` where no keys are named."""
    written = [key for key in keys or ("when",) if getattr(element, key, None) is not None]
    names = (name for key in written for name in reads(pack.trees[condition_key(element, key=key)]))
    return tuple(dict.fromkeys(names))
