"""A case whose policy is retired at any moment of its life: all laws of a case still hold, and no clock runs (T6)."""

from __future__ import annotations

from hypothesis import settings
from hypothesis.stateful import invariant, rule

from stepladder.core.case.events import ClockMoved, ClockResumed, ClockStarted
from tests.property.case.test_life import CaseLife


class RetiredLife(CaseLife):
    """Beside the model of a case: after how many of its events the policy was retired."""

    retired_after: int | None = None

    @rule()
    def the_policy_is_retired(self) -> None:
        missed = {slot for slot, clock in self.play.open_case.clocks.items() if clock.state == "missed"}
        owner = self.play.open_case.owner
        events = self.play.retire("Nobody can keep it.", self.now)
        assert bool(events) == (self.retired_after is None and not self.is_("closed"))
        if events:
            self.retired_after = len(self.play.events)
        assert self.play.open_case.owner == owner
        assert all(self.play.open_case.clocks[slot].state == "missed" for slot in missed)

    @invariant()
    def t6_no_clock_runs_or_starts_after_it(self) -> None:
        if self.retired_after is None:
            return
        after = self.play.events[self.retired_after :]
        assert not any(isinstance(one.event, ClockStarted | ClockMoved | ClockResumed) for one in after)
        assert all(clock.state != "running" for clock in self.play.open_case.clocks.values())

    @invariant()
    def t6_whatever_it_stopped_says_why(self) -> None:
        stopped = {slot for slot, clock in self.play.open_case.clocks.items() if clock.cancelled_because is not None}
        assert not stopped or self.retired_after is not None
        assert all(self.play.open_case.clocks[slot].state == "cancelled" for slot in stopped)


TestRetiredLife = RetiredLife.TestCase
TestRetiredLife.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
