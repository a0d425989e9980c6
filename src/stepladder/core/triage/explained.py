"""Why: each obligation with its sources, the values that were read for it, and what it lost to."""

from __future__ import annotations

from collections.abc import Mapping

from stepladder.core.policy.loader import condition_key
from stepladder.core.policy.model import Element
from stepladder.core.triage.readers import Readers
from stepladder.core.triage.select import Selection
from stepladder.core.triage.verdict import ClockVerdict, ExplainedVerdict, RouteVerdict, TriggerVerdict


def explained(
    tools: Readers,
    facts: Mapping[str, object],
    triggers: tuple[TriggerVerdict, ...],
    segments: tuple[str, ...],
    clocks: tuple[ClockVerdict, ...],
    routes: tuple[RouteVerdict, ...],
    selection: Selection,
) -> tuple[ExplainedVerdict, ...]:
    """What matched, then what follows, then what gave way, each in the order of the decision."""
    if not triggers:
        return ()
    found = [_one(tools, facts, one.trigger, "trigger", one.trigger.source) for one in triggers]
    if segments:
        by_id = {segment.id: segment for segment in tools.pack.text.segments}
        found += [_one(tools, facts, by_id[id_], "segment", by_id[id_].source) for id_ in segments]
    found += [ExplainedVerdict(clock.clock, "clock", clock.source) for clock in clocks]
    found += [_one(tools, facts, one.route, "route", one.source) for one in routes]
    standing = {clock.clock.id for clock in clocks} | {one.route.id for one in routes}
    losers = {
        element.id: ExplainedVerdict(element, kind, element.source, (), to) for element, kind, to in selection.lost
    }
    winners = {clock.clock.id for clock in clocks}
    for clock in clocks:
        for _, candidates in selection.slots:
            for other in candidates:
                if other.clock.id in clock.replaces and other.clock.id not in winners:
                    beaten = ExplainedVerdict(other.clock, "clock", other.clock.source, (), clock.clock.id)
                    losers.setdefault(other.clock.id, beaten)
    return (*found, *(loser for id_, loser in losers.items() if id_ not in standing))


def _one(
    tools: Readers, facts: Mapping[str, object], element: Element, kind: str, source: tuple[str, ...]
) -> ExplainedVerdict:
    """An element with the values its condition read, where it has one: None for a fact nobody said."""
    if getattr(element, "when", None) is None:
        return ExplainedVerdict(element, kind, source)
    read = tuple((name, facts.get(name)) for name in tools.reads_of[condition_key(element)])
    return ExplainedVerdict(element, kind, source, read)
