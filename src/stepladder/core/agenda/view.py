"""An agenda in the shape of HTTP answers. Contract: programs read it."""

from __future__ import annotations

from datetime import datetime, tzinfo
from typing import Any, Literal

from stepladder.core.agenda.state import Agenda, Item
from stepladder.core.values import format_instant

State = Literal["overdue", "due", "next", "over"]


def state_of(item: Item, now: datetime) -> State:
    """`overdue`: the turn before this one was never settled; `over`: none comes any more."""
    if item.turn is None:
        return "over"
    if item.turn.due_at > now:
        return "next"
    return "overdue" if item.missed or (item.then is not None and item.then.due_at <= now) else "due"


def view_agenda(agenda: Agenda, now: datetime, zone: tzinfo) -> dict[str, Any]:
    """The agenda as JSON values, what falls due first before the rest; instants in the zone given."""
    return {
        "policy": agenda.id,
        "items": [_item(key, agenda, now, zone) for key in by_due(agenda)],
    }


def by_due(agenda: Agenda) -> list[str]:
    """The items by when they are due; those that never come again at the end."""
    return sorted(agenda.items, key=lambda key: (*_due(agenda.items[key]), key))


def _due(item: Item) -> tuple[bool, float]:
    return (item.turn is None, 0.0 if item.turn is None else item.turn.due_at.timestamp())


def _item(key: str, agenda: Agenda, now: datetime, zone: tzinfo) -> dict[str, Any]:
    item, done = agenda.items[key], agenda.done.get(key)
    planned = item.planned
    return {
        "id": key,
        "kind": planned.kind,
        "title": planned.title,
        "does": planned.does,
        "owner": planned.owner,
        "every": planned.every,
        "segment": planned.segment,
        "because": planned.because,
        "source": list(planned.source),
        "state": state_of(item, now),
        "due_at": None if item.turn is None else format_instant(item.turn.due_at, zone),
        "missed": item.missed,
        "then_at": None if item.then is None else format_instant(item.then.due_at, zone),
        "done_at": None if done is None else format_instant(done.at, zone),
        "done_by": None if done is None else done.by,
    }
