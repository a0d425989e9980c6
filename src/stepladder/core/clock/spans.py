"""Spans of opening as people write them: "09:00-12:00", "22:00-06:00", "00:00-24:00"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stepladder.core.values import DeskError

DAY = 86_400
_SPAN = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-(?:([01][0-9]|2[0-3]):([0-5][0-9])|24:00)")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """Hours of opening on the wall clock, half-open: the opening second counts, the closing one does not.

    Fields: opens - seconds from the midnight at which the day begins, 0 to 86340; closes - likewise and later than
    `opens`, over 86400 where the span crosses midnight.
    """

    opens: int
    closes: int

    def __str__(self) -> str:
        closes = "24:00" if self.closes == DAY else _wall(self.closes % DAY)
        return f"{_wall(self.opens)}-{closes}"


def parse_span(text: str, *, where: str = "span") -> Span:
    """Read "09:00-12:00". A close before the opening is on the next day; 24:00, or 00:00 as a close, ends the day.

    Raises: DeskError - another form, or a span that opens and closes at the same time.
    """
    found = _SPAN.fullmatch(text) if isinstance(text, str) else None
    if found is None:
        mend = "Write it as 09:00-17:00, or 22:00-06:00 for a night; 24:00 only as the close."
        raise DeskError(f"'{str(text)[:40]}' is not a span of hours", where=where, mend=mend)
    opens = int(found[1]) * 3600 + int(found[2]) * 60
    closes = DAY if found[3] is None else int(found[3]) * 3600 + int(found[4]) * 60
    if closes == 0:
        closes = DAY
    if closes == opens:
        mend = "Write 00:00-24:00 for a whole day, and leave a closed day out."
        raise DeskError(f"'{text}' opens and closes at the same time", where=where, mend=mend)
    return Span(opens, closes if closes > opens else closes + DAY)


def _wall(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"
