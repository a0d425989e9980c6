"""How good a hand-over is: what makes it so is written in the policy, and the marks are for the people in it alone."""

from __future__ import annotations

from stepladder.core.case.owed import key_of
from stepladder.core.policy.assessments import Detector
from stepladder.core.policy.obligations import Metric
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.verdict import Verdict

HANDING_OVER = "case.handing_over"
"""The fact that is true while a hand-over is looked at, for a policy that speaks of it."""


def remarks(pack: Pack) -> tuple[str, ...]:
    """The patterns that only remark on something: the words in which a hand-over is given back."""
    return tuple(one.id for one in pack.text.detectors if _only_remarks(one))


def marks_of(verdict: Verdict, given: frozenset[str]) -> tuple[str, ...]:
    """The marks of a hand-over: `+` for what the policy likes to see and is there, `-` for what it remarks on.

    Takes: verdict - asked with the hand-over as it goes; given - the fields that are known.
    """
    names = set(remarks(verdict.pack))
    poor = [one.trigger.id for one in verdict.triggers if one.trigger.id in names]
    there = given | {one.gate.id for one in verdict.duties.gates if one.state == "open"}
    there |= {key_of(one.gate.scope, one.gate.id) for one in verdict.duties.gates if one.state == "open"}
    good = [one.quality for one in verdict.pack.text.metrics if _is_earned(one, there, set(poor))]
    return (*(mark for mark in good if mark), *(f"-{name}" for name in dict.fromkeys(poor)))


def _is_earned(one: Metric, there: frozenset[str] | set[str], poor: set[str]) -> bool:
    says = (one.shown_by or one.unless) and one.quality is not None and one.quality.startswith("+")
    return bool(says) and there.issuperset(one.shown_by) and poor.isdisjoint(one.unless)


def _only_remarks(one: Detector) -> bool:
    return one.suggests and not any((one.category, one.level, one.flag, one.sign, one.scenario))
