"""Who has the duty of a role: a rota whose turns change at a time of the wall clock, and exceptions from it."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import msgspec

from stepladder.core.clock.hours import wall_instant
from stepladder.core.values import DeskError

LONGEST_TURN_DAYS = 366


class Override(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody else has the duty from `starts_at` up to, not including, `ends_at`.

    Raises: DeskError - it ends before it starts.
    """

    starts_at: datetime
    ends_at: datetime
    person: str

    def __post_init__(self) -> None:
        if self.ends_at <= self.starts_at:
            raise DeskError("it ends before it starts", where="override", mend="Let it end later.")

    def covers(self, now: datetime) -> bool:
        return self.starts_at <= now < self.ends_at


class Turn(msgspec.Struct, frozen=True, kw_only=True):
    """One person has the duty from `starts_at` up to, not including, `ends_at`. `is_override`: against the rota."""

    starts_at: datetime
    ends_at: datetime
    person: str
    is_override: bool = False


class Rota(msgspec.Struct, frozen=True, kw_only=True):
    """People take turns of `every_days` days, the first from `starts_on` at the hand-over.

    The hand-over is a time of the wall clock in `zone` and stays so when the clocks change (F12): one that does not
    exist that day comes later by the gap, one that comes twice is the first. Of overrides that overlap, the later in
    the list counts. Before the first turn nobody has the duty. Raises: DeskError - nobody takes turns, or they are
    shorter than a day or longer than a year.
    """

    role: str
    zone: ZoneInfo
    starts_on: date
    handover: time
    every_days: int
    people: tuple[str, ...]
    overrides: tuple[Override, ...] = ()

    def __post_init__(self) -> None:
        where = f"rota of {self.role}"
        if not self.people:
            raise DeskError("nobody takes turns", where=where, mend="Name at least one person.")
        if not 1 <= self.every_days <= LONGEST_TURN_DAYS:
            mend = f"Use 1 to {LONGEST_TURN_DAYS} days."
            raise DeskError(f"turns of {self.every_days} days are none", where=where, mend=mend)

    @property
    def begins_at(self) -> datetime:
        return self._starts_at(0)

    def on_duty(self, now: datetime) -> str | None:
        """Who has the duty at an instant; None only before the first turn, where no override sets somebody."""
        override = self._override(now)
        return override.person if override is not None else self._by_rota(now)

    def turns(self, start: datetime, end: datetime) -> tuple[Turn, ...]:
        """The turns from one instant to another, cut at both; they follow each other without gap or overlap."""
        found: list[Turn] = []
        for begins, ends in pairwise(self._cuts(start, end)):
            override = self._override(begins)
            person = override.person if override is not None else self._by_rota(begins)
            if person is None:
                continue
            last = found[-1] if found else None
            same = (person, override is not None, begins)
            if last is not None and (last.person, last.is_override, last.ends_at) == same:
                begins = found.pop().starts_at
            found.append(Turn(starts_at=begins, ends_at=ends, person=person, is_override=override is not None))
        return tuple(found)

    def next_change(self, now: datetime) -> tuple[datetime, str | None] | None:
        """When another person takes over, and who; None where it stays the same person for ever."""
        current = self.on_duty(now)
        edges = {edge for one in self.overrides for edge in (one.starts_at, one.ends_at) if edge > now}
        instants = set(edges)
        # Between two edges the rota alone decides, and it comes round after as many turns as there are people.
        for anchor in (now, *edges):
            first = self._number(anchor) + 1
            instants |= {self._starts_at(max(0, number)) for number in range(first, first + len(self.people) + 1)}
        for instant in sorted(instants):
            if instant > now and (person := self.on_duty(instant)) != current:
                return instant, person
        return None

    def _override(self, now: datetime) -> Override | None:
        return next((one for one in reversed(self.overrides) if one.covers(now)), None)

    def _by_rota(self, now: datetime) -> str | None:
        number = self._number(now)
        return self.people[number % len(self.people)] if number >= 0 else None

    def _number(self, now: datetime) -> int:
        """Which turn an instant lies in, 0 for the first; below 0 before it."""
        number = (now.astimezone(self.zone).date() - self.starts_on).days // self.every_days
        return number if self._starts_at(number) <= now else number - 1

    def _starts_at(self, number: int) -> datetime:
        day = self.starts_on + timedelta(days=number * self.every_days)
        seconds = self.handover.hour * 3600 + self.handover.minute * 60
        return datetime.fromtimestamp(wall_instant(self.zone, day, seconds), UTC)

    def _cuts(self, start: datetime, end: datetime) -> list[datetime]:
        """The two instants and all between them at which somebody may take over."""
        inside = {edge for one in self.overrides for edge in (one.starts_at, one.ends_at)}
        inside |= {self._starts_at(number) for number in range(max(0, self._number(start)), self._number(end) + 1)}
        return [start, *sorted(one for one in inside if start < one < end), end] if start < end else []
