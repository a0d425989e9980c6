"""From events to the one change that stores them: new state, next wake-up, messages and commands elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stepladder.core.account.hearing import contacts
from stepladder.core.case.apply import evolve
from stepladder.core.case.events import Happened
from stepladder.core.case.orders import deliveries
from stepladder.core.case.reactions import reactions
from stepladder.core.case.state import Case
from stepladder.core.case.wake import wake_at
from stepladder.core.incident.asked import asked_by_case
from stepladder.service.ports import Change, Text


def change_of(
    workspace: str,
    case: Case,
    events: tuple[Happened, ...],
    now: datetime,
    *,
    after: Case | None = None,
    texts: Sequence[Text] = (),
) -> Change:
    """What these events do to a case.

    Takes: case - before them; a new one has version 0; after - the case after them, where that is known already.
    """
    if after is None:
        after = evolve(case, *events)
    first = case.version + 1
    return Change(
        workspace=workspace,
        recorded_at=now,
        case=after,
        wake_at=wake_at(after),
        expected_version=case.version,
        events=events,
        texts=tuple(texts),
        deliveries=deliveries(after, events, first_version=first),
        reactions=(
            *reactions(after.id, events, first_version=first),
            *contacts(after, events, first_version=first),
            *asked_by_case(after.id, events, first_version=first),
        ),
    )
