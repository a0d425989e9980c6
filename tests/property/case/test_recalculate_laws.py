"""The life of a case whose calendars are revised now and then: every deadline is theirs, and holidays only delay."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import cast

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule

from stepladder.core.case.clocks import floor_of
from stepladder.core.case.counted import counted_by, seconds
from stepladder.core.case.life import evolve, recalculate, tick
from stepladder.core.case.state import Case, CaseClock
from stepladder.core.clock.counting import Counting
from stepladder.core.clock.pauses import past_pauses
from stepladder.core.clock.promises import read_term, timing
from stepladder.core.clock.revision import CalendarChange
from stepladder.core.policy.pack import Pack
from tests.property.case.test_life import CaseLife
from tests.unit.core.case.play import NOON, name_of, news, under

DAYS = st.builds(lambda days: NOON.date() + timedelta(days=days), st.integers(-1, 8))
SPANS = st.sampled_from([("09:00-12:00",), ("07:00-20:00",), ("06:00-08:00", "19:00-23:00"), ("22:00-03:00",)])
CHANGES = st.builds(
    CalendarChange,
    holidays=st.lists(DAYS, max_size=3).map(tuple),
    exceptions=st.dictionaries(DAYS, SPANS | st.just(()), max_size=2),
    openings=st.dictionaries(DAYS, SPANS, max_size=2),
)


def due_at(policy: Pack, clock: CaseClock) -> int:
    """The deadline worked out at one go from what the clock promises, wherever others hold it back."""
    found = []
    for one in counted_by(clock):
        calendar, since = policy.calendars[one.calendar], seconds(one.since)
        counting = cast(Counting, one.counting)
        term = read_term(one.term) if one.term else None
        due = timing(calendar, since, one.within, counting, (), term).due
        pauses = [(max(seconds(begun), since), seconds(ended)) for begun, ended in clock.pauses]
        pauses = [(begun, ended) for begun, ended in pauses if ended > since]
        due = past_pauses(calendar, due, pauses, counting)
        # It was not due before a pause, however much longer the hours before it are said to have been.
        late = [ended for begun, ended in pauses if begun > due]
        found.append(late[-1] if late else due)
    return min(found)


class RevisedLife(CaseLife):
    """All that may happen to a case, and revisions of its calendars in between."""

    number = 0
    change = CalendarChange()

    def revise(self, change: CalendarChange) -> tuple[Case, Case]:
        """The case before, once all that was due is told, and after."""
        self.number, self.change = self.number + 1, change
        policy = under(self.number, news(), every=change)
        foreseen = recalculate(self.play.open_case, policy, now=self.now)
        before = evolve(self.play.open_case, *tick(self.play.open_case, self.now))
        happened = self.play.revise(policy, self.now)
        assert [name_of(one) for one in foreseen] == happened
        assert ("recalculated" in happened) == (not self.is_("closed"))
        return before, self.play.open_case

    @rule(change=CHANGES)
    def the_calendars_are_revised(self, change: CalendarChange) -> None:
        before, after = self.revise(change)
        for slot, clock in after.clocks.items():
            was = before.clocks[slot]
            assert (clock.started_at, clock.within, clock.pauses) == (was.started_at, was.within, was.pauses)
            assert clock.state == was.state
            if clock.state != "running":
                assert clock == was
            else:
                floor = floor_of(after, clock.not_before)
                if not clock.not_before:
                    assert seconds(clock.due_at) == due_at(self.play.pack, clock)
                elif floor is not None:
                    assert clock.due_at >= floor
                    assert clock.due_at > was.due_at or seconds(clock.due_at) >= due_at(self.play.pack, clock)

    @rule(holidays=st.lists(DAYS, min_size=1, max_size=3))
    def further_holidays_only_delay(self, holidays: list[date]) -> None:
        hours = {day: spans for day, spans in self.change.exceptions.items() if day not in holidays}
        change = CalendarChange(
            holidays=(*self.change.holidays, *holidays), exceptions=hours, openings=self.change.openings
        )
        before, after = self.revise(change)
        for slot, clock in after.clocks.items():
            was = before.clocks[slot].due_at
            if clock.term and clock.pauses:
                continue  # A month ends when it ends, and what is a day off now interrupted nothing of it.
            assert clock.due_at >= was
            if clock.calendar == "always" and not clock.counted:
                assert clock.due_at == was

    def warnings(self, marks: tuple[datetime, ...], shares: tuple[int, ...]) -> list[tuple[datetime, int]]:
        """A mark that is over was told where it stood then; another calendar moves only those ahead."""
        return [(mark, share) for mark, share in super().warnings(marks, shares) if mark > self.now]

    @rule()
    def what_was_set_is_taken_back(self) -> None:
        self.revise(CalendarChange())

    @invariant()
    def the_same_calendars_move_nothing(self) -> None:
        again = under(self.number + 1, news(), every=self.change)
        told = {name_of(one) for one in recalculate(self.play.open_case, again, now=self.now)}
        assert "clock_moved" not in told


TestRevisedLife = RevisedLife.TestCase
TestRevisedLife.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
