"""Reads what was written for a calendar, and refuses what could only mislead later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from zoneinfo import ZoneInfo

from stepladder.core.clock.holidays import HolidayList, as_date
from stepladder.core.clock.hours import Hours
from stepladder.core.clock.spans import Span, parse_span
from stepladder.core.clock.zones import zone as pinned
from stepladder.core.values import DeskError

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def read_hours(
    zone: str | ZoneInfo,
    hours: Mapping[str, Sequence[str]],
    holidays: Iterable[date | HolidayList],
    exceptions: Mapping[date, Sequence[str]],
    openings: Mapping[date, Sequence[str]],
    holiday_closes_shift: bool,
    id: str | None,
) -> Hours:
    """The hours as values. Raises: DeskError - anything that cannot be read, and hours that never open (T44)."""
    name = f"calendar {id}" if id else "calendar"
    for day in hours:
        if day not in DAYS:
            near = get_close_matches(str(day).lower()[:3], DAYS, n=1, cutoff=0.6)
            mend = f"Did you mean '{near[0]}'?" if near else f"Use {', '.join(DAYS)}."
            raise DeskError(f"no day is called '{str(day)[:40]}'", where=f"{name} hours", mend=mend)
    days = [holidays] if isinstance(holidays, HolidayList) else list(holidays)
    lists = tuple(item for item in days if isinstance(item, HolidayList))
    loose = (as_date(item, f"{name} holidays") for item in days if not isinstance(item, HolidayList))
    read = Hours(
        # A zone from elsewhere may rest on the machine's own files: the pinned one of the same key counts.
        zone=pinned(zone) if isinstance(zone, str) else pinned(zone.key) if zone.key else zone,
        weekly=tuple(_spans(hours.get(day, ()), f"{name} hours.{day}") for day in DAYS),
        holidays=frozenset(loose).union(*lists),
        lists=lists,
        exceptions=_by_date(exceptions, f"{name} exceptions", name),
        openings=_by_date(openings, f"{name} openings", name),
        holiday_closes_shift=holiday_closes_shift,
    )
    # Weekly hours come round for ever, while lists of dates end; so only dates need to be looked at.
    if not any(read.weekly) and not any(read.shifts(day) for day in (*read.exceptions, *read.openings)):
        raise DeskError("it never opens", where=name, mend="Give it hours, or use a calendar that is always open.")
    return read


def _by_date(given: Mapping[date, Sequence[str]], where: str, name: str) -> Mapping[date, tuple[Span, ...]]:
    read = {as_date(day, where): _spans(texts, f"{name} {day}") for day, texts in given.items()}
    return MappingProxyType(read)


def _spans(texts: Sequence[str], where: str) -> tuple[Span, ...]:
    if isinstance(texts, str) or not isinstance(texts, Sequence):
        raise DeskError(f"'{str(texts)[:40]}' is not a list", where=where, mend='Write ["09:00-17:00"].')
    return tuple(parse_span(text, where=f"{where}[{i}]") for i, text in enumerate(texts))
