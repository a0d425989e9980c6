"""The policy in force asks for work that comes again: items appear, change and go, and nothing done is forgotten."""

from __future__ import annotations

import msgspec

from stepladder.core.agenda.commands import Plan, Planned
from stepladder.core.agenda.events import AgendaPlanned, ItemDropped, ItemPlanned, Start
from stepladder.core.agenda.state import Item
from stepladder.core.agenda.telling import Telling
from stepladder.core.agenda.turns import Cadence, Office


def plan(telling: Telling, command: Plan) -> None:
    """Nothing happens where the agenda follows this version already."""
    agenda = telling.agenda
    asked = {one.item: one for one in command.items}
    changed = tuple(
        _planned(one, agenda.items.get(one.item), telling) for one in command.items if _is_news(one, agenda.items)
    )
    if changed or (agenda.digest, agenda.fallback) != (command.digest, command.fallback):
        telling.tell(AgendaPlanned(digest=command.digest, fallback=command.fallback, items=changed))
    for key in [key for key in agenda.items if key not in asked]:
        telling.tell(ItemDropped(item=key))


def _is_news(planned: Planned, items: dict[str, Item]) -> bool:
    return planned.item not in items or items[planned.item].planned != planned


def _planned(planned: Planned, item: Item | None, telling: Telling) -> ItemPlanned:
    """With a start where its turns are to be counted anew: it is new, or comes at other times than before."""
    if item is not None and (item.planned.every, item.planned.first_on) == (planned.every, planned.first_on):
        return ItemPlanned(planned=planned)
    return ItemPlanned(planned=planned, start=_start(planned, item, telling))


def _start(planned: Planned, item: Item | None, telling: Telling) -> Start:
    office = telling.office
    if planned.first_on is not None:
        return _unless_done(_from(planned.first_on, planned, 0, office), planned, telling)
    if item is not None and item.told and item.turn is not None:
        # What is due stays due: the new interval counts from the day on which it was.
        start = _from(office.today(item.turn.due_at).isoformat(), planned, 0, office)
        turn = msgspec.structs.replace(item.turn, number=0)
        return msgspec.structs.replace(start, turn=turn)
    return _from(office.today(telling.now).isoformat(), planned, 1, office)


def _unless_done(start: Start, planned: Planned, telling: Telling) -> Start:
    """The first turn that came after it was last done: a policy that is back asks for nothing twice."""
    done = telling.agenda.done.get(planned.item)
    cadence = Cadence.of(start.counted_from, planned.every)
    turn, then = start.turn, start.then
    while done is not None and turn is not None and turn.due_at <= done.at:
        turn, then = then, cadence.after(then, telling.office)
    return msgspec.structs.replace(start, turn=turn, then=then)


def _from(day: str, planned: Planned, number: int, office: Office) -> Start:
    cadence = Cadence.of(day, planned.every)
    turn = cadence.turn(number, office)
    return Start(counted_from=day, turn=turn, then=cadence.after(turn, office))
