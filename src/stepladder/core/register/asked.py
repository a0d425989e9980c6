"""What the events of an entry ask of the cases it is about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

import msgspec

from stepladder.core.case.reactions import ReactionOrder
from stepladder.core.case.register_commands import EntryNews
from stepladder.core.register import events as e
from stepladder.core.register.entry import KIND, Entry
from stepladder.core.streams import stream_of


def asked_by_entry(
    entry: Entry, told: Sequence[e.Happening], *, first_version: int, due: datetime
) -> tuple[ReactionOrder, ...]:
    """What an entry tells its cases. Takes: entry - as it is after the events."""
    stream = stream_of(KIND, entry.id)
    return tuple(
        ReactionOrder(
            event=f"{stream}/{number}",
            target=case,
            command=msgspec.json.encode(
                EntryNews(
                    entry=entry.id,
                    register=entry.register,
                    number=number,
                    is_linked=is_linked,
                    state=entry.state,
                    by=one.by,
                )
            ),
            due_at=due,
        )
        for number, one in enumerate(told, first_version)
        for case, is_linked in _told(entry, one)
    )


def _told(entry: Entry, told: e.Happening) -> Iterator[tuple[str, bool]]:
    """The cases that hear of an event, each with whether the entry is about it."""
    match told.event:
        case e.CaseLinked(case=case):
            yield case, True
        case e.CaseUnlinked(case=case):
            yield case, False
        case e.EntryMoved():
            yield from ((case, True) for case in entry.cases)
        case _:
            return
