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
        ReactionOrder(event=f"{stream}/{version}", target=case, command=msgspec.json.encode(news), due_at=due)
        for version, one in enumerate(told, first_version)
        for case, news in _news(entry, one)
    )


def _news(entry: Entry, told: e.Happening) -> Iterator[tuple[str, EntryNews]]:
    match told.event:
        case e.CaseLinked(case=case):
            yield case, EntryNews(entry=entry.id, register=entry.register, news="linked", state=entry.state, by=told.by)
        case e.CaseUnlinked(case=case):
            yield case, EntryNews(entry=entry.id, register=entry.register, news="unlinked", by=told.by)
        case e.EntryMoved(to=to):
            news = EntryNews(entry=entry.id, register=entry.register, news="moved", state=to, by=told.by)
            yield from ((case, news) for case in entry.cases)
        case _:
            return
