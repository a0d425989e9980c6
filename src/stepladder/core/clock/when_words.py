"""Instants in words for people, by the clock of a zone."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def when_in_words(at: datetime, home: tzinfo) -> str:
    """`Fri 5 Mar 15:20`."""
    local = at.astimezone(home)
    return f"{DAYS[local.weekday()][:3]} {local.day} {MONTHS[local.month - 1][:3]} {wall_clock(local)}"


def instant_in_words(at: datetime, home: tzinfo) -> str:
    """`Fri 5 Mar 2027, 15:20 EST`: for words that leave the desk, and are read without knowing its zone."""
    local = at.astimezone(home)
    return f"{day_in_words(local)}, {local:%H:%M %Z}"


def day_in_words(day: date) -> str:
    """`Fri 5 Mar 2027`."""
    return f"{DAYS[day.weekday()][:3]} {day.day} {MONTHS[day.month - 1][:3]} {day.year}"


def wall_clock(local: datetime) -> str:
    """Hours and minutes, seconds only where there are some; a time that the clock shows twice has its offset."""
    wall = local.strftime("%H:%M:%S" if local.second else "%H:%M")
    other = local.replace(fold=1 - local.fold)
    return wall if other.utcoffset() == local.utcoffset() else f"{wall} (UTC{local.isoformat()[19:]})"
