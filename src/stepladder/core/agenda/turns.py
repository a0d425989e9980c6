"""When an item comes up: turns are counted from one day, so no late worker and no short month moves them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import NamedTuple, Protocol

from stepladder.core.agenda.state import Turn
from stepladder.core.policy.intervals import Interval


class Office(Protocol):
    """The hours of those who do the work, as the policy's office calendar has them."""

    def today(self, now: datetime) -> date: ...  # The date on their wall clock.
    def opens(self, day: date) -> datetime: ...  # The first open instant on that day or after it.


class Cadence(NamedTuple):
    """How often, and from which day on; `every` None: once."""

    counted_from: date
    every: Interval | None

    @classmethod
    def of(cls, counted_from: str, every: str | None) -> Cadence:
        return cls(date.fromisoformat(counted_from), None if every is None else Interval.parse(every))

    def day(self, number: int) -> date | None:
        """The day of a turn, None beyond the last year there is."""
        if number == 0:
            return self.counted_from
        return None if self.every is None else self.every.after(self.counted_from, number)

    def turn(self, number: int, office: Office) -> Turn | None:
        """A turn by its number: due when the office opens on its day, or the next time it does."""
        day = self.day(number)
        return None if day is None else Turn(number=number, due_at=office.opens(day).astimezone(UTC))

    def after(self, turn: Turn | None, office: Office) -> Turn | None:
        """The turn that follows. Those that would fall into the same opening, as over a weekend, are one."""
        if turn is None:
            return None
        number = turn.number + 1
        while (found := self.turn(number, office)) is not None and found.due_at <= turn.due_at:
            number += 1
        return found
