"""Lists of holidays as values: a snapshot with the name and version of where it came from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from stepladder.core.values import DeskError


@dataclass(frozen=True, slots=True)
class HolidayList:
    """Whole days off, by name and version, so that a deadline can be told from which list it follows.

    A snapshot, never live: `HolidayList("US federal", "holidays 0.109", holidays.US(years=range(2025, 2028)))`.
    Fields: dates - in order, each once. Raises: DeskError - no date at all, a datetime, or an empty name or version.

    >>> HolidayList("Closing days", "2025", [date(2025, 12, 31), date(2025, 12, 24)]).last.isoformat()
    '2025-12-31'
    """

    name: str
    version: str
    dates: tuple[date, ...]

    def __init__(self, name: str, version: str, dates: Iterable[date]) -> None:
        where = f"holiday list {name[:40]}" if name.strip() else "holiday list"
        if not name.strip() or not version.strip():
            raise DeskError("it has no name or no version", where=where, mend="Say what it lists, and as of when.")
        object.__setattr__(self, "name", name.strip())
        object.__setattr__(self, "version", version.strip())
        object.__setattr__(self, "dates", tuple(sorted({as_date(day, where) for day in dates})))
        if not self.dates:
            raise DeskError("it holds no date", where=where, mend="Leave the list out, or give its holidays.")

    def __iter__(self) -> Iterator[date]:
        return iter(self.dates)

    def __str__(self) -> str:
        return f"{self.name} ({self.version})"

    @property
    def last(self) -> date:
        return self.dates[-1]


def as_date(day: date, where: str) -> date:
    """The date itself. Raises: DeskError - no date, or one with a time of day."""
    # A datetime is a date to Python, and would never equal one: the holiday would silently not count.
    if not isinstance(day, date) or isinstance(day, datetime):
        raise DeskError(f"'{str(day)[:40]}' is not a date", where=where, mend="Give a date without a time of day.")
    return day
