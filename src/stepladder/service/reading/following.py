"""What is next on a case on which no clock runs: its open follow-ups."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.owed import key_of
from stepladder.core.case.state import Case
from stepladder.core.policy.model import PackText
from stepladder.service.reading.clocks import NextDue, next_due

KIND = "follow_up"


def next_follow_up(case: Case, text: PackText, now: datetime) -> tuple[str, NextDue | None]:
    """The title of the open follow-up that ends first, and by when; empty and None for none.

    One without an end comes last, and has no instant.
    """
    ahead = [one for one in case.follow_ups.values() if one.is_ahead]
    if not ahead:
        return "", None
    first = min(ahead, key=lambda one: (one.due_at is None, one.due_at or now, one.key))
    rule = next((one for one in text.follow_ups if key_of(one.scope, one.id) == first.key), None)
    title = ((rule.title or rule.does).rstrip(".") if rule is not None else "") or first.key
    if first.due_at is None:
        return title, None
    started_at = min(case.resolved_at or case.opened_at or now, first.due_at)
    return title, next_due(KIND, KIND, first.due_at, started_at, (), now)
