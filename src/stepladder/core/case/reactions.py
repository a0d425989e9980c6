"""What an event on one case asks of another: durable commands, run later and once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import msgspec

from stepladder.core.case.commands import Begin, Link
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import CaseOpened, Happened
from stepladder.core.case.hand_over_events import Merged, Split


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
    """The commands that these events cause elsewhere.

    A closed case hears which one goes on with its conversation, a case what was merged into it or split off from it;
    and what is split off begins.
    """
    return tuple(
        ReactionOrder(
            event=f"{stream or case_id}/{version}",
            target=target,
            command=msgspec.json.encode(command),
            due_at=happened.noticed_at,
        )
        for version, happened in enumerate(events, first_version)
        for target, command in _asked(case_id, happened.event)
    )


def _asked(case_id: str, event: Event) -> Iterator[tuple[str, Link | Begin]]:
    match event:
        case CaseOpened(continues=str(closed)):
            yield closed, Link(case=case_id)
        case Merged(into=into):
            yield into, Link(case=case_id, relation="merged_from")
        case Split(into=into, text=text):
            yield into, Begin(split_from=case_id, text=text)
        case _:
            return
