"""A third way to count work time: step from edge to edge of the hours, with another library for every wall clock time.

Right in gaps and repeated hours too, where the count of minutes has another convention. It shares nothing with the
calendar but the pinned zone data, which `pinned` makes the other library read.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from random import Random

import whenever
from whenever import ZonedDateTime

from stepladder.core.clock.calendar import Calendar
from tests.property.clock.oracle import Rules

REACH = 12 * 86_400
ASKED = 8 * 86_400


@contextmanager
def pinned() -> Iterator[None]:
    """While open, the other library reads the zone data that the product is pinned to."""
    before = whenever.get_tzpath()
    whenever.reset_tzpath([str(files("tzdata").joinpath("zoneinfo"))])
    whenever.clear_tzcache()
    try:
        yield
    finally:
        whenever.reset_tzpath(list(before))
        whenever.clear_tzcache()


class Stepper:
    """Work time within `REACH` of an instant. All instants are UTC epoch seconds."""

    def __init__(self, zone: str, rules: Rules, middle: int) -> None:
        self.zone, self.rules = zone, rules
        self.last = middle + REACH
        spans: list[tuple[int, int]] = []
        day = datetime.fromtimestamp(middle - REACH, UTC).date() - timedelta(days=4)
        while day <= datetime.fromtimestamp(self.last, UTC).date() + timedelta(days=2):
            spans += self._of(day)
            day += timedelta(days=1)
        # How many spans are open after each edge: open time is where the number is above zero.
        edges = sorted([(opens, 1) for opens, _ in spans] + [(closes, -1) for _, closes in spans])
        self.open: list[tuple[int, int]] = []
        depth, since = 0, 0
        for at, step in edges:
            if depth > 0 and at > since:
                self.open.append((since, at))
            depth, since = depth + step, at

    def worked(self, start: int, end: int) -> int:
        return sum(max(min(closes, end) - max(opens, start), 0) for opens, closes in self.open)

    def due(self, start: int, seconds: int) -> int | None:
        """None where the stretch ends too soon."""
        if seconds == 0:
            return start
        for opens, closes in self.open:
            counted = max(closes - max(opens, start), 0)
            if seconds <= counted:
                return max(opens, start) + seconds
            seconds -= counted
        return None

    def _of(self, day: date) -> list[tuple[int, int]]:
        # A date that its zone left out is never the one that a wall clock time is moved to.
        if all(self._wall(day, minute).day != day.day for minute in (0, 720, 1439)):
            return []
        usual = [self._span(day, *minutes) for minutes in self.rules.minutes(day)]
        if not self.rules.holiday_closes_shift:
            for closed in self.rules.holidays - set(self.rules.exceptions):
                begins, ends = self._at(closed, 0), self._at(closed, 1440)
                usual = [
                    part
                    for opens, closes in usual
                    for part in ((opens, min(closes, begins)), (max(opens, ends), closes))
                ]
        found = usual + [self._span(day, *minutes) for minutes in self.rules.extra(day)]
        return [(opens, closes) for opens, closes in found if opens < closes]

    def _span(self, day: date, first: int, last: int) -> tuple[int, int]:
        return self._at(day, first), self._at(day, last)

    def _at(self, day: date, minute: int) -> int:
        return self._wall(day, minute).timestamp()

    def _wall(self, day: date, minute: int) -> ZonedDateTime:
        day += timedelta(days=minute // 1440)
        hour, minute = divmod(minute % 1440, 60)
        return ZonedDateTime(day.year, day.month, day.day, hour, minute, tz=self.zone, disambiguation="compatible")


def differences(calendar: Calendar, stepper: Stepper, middle: int, seed: int, questions: int) -> list[str]:
    """Every question on which the calendar, one at a time or in a batch, answers something else, in words."""
    random = Random(seed)
    edges = [edge for span in stepper.open for edge in span if abs(edge - middle) < ASKED]
    asked = []
    for _ in range(questions):
        # Half of the instants lie on or beside an edge of the hours, or near the change itself.
        pair = [middle + random.randrange(-ASKED, ASKED) for _ in range(2)]
        for place in range(2):
            if random.random() < 0.5:
                pair[place] = random.choice([*edges, middle, middle + 3600]) + random.choice((-1, 0, 0, 1))
        work = random.choice((0, 1, 900, 3600, 14_400, random.randrange(86_400)))
        asked.append((min(pair), max(pair), work))
    found, answered = [], []
    for start, end, work in asked:
        if (got := calendar.worked_seconds(start, end)) != (want := stepper.worked(start, end)):
            found.append(f"worked {start}..{end}: {got}, not {want}")
        want_due = stepper.due(start, work)
        if want_due is not None and want_due <= stepper.last:
            answered.append((start, work, want_due))
            if (got := calendar.due(start, work)) != want_due:
                found.append(f"due {start}+{work}: {got}, not {want_due}")
    starts, ends, _ = zip(*asked, strict=True)
    wanted = [stepper.worked(start, end) for start, end in zip(starts, ends, strict=True)]
    if calendar.worked_many(starts, ends).tolist() != wanted:
        found.append("worked_many")
    if answered:
        starts, works, dues = zip(*answered, strict=True)
        if calendar.deadlines(starts, works).tolist() != list(dues):
            found.append("deadlines")
    return found
