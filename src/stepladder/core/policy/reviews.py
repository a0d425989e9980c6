"""When a policy is to be read again as a whole, by what its header says."""

from __future__ import annotations

import calendar
import re
from datetime import date

from stepladder.core.policy.intervals import Interval
from stepladder.core.policy.model import Header

_WRITTEN = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def review_day(header: Header) -> date | None:
    """The last day on which the next review is in time, None where nobody can tell. Source: SD-324."""
    if header.next_review is not None:
        return _last_day(header.next_review)
    last = _last_day(header.last_review) if header.last_review is not None else None
    if last is None or header.review_every is None:
        return None
    return Interval.parse(header.review_every).after(last)


def _last_day(written: str) -> date | None:
    """The last day of a month or a date, as headers write them: `2025-04` or `2025-04-15`."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    try:
        return date(year, month, int(found[3]) if found[3] else calendar.monthrange(year, month)[1])
    except ValueError:
        return None
