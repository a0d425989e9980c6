"""What the passing of time does to an agenda: turns come up, and those that nobody settled are overdue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import NamedTuple

from stepladder.core.agenda.events import AnyAgendaEvent, Happening, ItemDue, ItemOverdue
from stepladder.core.agenda.state import Agenda, Item
from stepladder.core.agenda.telling import Telling
from stepladder.core.agenda.turns import Cadence, Office


def wake_at(agenda: Agenda) -> datetime | None:
    """When the first item comes up or is overdue; None where none ever is."""
    return min((at for one in agenda.items.values() if (at := one.wakes_at) is not None), default=None)


def tick(agenda: Agenda, office: Office, now: datetime) -> tuple[Happening, ...]:
    """Everything due at or before `now`, in the order of its own instants; nothing if it was all noticed before."""
    telling = Telling(agenda, office, now=now, cause="tick")
    fall_due(telling)
    return telling.events


class _News(NamedTuple):
    at: datetime
    rank: int
    item: str
    event: AnyAgendaEvent


def fall_due(telling: Telling) -> None:
    """Each turn is told once. After a long sleep one event speaks of the newest turn and says how many passed (T25)."""
    found = [
        news for key, item in telling.agenda.items.items() for news in _of_item(key, item, telling.agenda, telling)
    ]
    for one in sorted(found, key=lambda news: news[:3]):
        telling.tell(one.event, "clock", at=one.at)


def _of_item(key: str, item: Item, agenda: Agenda, telling: Telling) -> Iterator[_News]:
    first, turn, then = item.turn, item.turn, item.then
    if first is None or turn is None or first.due_at > telling.now:
        return
    cadence = Cadence.of(item.counted_from, item.planned.every)
    passed = 0
    while then is not None and then.due_at <= telling.now:
        turn, then, passed = then, cadence.after(then, telling.office), passed + 1
    if passed and item.then is not None:
        overdue = ItemOverdue(item=key, due_at=first.due_at, missed=passed, told=(agenda.fallback,))
        yield _News(item.then.due_at, 0, key, overdue)
    if passed or not item.told:
        due = ItemDue(item=key, turn=turn, then=then, missed=item.missed + passed, told=(item.planned.owner,))
        yield _News(turn.due_at, 1, key, due)
