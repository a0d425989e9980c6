"""What rules about time ask of clocks and teams: as durations on calendars, and in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from stepladder.core.clock.calendar import Calendar
from stepladder.core.lint.subject import Subject
from stepladder.core.lint.timing.nights import Counted
from stepladder.core.lint.timing.situations import Situation
from stepladder.core.policy.base import Element
from stepladder.core.policy.kinds import SIGNAL, rules_of, starts_with_signal
from stepladder.core.policy.model import Clock, DirectoryEntry
from stepladder.core.triage.clock_slots import Candidate

TEAM = "team_response"
_ANY_TIME = frozenset({SIGNAL, "customer_replied", "reopened"})
"""What a customer does, and so does at any hour; all else happens when one of us is there."""
_FROM = datetime(2026, 1, 5, tzinfo=UTC)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_UNITS = ((86_400, " d"), (3_600, " h"), (60, " min"), (1, " s"))


def beginning(subject: Subject) -> int:
    """Where a played time begins, a full half hour: now, or a Monday where nobody has said what day it is."""
    at = int((subject.today or _FROM).timestamp())
    return at - at % 1_800


def counted(subject: Subject, one: Candidate) -> Counted | None:
    """A clock as a duration; None where it ends at a moment that facts or dates say."""
    if one.clock.term is not None or one.seconds < 1 or one.calendar not in subject.pack.calendars:
        return None
    return Counted(subject.pack.calendars[one.calendar], one.seconds, one.counting)


def begins_at_any_time(clock: Clock) -> bool:
    """Whether the customer begins it, so that it may begin in any night. Of a range the far end is the promise."""
    return clock.end != "target" and not _ANY_TIME.isdisjoint(rules_of(clock).starts)


def needs_the_work_done(clock: Clock) -> bool:
    """Whether it takes the solution to stop it. An answer or a note of anybody's does not need the team's."""
    is_promise = clock.kind != TEAM and clock.end != "target" and starts_with_signal(clock)
    return is_promise and rules_of(clock).stops == ("resolved",)


def calendars_of(subject: Subject, entry: DirectoryEntry | None, situation: Situation) -> tuple[Calendar, ...]:
    """When a team is there in such a case; none where its hours are not stated."""
    if entry is None:
        return ()
    held = {f"{scale}:{level}" for scale, level in situation.selection.levels.items()}
    names = [entry.calendar, *(one.calendar for one in entry.coverage if not held.isdisjoint(one.levels))]
    return tuple(dict.fromkeys(subject.pack.calendars[name] for name in names if name is not None))


def directory(subject: Subject) -> Mapping[str, DirectoryEntry]:
    return {entry.id: entry for entry in subject.text.directory}


def answers_of(situation: Situation, team: str) -> list[Candidate]:
    """What a team promises us in such a case, the nearest end of a range first."""
    found = [one for one in situation.candidates if one.clock.kind == TEAM and one.clock.team == team]
    return sorted(found, key=lambda one: one.seconds)


def adjusted_by(subject: Subject, one: Candidate, situation: Situation) -> Iterator[Element]:
    """What a segment changes in a clock in such a case."""
    for change in subject.text.adjustments:
        if one.clock.kind in change.kinds and situation.selection.case.whole.binds(change.binds):
            yield change


def level_sources(subject: Subject, one: Candidate, situation: Situation) -> tuple[str, ...]:
    """The sources of the level whose hours a clock inherits."""
    if one.clock.calendar != "inherit":
        return ()
    names = (f"{scale}:{level}" for scale, level in situation.selection.levels.items())
    return next((subject.levels[name].source for name in names), ())


def length(seconds: int) -> str:
    """As policies write it: "30 min", "48 h", "7 d"; days only from three on, for two days are 48 hours to people.

    >>> length(1_800), length(5_400), length(172_800), length(604_800)
    ('30 min', '90 min', '48 h', '7 d')
    """
    size, unit = next(
        (size, unit) for size, unit in _UNITS if seconds % size == 0 and (size < 86_400 or seconds > 172_800)
    )
    return f"{seconds // size}{unit}"


def lengths(clocks: Sequence[Candidate]) -> str:
    """The length of one, or of both ends of a range: "24 h to 48 h"."""
    return " to ".join(dict.fromkeys(length(one.seconds) for one in clocks))


def moment(at: int, zone: ZoneInfo, after: int | None = None) -> str:
    """ "Friday 2026-10-30 18:00", the time alone where it is the day of `after`."""
    wall = datetime.fromtimestamp(at, zone)
    said = wall.strftime("%H:%M:%S" if wall.second else "%H:%M")
    if after is not None and datetime.fromtimestamp(after, zone).date() == wall.date():
        return said
    return f"{_DAYS[wall.weekday()]} {wall.date()} {said}"


def named(element: Element) -> str:
    return element.title or element.id
