"""What can happen to an agenda: one frozen type per event, stored as JSON under its name. Instants are aware UTC."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import msgspec

from stepladder.core.agenda.commands import Planned
from stepladder.core.agenda.state import Turn
from stepladder.core.streams import StreamEvent, Told, decoder_of


class Start(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """From which day an item's turns are counted, the turn that comes up next, and the one after it."""

    counted_from: str
    turn: Turn | None = None
    then: Turn | None = None


class ItemPlanned(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item that is new or says something else. Without a start its turns stay as they are."""

    planned: Planned
    start: Start | None = None


class AgendaPlanned(StreamEvent, frozen=True, kw_only=True, tag="agenda_planned"):
    """A version of the policy is in force. `items` holds what is new or changed."""

    digest: str
    fallback: str
    items: tuple[ItemPlanned, ...] = ()


class ItemDue(StreamEvent, frozen=True, kw_only=True, tag="item_due"):
    """A turn has come up. `missed`: turns before it that nobody settled; `told`: the roles that hear of it."""

    item: str
    turn: Turn
    then: Turn | None = None
    missed: int = 0
    told: tuple[str, ...] = ()


class ItemOverdue(StreamEvent, frozen=True, kw_only=True, tag="item_overdue"):
    """The next turn came before anybody settled the one due at `due_at`. `missed`: how many passed like that."""

    item: str
    due_at: datetime
    missed: int = 1
    told: tuple[str, ...] = ()


class ItemCompleted(StreamEvent, frozen=True, kw_only=True, tag="item_completed"):
    """Somebody did it. `text` names the row with their note; `turn` comes up next, and `then` after it."""

    item: str
    due_at: datetime
    text: str | None = None
    turn: Turn | None = None
    then: Turn | None = None


class ItemSkipped(StreamEvent, frozen=True, kw_only=True, tag="item_skipped"):
    """Somebody left this turn out, and said why."""

    item: str
    due_at: datetime
    because: str
    turn: Turn | None = None
    then: Turn | None = None


class ItemDropped(StreamEvent, frozen=True, kw_only=True, tag="item_dropped"):
    """The policy in force does not ask for it any more."""

    item: str


AnyAgendaEvent = AgendaPlanned | ItemDue | ItemOverdue | ItemCompleted | ItemSkipped | ItemDropped

Happening = Told[AnyAgendaEvent]
"""An event of an agenda with its place in time."""

VERSION = 1
"""The form in which they are written: all of them are still in their first."""

decode: Callable[[str, int, bytes], AnyAgendaEvent] = decoder_of(AnyAgendaEvent, VERSION)
"""A stored event. Raises: DeskError - it is of another release, or broken."""
