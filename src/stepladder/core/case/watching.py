"""Which issues of a new case are watched over all customers, as the policy's patterns ask."""

from __future__ import annotations

import hashlib

from stepladder.core.case.assessment import WatchedIssue
from stepladder.core.policy.assessments import Detector
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.verdict import Verdict

FEATURE = "signal.feature"


def issues_of(verdict: Verdict) -> tuple[WatchedIssue, ...]:
    """What a new case reports: its category, else its first trigger, for each count that the policy watches.

    A feature narrows the issue; of what somebody called it only a digest is kept.
    """
    watched = _watched(verdict.pack)
    if not watched:
        return ()
    tag = next(iter(verdict.categories), None) or next((one.trigger.id for one in verdict.triggers), None)
    if tag is None:
        return ()
    feature = verdict.facts.get(FEATURE)
    return tuple(
        WatchedIssue(
            tag=tag,
            at_least=at_least,
            within=within,
            detectors=tuple(one.id for one in detectors),
            feature=None if feature is None else _digest(str(feature)),
            source=tuple(dict.fromkeys(row for one in detectors for row in one.source)),
        )
        for (at_least, within, among), detectors in watched.items()
        if not among or not set(among).isdisjoint(verdict.categories)
    )


_Counted = tuple[int, int, tuple[str, ...]]
"""How many customers, within how many seconds, among which categories."""


def _watched(pack: Pack) -> dict[_Counted, tuple[Detector, ...]]:
    """The patterns that count distinct customers of a workspace, by what makes them one: two that count alike are."""
    kept: dict[_Counted, tuple[Detector, ...]] | None = pack.compiled.get("watched")
    if kept is None:
        kept = {}
        for one in pack.text.detectors:
            count = one.count
            if count is None or count.per != "workspace" or count.distinct != "customer":
                continue
            if count.at_least is not None and count.within is not None:
                key = (count.at_least, count.within, count.among)
                kept[key] = (*kept.get(key, ()), one)
        pack.compiled["watched"] = kept
    return kept


def _digest(feature: str) -> str:
    return hashlib.sha256(" ".join(feature.casefold().split()).encode()).hexdigest()[:16]
