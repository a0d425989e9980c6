"""What a command asks of an agenda, and what comes of it."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.agenda import commands as c
from stepladder.core.agenda import events as e
from stepladder.core.agenda.planning import plan
from stepladder.core.agenda.state import Agenda, Item, Turn
from stepladder.core.agenda.telling import Telling
from stepladder.core.agenda.tick import fall_due
from stepladder.core.agenda.turns import Cadence, Office
from stepladder.core.case.refused import Refused
from stepladder.core.streams import stream_of

KIND = "agenda"


def handle(
    agenda: Agenda, command: c.AnyAgendaCommand, office: Office, *, by: str, now: datetime
) -> tuple[e.Happening, ...]:
    """The events that a command adds; none where it changes nothing.

    What fell due before comes first. Raises: Refused - the agenda does not allow it; then nothing happened.
    """
    telling = Telling(agenda, office, now=now, cause=str(command.__struct_config__.tag))
    fall_due(telling)
    match command:
        case c.Plan():
            plan(telling, command)
        case c.CompleteItem():
            _complete(telling, command, by)
        case c.SkipItem():
            _skip(telling, command, by)
    return telling.events


def _complete(telling: Telling, command: c.CompleteItem, by: str) -> None:
    item = _meant(telling.agenda, command)
    if item is None:
        return
    turn, then = _next(item, telling)
    # The number of the event that names the row makes it the only one of its kind.
    text = f"{stream_of(KIND, telling.agenda.id)}/{telling.version + 1}/note" if command.note.strip() else None
    telling.tell(e.ItemCompleted(item=command.item, due_at=command.due_at, text=text, turn=turn, then=then), by)


def _skip(telling: Telling, command: c.SkipItem, by: str) -> None:
    item = _meant(telling.agenda, command)
    if item is None:
        return
    because = command.because.strip()
    if not because:
        raise Refused("a turn is not left out without a reason", where=_place(telling.agenda), mend="Say why.")
    turn, then = _next(item, telling)
    telling.tell(e.ItemSkipped(item=command.item, due_at=command.due_at, because=because, turn=turn, then=then), by)


def _meant(agenda: Agenda, command: c.PersonOfAgenda) -> Item | None:
    """The item whose open turn is meant; None where that turn is settled: a second click is not a mistake."""
    item = agenda.items.get(command.item)
    if item is None:
        what = f"the policy in force asks for no '{command.item[:60]}'"
        raise Refused(what, where=_place(agenda), mend="Look at the agenda again.")
    if item.settled is not None and command.due_at <= item.settled:
        return None
    if item.turn is None or item.turn.due_at != command.due_at:
        what = f"another turn of '{command.item[:60]}' has come up meanwhile"
        raise Refused(what, where=_place(agenda), mend="Look at the agenda again, and settle that one.")
    return item


def _next(item: Item, telling: Telling) -> tuple[Turn | None, Turn | None]:
    """The turn that comes up next, and the one after it."""
    cadence = Cadence.of(item.counted_from, item.planned.every)
    return item.then, cadence.after(item.then, telling.office)


def _place(agenda: Agenda) -> str:
    return f"agenda {agenda.id}"
