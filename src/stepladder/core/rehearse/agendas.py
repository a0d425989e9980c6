"""The agenda of a rehearsal: planned when the story begins, moved by the functions that run the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, tzinfo
from typing import Any

import msgspec
from msgspec import field

from stepladder.core.agenda import events as e
from stepladder.core.agenda.answer import handle
from stepladder.core.agenda.apply import evolve
from stepladder.core.agenda.commands import AnyAgendaCommand
from stepladder.core.agenda.notices import deliveries, no_longer_needed
from stepladder.core.agenda.state import Agenda
from stepladder.core.agenda.tick import tick, wake_at
from stepladder.core.agenda.written import OfficeOf, plan_of
from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.policy.pack import Pack
from stepladder.core.rehearse.called import Called
from stepladder.core.streams import trace_told


class Recurring(msgspec.Struct):
    """The recurring work under one policy.

    Fields: since - when the policy came into force, before which nobody was told anything; told - what happened, each
    with how many events of cases had happened before it.
    """

    pack: Pack
    agenda: Agenda
    office: OfficeOf
    since: datetime
    told: list[tuple[int, e.Happening]] = field(default_factory=list)

    @classmethod
    def of(cls, pack: Pack, now: datetime) -> Recurring:
        """The agenda of a policy that comes into force now."""
        made = cls(pack, Agenda(id=pack.id), OfficeOf(pack), now)
        made.ask(plan_of(pack), "desk", now, after=0)
        return made

    def ask(self, command: AnyAgendaCommand, by: str, now: datetime, *, after: int) -> tuple[DeliveryOrder, ...]:
        """Carry out a command; the notices that follow. Raises: Refused - then nothing happened."""
        return self._keep(handle(self.agenda, command, self.office, by=by, now=now), after)

    def let_pass(self, now: datetime, *, after: int) -> tuple[DeliveryOrder, ...]:
        """Time has come for something on it; the notices that follow."""
        return self._keep(tick(self.agenda, self.office, now), after)

    def next_wake(self) -> datetime | None:
        """When something on it comes up or is overdue; what was due before the story begins does so with it."""
        wakes = wake_at(self.agenda)
        return None if wakes is None else max(wakes, self.since)

    def no_longer_needed(self, order: DeliveryOrder) -> str | None:
        return no_longer_needed(order, self.agenda)

    def trace(self, home: tzinfo) -> Iterator[tuple[int, dict[str, Any]]]:
        """What happened, as JSON values, each with how many events of cases had happened before it.

        That it was planned goes without saying.
        """
        for after, told in self.told:
            if not isinstance(told.event, e.AgendaPlanned):
                yield after, trace_told(told, home)

    def sentences(self, called: Called) -> Iterator[tuple[datetime, str]]:
        """What happened, in words for people; that it was planned goes without saying."""
        for _, one in self.told:
            said = self._sentence(one, called)
            if said is not None:
                yield one.noticed_at, said

    def _keep(self, events: tuple[e.Happening, ...], after: int) -> tuple[DeliveryOrder, ...]:
        first = self.agenda.version + 1
        self.agenda = evolve(self.agenda, *events)
        self.told += [(after, one) for one in events]
        return deliveries(self.agenda, events, first_version=first)

    def _sentence(self, one: e.Happening, called: Called) -> str | None:
        match one.event:
            case e.ItemDue(item=item):
                return f"On the agenda: {self._title(item)}."
            case e.ItemOverdue(item=item, due_at=due_at):
                return f"Nobody settled {self._title(item)}, due {called.when(due_at)}."
            case e.ItemCompleted(item=item):
                return f"{called.who(one.by)} has done {self._title(item)}."
            case e.ItemSkipped(item=item, because=because):
                return f"{called.who(one.by)} leaves out {self._title(item)}: {because.rstrip('.')}."
            case _:
                return None

    def _title(self, item: str) -> str:
        return self.agenda.items[item].planned.title
