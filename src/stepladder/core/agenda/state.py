"""What an agenda is at one moment: built only by folding its events, never edited by hand."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from stepladder.core.agenda.commands import Planned


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One time that an item comes up. `number` counts intervals from the item's `counted_from`."""

    number: int
    due_at: datetime


class Done(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who did an item last, and when; `text` names the row with their note."""

    by: str
    at: datetime
    text: str | None = None


@dataclass(slots=True)
class Item:
    """Work that comes again.

    Fields: planned - as the policy says it; counted_from - the day (`2026-04-30`) from which its turns are counted;
    turn - the one that is due, or comes next; None after the last; then - the one after it, at which this one is
    overdue; told - whether its owner was told of `turn`; missed - turns before it that passed since somebody settled
    one; settled - when the last turn that was done or left out was due.
    """

    planned: Planned
    counted_from: str
    turn: Turn | None
    then: Turn | None
    told: bool = False
    missed: int = 0
    settled: datetime | None = None

    @property
    def wakes_at(self) -> datetime | None:
        """When time next changes something about it."""
        waits_for = self.then if self.told else self.turn
        return None if waits_for is None else waits_for.due_at


@dataclass(slots=True)
class Agenda:
    """The recurring work of one workspace under one policy. `id` is the policy's; `version` counts its events.

    Fields: digest - the version of the policy that planned it; fallback - the role that hears of what is overdue;
    items - by `section/id`; done - who did each last, kept when an item is dropped.
    """

    id: str
    version: int = 0
    digest: str = ""
    fallback: str = ""
    items: dict[str, Item] = field(default_factory=dict)
    done: dict[str, Done] = field(default_factory=dict)

    @property
    def urgency(self) -> int:
        """In which order it is woken: recurring work waits for cases."""
        return 0
