"""What can happen to an agenda: one frozen type per event, stored as JSON under its name. Instants are aware UTC."""

from __future__ import annotations

from datetime import datetime

import msgspec

from stepladder.core.agenda.commands import Planned
from stepladder.core.agenda.state import Turn
from stepladder.core.streams import StreamEvent, Told
from stepladder.core.values import DeskError


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

_DECODER: msgspec.json.Decoder[AnyAgendaEvent] = msgspec.json.Decoder(AnyAgendaEvent)


def decode(type_: str, v: int, data: bytes) -> AnyAgendaEvent:
    """A stored event. Raises: DeskError - it is of another release, or broken."""
    try:
        if v == VERSION:
            return _DECODER.decode(data)
    except msgspec.MsgspecError as fault:
        raise DeskError(
            f"'{type_[:40]}' cannot be read: {fault}", where="stored event", mend="Restore the database."
        ) from fault
    raise DeskError(
        f"'{type_[:40]}' in version {v} is not known to this release",
        where="stored event",
        mend="Run the release that wrote it, or a later one.",
    )
