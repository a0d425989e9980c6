"""Who stands in for somebody who is away."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

import msgspec

from stepladder.core.values import DeskError


class Absence(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody is not there from `starts_at` up to, not including, `ends_at`; `deputy` is the id of who stands in.

    Raises: DeskError - it ends before it starts, or the person is their own deputy.
    """

    person: str
    starts_at: datetime
    ends_at: datetime
    deputy: str | None = None

    def __post_init__(self) -> None:
        where = f"absence of {self.person}"
        if self.ends_at <= self.starts_at:
            raise DeskError("it ends before it starts", where=where, mend="Let it end later.")
        if self.deputy == self.person:
            raise DeskError("nobody stands in for themselves", where=where, mend="Name somebody else, or nobody.")

    def covers(self, now: datetime) -> bool:
        return self.starts_at <= now < self.ends_at


class Standing(msgspec.Struct, frozen=True, kw_only=True):
    """Who is told in the end. `passed` are those before them, the one who was meant first.

    `is_away`: all of the chain who can be reached are away, and this is the last of them.
    """

    person: str
    passed: tuple[str, ...] = ()
    is_away: bool = False


def away_at(absences: Iterable[Absence], now: datetime) -> dict[str, str | None]:
    """Who is away, each with their deputy. Of several absences the one that began last and has a deputy counts."""
    current = sorted(
        (one for one in absences if one.covers(now)), key=lambda one: (one.deputy is not None, one.starts_at)
    )
    return {one.person: one.deputy for one in current}


def stand_in(person: str, away: Mapping[str, str | None], is_reachable: Callable[[str], bool]) -> Standing | None:
    """Follow deputies to the first who is present. Source: T14.

    Where nobody of the chain is both present and reachable it is the last who can be reached: a message that waits for
    somebody's return is better than one that is lost. A chain that comes back to somebody ends there. None: nobody of
    the chain can be reached.
    """
    chain = [person]
    while (deputy := away.get(chain[-1])) is not None and deputy not in chain:
        chain.append(deputy)
    for place in range(len(chain) - 1, -1, -1):
        if is_reachable(chain[place]):
            return Standing(person=chain[place], passed=tuple(chain[:place]), is_away=chain[place] in away)
    return None
