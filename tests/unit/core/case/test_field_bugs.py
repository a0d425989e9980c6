"""Bugs that other desks had, where a case shows them: its clocks over closed days, pauses and ends."""

from __future__ import annotations

from datetime import datetime, timedelta

from stepladder.core.case import commands as c
from stepladder.core.case.events import ClockAtRisk, ClockMissed, ClockStarted
from tests.unit.core.case.play import NOON, Play, at, opened

RESOLVE, REOPEN = c.Resolve(text="Done."), c.Reopen(because="It is back.")
SECOND = timedelta(seconds=1)


def told(play: Play, when: datetime) -> list[str]:
    """What a tick tells of the first response."""
    before = len(play.events)
    play.tick(when)
    kinds = (ClockAtRisk, ClockMissed)
    found = [one.event for one in play.events[before:] if isinstance(one.event, kinds)]
    return [type(one).__name__ for one in found if one.slot == "first_response"]


def test_t17_a_case_of_a_saturday_is_due_and_warns_on_monday() -> None:
    play = opened("bug", at("03-08 10:00"))
    clock = play.open_case.clocks["first_response"]
    assert (clock.started_at, clock.due_at) == (at("03-08 10:00"), at("03-10 13:00"))
    assert told(play, at("03-10 10:59")) == []
    assert told(play, at("03-10 11:00")) == ["ClockAtRisk"]


def test_t18_a_weekend_between_end_and_reopening_adds_only_its_open_hours() -> None:
    play = opened("bug", at("03-07 09:00"))
    before = play.open_case.clocks["resolution"].due_at
    play.do(RESOLVE, at("03-07 17:00"))
    play.do(REOPEN, at("03-10 10:00"))
    # One open hour of Friday and one of Monday lie between, and no hour of the 65 besides.
    assert play.open_case.clocks["resolution"].due_at == before + timedelta(hours=2)


def test_t22_a_clock_that_an_end_has_stopped_is_never_missed_however_long_it_rests() -> None:
    play = opened("leak")
    play.do(RESOLVE, NOON + timedelta(minutes=20))
    assert "clock_missed" not in play.tick(NOON + timedelta(days=40))
    assert play.open_case.clocks["resolution"].state == "met"


def test_t15_resolved_again_right_after_a_rest_the_rest_does_not_count() -> None:
    play = opened("leak")
    play.do(RESOLVE, NOON + timedelta(hours=1))
    play.do(REOPEN, NOON + timedelta(hours=60))
    play.do(RESOLVE, NOON + timedelta(hours=60))
    clock = play.open_case.clocks["resolution"]
    assert (clock.state, clock.missed_at) == ("met", None)
    assert clock.due_at == NOON + timedelta(hours=63)


def test_t27_nothing_warns_at_the_birth_of_a_case_when_a_calendar_is_closed() -> None:
    start = at("03-08 10:00")
    play = opened("bug", start)
    born = [one.event for one in play.events if isinstance(one.event, ClockStarted)]
    assert born
    assert all(mark > at("03-10 09:00") for clock in born for mark in clock.marks)
    assert play.tick(start) == play.tick(at("03-09 23:59")) == []


def test_t31_a_miss_is_detected_by_the_hours_by_which_the_deadline_was_computed() -> None:
    play = opened("bug", at("03-07 17:00"))
    due_at = play.open_case.clocks["first_response"].due_at
    assert due_at == at("03-10 12:00")
    assert told(play, at("03-09 12:00")) == []
    assert told(play, at("03-10 11:00")) == ["ClockAtRisk"] * 2
    assert told(play, due_at) == []
    assert told(play, due_at + SECOND) == ["ClockMissed"]


def test_t36_a_weekend_delays_only_the_clocks_of_the_calendar_that_is_closed() -> None:
    saturday = at("03-08 10:00")
    office, always = opened("bug", saturday), opened("leak", saturday)
    assert office.open_case.clocks["first_response"].due_at == at("03-10 13:00")
    assert always.open_case.clocks["first_response"].due_at == saturday + timedelta(minutes=30)
