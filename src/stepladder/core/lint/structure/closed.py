"""About calendars: years in which nobody is ever there."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject

_YEARS_AHEAD = 3


def _never_open(subject: Subject) -> Iterator[Found]:
    first = subject.now.year
    for spec in subject.text.calendars:
        calendar = subject.pack.calendars[spec.id]
        closed = [year for year in range(first, first + _YEARS_AHEAD) if not calendar.worked_seconds(*_year(year))]
        if closed:
            years = ", ".join(map(str, closed))
            yield Found(
                at=spec,
                what=f"the calendar '{spec.id}' opens on no day of {years}, so what counts in it stands still",
                mend="Give it hours or openings in that time, or let its rules count in another calendar.",
            )


def _year(year: int) -> tuple[int, int]:
    start, end = datetime(year, 1, 1, tzinfo=UTC), datetime(year + 1, 1, 1, tzinfo=UTC)
    return int(start.timestamp()), int(end.timestamp())


RULES = (
    Rule(
        id="never-open",
        severity="warning",
        title="a calendar is closed for a whole year",
        look=_never_open,
        needs_now=True,
    ),
)
