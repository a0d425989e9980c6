"""What an event on one case asks of another: durable commands, run later and once."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any

import msgspec

from stepladder.core.case.commands import Begin, Link
from stepladder.core.case.event_base import Event
from stepladder.core.case.events import CaseOpened, Happened
from stepladder.core.case.hand_over_events import Merged, Split


class ReactionOrder(msgspec.Struct, frozen=True, kw_only=True):
    """A command for the case `target`, as JSON, because of an event. The pair of both exists once."""

    event: str
    target: str
    command: bytes
    due_at: datetime


def reactions(case_id: str, events: Sequence[Happened], *, first_version: int) -> tuple[ReactionOrder, ...]:
    """The commands that these events cause elsewhere.

    A closed case hears which one goes on with its conversation, a case what was merged into it or split off from it;
    and what is split off begins.
    """
    return tuple(
        ReactionOrder(
            event=f"{case_id}/{version}",
            target=target,
            command=msgspec.json.encode(command),
            due_at=happened.noticed_at,
        )
        for version, happened in enumerate(events, first_version)
        if (asked := _ASKED.get(type(happened.event))) is not None  # Most events ask for nothing.
        for target, command in asked(case_id, happened.event)
    )


def _of_opening(case_id: str, opened: CaseOpened) -> Iterator[tuple[str, Link]]:
    if opened.continues is not None:
        yield opened.continues, Link(case=case_id)


def _of_merging(case_id: str, merged: Merged) -> Iterator[tuple[str, Link]]:
    yield merged.into, Link(case=case_id, relation="merged_from")


def _of_splitting(case_id: str, split: Split) -> Iterator[tuple[str, Begin]]:
    yield split.into, Begin(split_from=case_id, text=split.text)


_ASKED: dict[type[Event], Callable[[str, Any], Iterator[tuple[str, Link | Begin]]]] = {
    CaseOpened: _of_opening,
    Merged: _of_merging,
    Split: _of_splitting,
}
