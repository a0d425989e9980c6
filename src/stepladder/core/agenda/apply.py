"""What each event makes of an agenda."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from stepladder.core.agenda import events as e
from stepladder.core.agenda.state import Agenda, Done, Item


def apply(agenda: Agenda, told: e.Happening) -> None:
    """Change the agenda by one event. Only who made the agenda may call it; everybody else uses `evolve`."""
    agenda.version += 1
    _APPLY[type(told.event)](agenda, told.event, told)


def copy_of(agenda: Agenda) -> Agenda:
    """An agenda that can be changed while this one stays. What its dicts hold is replaced, not changed."""
    return replace(agenda, items=dict(agenda.items), done=dict(agenda.done))


def evolve(agenda: Agenda, *told: e.Happening) -> Agenda:
    """The agenda after these events; the one given stays as it is."""
    after = copy_of(agenda)
    for one in told:
        apply(after, one)
    return after


def fold(id_: str, events: Iterable[e.Happening]) -> Agenda:
    """The agenda that these events, all of it from the first, have made."""
    agenda = Agenda(id=id_)
    for one in events:
        apply(agenda, one)
    return agenda


def _planned(agenda: Agenda, event: e.AgendaPlanned, told: e.Happening) -> None:
    agenda.digest, agenda.fallback = event.digest, event.fallback
    for one in event.items:
        key, before = one.planned.item, agenda.items.get(one.planned.item)
        if one.start is None:
            agenda.items[key] = replace(agenda.items[key], planned=one.planned)
            continue
        start = one.start
        # Whoever was told of this very turn is not told once more because it is counted another way from now on.
        stays = before is not None and before.turn is not None and _due(start) == before.turn.due_at
        agenda.items[key] = Item(
            planned=one.planned,
            counted_from=start.counted_from,
            turn=start.turn,
            then=start.then,
            told=before is not None and before.told and stays,
            missed=before.missed if before is not None and stays else 0,
        )


def _due(start: e.Start) -> object:
    return None if start.turn is None else start.turn.due_at


def _item_due(agenda: Agenda, event: e.ItemDue, told: e.Happening) -> None:
    item = agenda.items[event.item]
    agenda.items[event.item] = replace(item, turn=event.turn, then=event.then, told=True, missed=event.missed)


def _item_overdue(agenda: Agenda, event: e.ItemOverdue, told: e.Happening) -> None:
    """Said of the turns that are over; the turn that came instead follows with its own event."""


def _item_completed(agenda: Agenda, event: e.ItemCompleted, told: e.Happening) -> None:
    _settle(agenda, event)
    agenda.done[event.item] = Done(by=told.by, at=told.at, text=event.text)


def _item_skipped(agenda: Agenda, event: e.ItemSkipped, told: e.Happening) -> None:
    _settle(agenda, event)


def _settle(agenda: Agenda, event: e.ItemCompleted | e.ItemSkipped) -> None:
    agenda.items[event.item] = replace(
        agenda.items[event.item], turn=event.turn, then=event.then, told=False, missed=0, settled=event.due_at
    )


def _item_dropped(agenda: Agenda, event: e.ItemDropped, told: e.Happening) -> None:
    del agenda.items[event.item]


_APPLY: dict[type[Any], Callable[[Agenda, Any, e.Happening], None]] = {
    e.AgendaPlanned: _planned,
    e.ItemDue: _item_due,
    e.ItemOverdue: _item_overdue,
    e.ItemCompleted: _item_completed,
    e.ItemSkipped: _item_skipped,
    e.ItemDropped: _item_dropped,
}
