"""What an entry of a register means for one of the cases it is about."""

from __future__ import annotations

from stepladder.core.case.event_base import Event


class EntryLinked(Event, frozen=True, kw_only=True):
    """An entry of a register is about the case: a wish that was logged, a fault that is known.

    `number` is that of the event of the entry that told it.
    """

    entry: str
    register: str
    state: str
    number: int


class EntryUnlinked(Event, frozen=True, kw_only=True):
    """It is not about the case after all."""

    entry: str
    number: int


class EntryAdvanced(Event, frozen=True, kw_only=True):
    """The entry is in another state, as `implemented`: what the policy does after that is planned."""

    entry: str
    register: str
    state: str
    number: int
