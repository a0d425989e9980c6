"""A played year against a slow oracle that looks at every minute: nights, holidays, clock changes and long weekends."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from stepladder.core.clock.calendar import Calendar
from stepladder.core.lint.timing.nights import HALF_HOUR, Counted, Team, play
from tests.property.clock.calendars import CALENDARS, CHANGES, at

DAYS, AHEAD = 15, 40
DURATIONS = st.integers(1, 40).map(lambda halves: halves * HALF_HOUR)
COUNTING = st.sampled_from(["open_hours", "elapsed"])
FIRSTS = st.builds(
    lambda change, days: (change // HALF_HOUR) * HALF_HOUR - days * 86_400, st.sampled_from(CHANGES), st.integers(0, 9)
)
WHOLE = {"mon": ["09:00-18:00"], "tue": ["09:00-18:00"], "wed": ["09:00-18:00"], "thu": ["09:00-18:00"], "fri": ["09:00-18:00"]}  # fmt: skip  # noqa: E501
OFFICE = Calendar("America/New_York", WHOLE)
LORD_HOWE = Calendar("Australia/Lord_Howe", WHOLE)


@dataclass(frozen=True)
class Minutes:
    """A calendar asked once for every minute of a stretch."""

    first: int
    open: Sequence[bool]
    through: Sequence[int]

    @classmethod
    def of(cls, calendar: Calendar, first: int) -> Minutes:
        is_open = [calendar.is_open(first + 60 * minute) for minute in range((DAYS + AHEAD) * 1_440)]
        return cls(first, is_open, [0, *accumulate(is_open)])

    def due(self, minute: int, counts: int) -> int:
        """The minute at which so many open ones have passed."""
        found = bisect_left(self.through, self.through[minute] + counts)
        assume(found < len(self.through))
        return found

    def back(self, minute: int) -> int:
        """The first open minute from this one on."""
        return self.due(minute, 1) - 1


def late_minutes(promise: Counted, teams: Sequence[Team], first: int) -> dict[int, int]:
    """By how many minutes each start comes too late for all teams, by the minute at which it starts."""
    counts = Minutes.of(promise.calendar, first)
    there = [[Minutes.of(calendar, first) for calendar in team.calendars] for team in teams]
    answers = [Minutes.of(team.answers.calendar, first) if team.answers is not None else None for team in teams]
    found: dict[int, int] = {}
    length = promise.seconds // 60
    for start in range(DAYS * 1_440):
        due = start + length if promise.counting == "elapsed" else counts.due(start, length)
        waits = []
        for team, hours, own in zip(teams, there, answers, strict=True):
            if team.answers is None or own is None:
                back = min(each.back(start) for each in hours)
                waits.append((back >= due, back - due))
            else:
                taken = team.answers.seconds // 60
                ready = start + taken if team.answers.counting == "elapsed" else own.due(start, taken)
                waits.append((ready > due, ready - due))
        if all(late for late, _ in waits):
            found[start] = min(minutes for _, minutes in waits)
    return found


@settings(deadline=None, max_examples=40)
@given(CALENDARS, DURATIONS, COUNTING, st.lists(CALENDARS, min_size=1, max_size=2), FIRSTS)
@example(Calendar.always("America/New_York"), 1_800, "open_hours", [OFFICE], at("2025-10-31T12:00"))
@example(Calendar.always("UTC"), 54_000, "open_hours", [OFFICE], at("2025-10-31T12:00"))  # Due as they open.
@example(Calendar.always("UTC"), 14_400, "elapsed", [LORD_HOWE], at("2025-04-03T00:00"))
def test_the_worst_night_is_the_worst_of_all_minutes(
    calendar: Calendar, seconds: int, counting: str, hours: list[Calendar], first: int
) -> None:
    assume(all(_is_whole(each, first) for each in (calendar, *hours)))
    promise, teams = Counted(calendar, seconds, counting), [Team(tuple(hours))]  # type: ignore[arg-type]
    late = late_minutes(promise, teams, first)
    year = play(promise, teams, first, first + DAYS * 86_400)
    if year is None:
        assert late == {}
        return
    assert (year.worst.ready - year.worst.due) // 60 == max(late.values())
    assert late[(year.worst.start - first) // 60] == max(late.values())
    assert year.late == sum((first + 60 * minute) % HALF_HOUR == 0 for minute in late)


@settings(deadline=None, max_examples=25)
@given(CALENDARS, DURATIONS, st.lists(CALENDARS, min_size=1, max_size=2), CALENDARS, DURATIONS, COUNTING, FIRSTS)
@example(OFFICE, 14_400, [OFFICE], OFFICE, 14_400, "open_hours", at("2025-10-31T12:00"))
@example(Calendar.always("UTC"), 54_000, [OFFICE, OFFICE], OFFICE, 54_000, "open_hours", at("2025-10-31T12:00"))
def test_a_team_that_may_take_its_time_is_late_as_the_oracle_says(
    calendar: Calendar, seconds: int, hours: list[Calendar], own: Calendar, taken: int, counting: str, first: int
) -> None:
    assume(all(_is_whole(each, first) for each in (calendar, *hours, own)))
    promise = Counted(calendar, seconds, "open_hours")
    teams = [Team((hours[0],), Counted(own, taken, counting)), *(Team((each,)) for each in hours[1:])]  # type: ignore[arg-type]
    late = late_minutes(promise, teams, first)
    year = play(promise, teams, first, first + DAYS * 86_400)
    half_hours = [minutes for minute, minutes in late.items() if (first + 60 * minute) % HALF_HOUR == 0]
    assert (year.late if year is not None else 0) == len(half_hours)
    if year is not None:
        worst = (year.worst.ready - year.worst.due) // 60
        assert max(half_hours, default=worst) <= worst <= max(late.values())


HAVANA = Calendar.always("America/Havana")


@settings(deadline=None, max_examples=25)
@given(CALENDARS, st.integers(1, 4), CALENDARS, st.integers(1, 4), FIRSTS)
@example(HAVANA, 1, HAVANA, 1, at("2025-11-01T12:00"))
@example(Calendar.always("UTC"), 1, HAVANA, 1, at("2025-10-31T12:00"))
@example(HAVANA, 1, Calendar.always("UTC"), 1, at("2025-10-31T12:00"))
def test_where_a_later_start_may_be_due_earlier_each_is_looked_at(
    calendar: Calendar, days: int, own: Calendar, taken: int, first: int
) -> None:
    """The same time of day comes sooner for who starts in an hour that the clocks show again."""
    promise = Counted(calendar, days * 86_400, "working_days")
    team = Team((own,), Counted(own, taken * 86_400, "working_days"))
    last = first + DAYS * 86_400
    year = play(promise, [team], first, last)
    starts = [start for start in range(first, last, 60) if start % HALF_HOUR == 0]
    assert (year.late if year is not None else 0) == sum(team.ready(one) > promise.due(one) for one in starts)


def test_a_working_day_from_an_hour_that_comes_twice_is_looked_at_half_hour_by_half_hour() -> None:
    promise = Counted(HAVANA, 86_400, "working_days")
    team = Team((Calendar("America/Havana", {day: ["00:15-17:00"] for day in WHOLE}),))
    for first in (at("2025-11-02T04:30"), at("2025-11-01T12:00")):
        last = first + 5 * 86_400
        year = play(promise, [team], first, last)
        starts = range(-(-first // HALF_HOUR) * HALF_HOUR, last, HALF_HOUR)
        late = [one for one in starts if team.ready(one) >= promise.due(one)]
        assert (year.late if year is not None else 0) == len(late) > 0


def _is_whole(calendar: Calendar, first: int) -> bool:
    """Whether the calendar opens and closes on whole minutes, as all but a few old zones do."""
    return all(edge % 60 == 0 for span in calendar.working(first, first + DAYS * 86_400) for edge in span)
