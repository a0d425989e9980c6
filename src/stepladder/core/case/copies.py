"""A copy of a case that events may change, while whoever holds the first sees it as it was."""

from __future__ import annotations

from copy import copy
from typing import Any

from stepladder.core.case.state import Case


def copy_of(case: Case) -> Case:
    """A case that can be changed while this one stays."""
    after = copy(case)
    after.continued_by = [*case.continued_by]
    after.participants = [*case.participants]
    after.levels_by_person = {**case.levels_by_person}
    after.triggers = {**case.triggers}
    after.clocks = {**case.clocks}
    after.routes = {**case.routes}
    after.facts_read = {**case.facts_read}
    after.facts = {**case.facts}
    after.fact_texts = {**case.fact_texts}
    after.answered_by = [*case.answered_by]
    after.signals = [*case.signals]
    after.errors = [*case.errors]
    after.failed_deliveries = [*case.failed_deliveries]
    after.attempts = [*case.attempts]
    after.ticks = {**case.ticks}
    after.factors = {**case.factors}
    after.approvals = {**case.approvals}
    after.done = {**case.done}
    after.due = {**case.due}
    after.follow_ups = {**case.follow_ups}
    after.holds = {**case.holds}
    after.offers = [*case.offers]
    after.given_fields = [*case.given_fields]
    after.quality = [*case.quality]
    after.calls = [*case.calls]
    after.talks = [*case.talks]
    after.messages = [*case.messages]
    after.written_inside = [*case.written_inside]
    after.said = {**case.said}
    after.linked = {**case.linked}
    after.entries = {**case.entries}
    after.entries_heard = {**case.entries_heard}
    free(after)
    return after


def free(case: Case) -> None:
    """Let events change the case, and nothing that was read from it before: a clock stays for its reader as it was.

    These are the parts that events change in place; all else that a case holds is replaced by them.
    """
    parts: tuple[dict[str, Any], ...] = (
        case.clocks, case.routes, case.approvals, case.due, case.follow_ups, case.holds,
    )  # fmt: skip
    for held in parts:
        for key, one in held.items():
            held[key] = copy(one)
    if case.offers:
        case.offers = [copy(one) for one in case.offers]
    if case.hand_over is not None:
        case.hand_over = copy(case.hand_over)
