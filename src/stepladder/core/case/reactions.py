"""What an event on one case asks of another: durable commands, run later and once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from stepladder.core.case.commands import Link
from stepladder.core.case.events import CaseOpened, Happened


@dataclass(frozen=True, slots=True, kw_only=True)
class ReactionOrder:
    """A command for the case `target`, as JSON, because of an event. The pair of both exists once."""

    event: str
    target: str
    command: bytes
    due_at: datetime


def reactions(
    case_id: str, events: Sequence[Happened], *, first_version: int, stream: str | None = None
) -> tuple[ReactionOrder, ...]:
    """The commands that these events cause elsewhere: a closed case hears which one goes on with its conversation."""
    return tuple(
        ReactionOrder(
            event=f"{stream or case_id}/{version}",
            target=happened.event.continues,
            command=msgspec.json.encode(Link(case=case_id)),
            due_at=happened.noticed_at,
        )
        for version, happened in enumerate(events, first_version)
        if isinstance(happened.event, CaseOpened) and happened.event.continues is not None
    )
