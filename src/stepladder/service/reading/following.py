"""What is next on a case on which no clock runs: its open follow-ups."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from math import inf
from typing import Protocol, TypeVar

from stepladder.core.case.owed import key_of
from stepladder.core.case.state import Case
from stepladder.core.policy.model import PackText
from stepladder.service.reading.clocks import NextDue, next_due

KIND = "follow_up"


class Ahead(Protocol):
    """A follow-up, as it is kept or as it is shown."""

    @property
    def key(self) -> str: ...
    @property
    def due_at(self) -> datetime | None: ...
    @property
    def is_ahead(self) -> bool: ...


FollowUp = TypeVar("FollowUp", bound=Ahead)


def first_ahead(follow_ups: Iterable[FollowUp]) -> FollowUp | None:
    """The open one that ends first; one without an end comes last."""
    ahead = (one for one in follow_ups if one.is_ahead)
    return min(ahead, key=lambda one: (one.due_at.timestamp() if one.due_at else inf, one.key), default=None)


def next_follow_up(case: Case, text: PackText, now: datetime) -> tuple[str, NextDue | None]:
    """The title of the open follow-up that comes first, and by when, which is None for one without an end.

    Empty and None where none is open.
    """
    first = first_ahead(case.follow_ups.values())
    if first is None:
        return "", None
    rule = next((one for one in text.follow_ups if key_of(one.scope, one.id) == first.key), None)
    title = ((rule.title or rule.does).rstrip(".") if rule is not None else "") or first.key
    if first.due_at is None:
        return title, None
    started_at = min(case.resolved_at or case.opened_at or now, first.due_at)
    return title, next_due(KIND, KIND, first.due_at, started_at, (), now)
