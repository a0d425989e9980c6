"""Why: each obligation with its sources, the facts its condition reads, and what it lost to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from stepladder.core.policy.conditions import reads
from stepladder.core.policy.loader import condition_key
from stepladder.core.policy.model import Element
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.verdict import ExplainedVerdict, Verdict


@dataclass(frozen=True, slots=True)
class Reason:
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
    return tuple(_reasons(verdict)) if verdict.triggers or verdict.routes else ()


def _reasons(verdict: Verdict) -> Iterator[Reason]:
    pack = verdict.pack
    for one in verdict.triggers:
        yield Reason(one.trigger, "trigger", one.trigger.source, _reads(pack, one.trigger))
    for segment in pack.text.segments:
        if segment.id in verdict.segments:
            yield Reason(segment, "segment", segment.source, _reads(pack, segment))
    for clock in (*verdict.clocks, *verdict.promised):
        yield Reason(clock.clock, "clock", clock.source)
    for told in verdict.routes:
        yield Reason(told.route, "route", told.source, _reads(pack, told.route))
    yield from _gave_way(verdict)


def _gave_way(verdict: Verdict) -> Iterator[Reason]:
    """What lost its place, each once, to the element that stands."""
    selection = verdict.selection
    clocks = (*verdict.clocks, *verdict.promised)
    standing = {one.clock.id for one in clocks} | {one.route.id for one in verdict.routes}
    losers = {element.id: Reason(element, kind, element.source, (), to) for element, kind, to in selection.lost}
    for clock in clocks:
        for _, candidates in selection.slots:
            for other in candidates:
                if other.clock.id in clock.replaces:
                    losers.setdefault(other.clock.id, Reason(other.clock, "clock", other.source, (), clock.clock.id))
    return (loser for id_, loser in losers.items() if id_ not in standing)


def _reads(pack: Pack, element: Element) -> tuple[str, ...]:
    if getattr(element, "when", None) is None:
        return ()
    return reads(pack.trees[condition_key(element)])
