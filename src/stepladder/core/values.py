"""The small values that every room shares: money, instants, durations, and errors that can be mended."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any


class DeskError(Exception):
    """A fault the caller can mend. Anything else is a bug and stays loud.

    Fields: what - the fault; where - the place in the caller's input or the desk; mend - what to do about it.
    """

    def __init__(self, what: str, *, where: str, mend: str) -> None:
        super().__init__(f"{where}: {what}. {mend}")
        self.what, self.where, self.mend = what, where, mend


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One fault in a written policy, at a place a person can open.

    Fields: file - path within the pack; line, column - from 1; rule - the name of the check; what, mend - for people.
    """

    file: str
    line: int
    column: int
    rule: str
    what: str
    mend: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column} {self.what}. {self.mend}"


class PackFaults(DeskError):
    """Every fault of one pack (or of another text, by its `noun`) at once, in the order of the files and lines."""

    def __init__(self, pack: str, faults: tuple[Fault, ...], *, noun: str = "pack") -> None:
        self.pack, self.faults = pack, tuple(sorted(faults))
        many = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(many, where=f"{noun} {pack}", mend="Mend each line named.")

    def __str__(self) -> str:
        listed = "\n".join(f"  {fault}" for fault in self.faults)
        return f"{self.where}: {self.what}\n{listed}\n{self.mend}"


_MONEY = re.compile(r"^\s*(-?\d{1,15}(?:\.\d{1,6})?)\s+([A-Z]{3})\s*$")


@dataclass(frozen=True, slots=True)
class Money:
    """An exact amount in one currency.

    Comparing two currencies is a question for a person and never an answer, so amounts have no order of their own.
    Fields: amount - decimal, any sign; currency - three capital letters (ISO 4217).
    """

    amount: Decimal
    currency: str

    @classmethod
    def parse(cls, text: str, *, where: str = "money") -> Money:
        """Read "512.40 USD". Raises: DeskError - another form.

        >>> Money.parse("512.40 USD").amount
        Decimal('512.40')
        """
        found = _MONEY.match(text)
        if found is None:
            raise DeskError(f"'{text[:40]}' is not an amount", where=where, mend='Write it as "512.40 USD".')
        try:
            return cls(Decimal(found[1]), found[2])
        except InvalidOperation as fault:  # pragma: no cover - the pattern lets only decimals through
            raise DeskError(f"'{found[1]}' is not a decimal", where=where, mend='Write it as "512.40 USD".') from fault

    def __str__(self) -> str:
        return f"{self.amount} {self.currency}"


def parse_instant(text: str, *, where: str = "instant") -> datetime:
    """Read an RFC 3339 instant with an offset; seconds may be left out. Answers aware UTC cut to whole seconds.

    Raises: DeskError - not an instant, or one without an offset.

    >>> parse_instant("2025-03-08T23:40:00-05:00").isoformat()
    '2025-03-09T04:40:00+00:00'
    """
    try:
        moment = datetime.fromisoformat(text)
    except (ValueError, TypeError) as fault:
        raise DeskError(
            f"'{str(text)[:40]}' is not an instant", where=where, mend="Write it as 2025-03-08T23:40:00-05:00."
        ) from fault
    if moment.tzinfo is None:
        raise DeskError(
            f"'{text[:40]}' has no offset, so it names no instant", where=where, mend="Add one, as in 23:40:00-05:00."
        )
    try:
        return whole_seconds(moment)
    except OverflowError as fault:
        raise DeskError(f"'{text[:40]}' is out of range", where=where, mend="Use a year from 1970 to 9000.") from fault


def whole_seconds(moment: datetime) -> datetime:
    """The aware instant in UTC, cut to whole seconds."""
    return moment.astimezone(UTC).replace(microsecond=0)


def format_instant(moment: datetime, zone: tzinfo) -> str:
    """`YYYY-MM-DDTHH:MM:SS+HH:MM` in the zone given."""
    return moment.astimezone(zone).isoformat(timespec="seconds")


def in_zone(value: Any, zone: tzinfo) -> Any:
    """The value with each instant in it, however deep, written as `format_instant` does."""
    match value:
        case datetime():
            return format_instant(value, zone)
        case dict():
            return {key: in_zone(one, zone) for key, one in value.items()}
        case list() | tuple():
            return [in_zone(one, zone) for one in value]
        case _:
            return value


_SHORT = re.compile(r"^(\d{1,6})\s*(s|m|min|h|d)$")
_ISO = re.compile(r"^P(?:(\d{1,6})D)?(?:T(?:(\d{1,7})H)?(?:(\d{1,8})M)?(?:(\d{1,9})S)?)?$")
_UNIT = {"s": 1, "m": 60, "min": 60, "h": 3600, "d": 86_400}


def parse_duration(text: str, *, where: str = "duration") -> int:
    """Seconds of "4h", "30m", "2d" (a day is 24 h) or ISO 8601 "PT4H30M". Raises: DeskError - another form.

    >>> parse_duration("2d"), parse_duration("PT4H30M")
    (172800, 16200)
    """
    short = _SHORT.match(text.strip())
    if short:
        return int(short[1]) * _UNIT[short[2]]
    iso = _ISO.match(text.strip())
    if iso and any(iso.groups()):
        days, hours, minutes, seconds = (int(part or 0) for part in iso.groups())
        return days * 86_400 + hours * 3600 + minutes * 60 + seconds
    raise DeskError(f"'{text[:40]}' is not a duration", where=where, mend="Write it as 30m, 4h, 2d or PT4H30M.")


@lru_cache(maxsize=4_096)  # A policy speaks of few durations, and every answer of several.
def format_duration(seconds: int) -> str:
    """ISO 8601 in hours, minutes and seconds, never days.

    >>> format_duration(172_800), format_duration(5_430), format_duration(0)
    ('PT48H', 'PT1H30M30S', 'PT0S')
    """
    hours, rest = divmod(seconds, 3600)
    minutes, left = divmod(rest, 60)
    parts = "".join(f"{number}{unit}" for number, unit in ((hours, "H"), (minutes, "M"), (left, "S")) if number)
    return f"PT{parts or '0S'}"


def lasted(span: timedelta) -> str:
    """How long something has taken so far, for people; rough where it is long.

    >>> [lasted(timedelta(seconds=one)) for one in (61, 2_000, 5_430, 9_417_579)]
    ['61 s', '33 min', '1 h 30 min', '108 d']
    """
    seconds = round(span.total_seconds())
    if seconds < 600:
        return f"{seconds} s"
    minutes = seconds // 60
    if minutes < 60:
        return f"{minutes} min"
    hours = minutes // 60
    return f"{hours} h {minutes % 60:02} min" if hours < 48 else f"{hours // 24} d"


def later(moment: datetime, seconds: int) -> datetime:
    """The instant this many elapsed seconds on."""
    return moment + timedelta(seconds=seconds)
