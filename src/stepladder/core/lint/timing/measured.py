"""Numbers about time for which the policy says no time."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.lint.timing.situations import situations
from stepladder.core.policy.obligations import Metric

_KINDS = {
    "time_to_ack": ("acknowledge", "first_response", "response"), "time_to_resolution": ("resolution",),
    "resolution_time": ("resolution",),
}  # fmt: skip
"""The kinds of clocks whose limits a measure is held against."""


def _without_clock(subject: Subject) -> Iterator[Found]:
    for metric in subject.text.metrics:
        kinds = _KINDS.get(metric.measure)
        target = metric.target or ""
        if kinds is None or not target or any(sign.isdigit() for sign in target):
            continue  # A number of its own needs no clock, and without a target nothing is missed.
        yield from _levels_without(subject, metric, kinds, target)


def _levels_without(subject: Subject, metric: Metric, kinds: tuple[str, ...], target: str) -> Iterator[Found]:
    scale = next((one for one in subject.text.scales if one.id in target.split()), None)
    about = f"'{metric.id}' is held against a limit '{target}', and"
    mend = f"Add a clock of kind {kinds[0]} for each level, or give the metric a target of its own."
    if scale is None:
        if not any(clock.kind in kinds for clock in subject.text.clocks):
            yield Found(at=metric, what=f"{about} no clock of kind {kinds[0]} says one", mend=mend)
        return
    held, all_levels = set[str](), [level.id for level in scale.levels]
    for situation in situations(subject.pack):
        level = situation.selection.levels.get(scale.id)
        if level is not None and any(one.clock.kind in kinds for one in situation.candidates):
            held.add(level)
    lacking = [level for level in all_levels if level not in held]
    if lacking:
        sources = tuple(row for level in scale.levels if level.id in lacking for row in level.source)
        what = f"{about} no clock of kind {kinds[0]} says one for {', '.join(lacking)}"
        yield Found(at=metric, what=what, mend=mend, elements=(metric, scale), source=sources)


RULES = (
    Rule(
        id="metric-without-clock",
        severity="warning",
        title="a number is held against a time that the policy does not say",
        look=_without_clock,
    ),
)
