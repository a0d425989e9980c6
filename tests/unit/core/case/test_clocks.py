"""What becomes of a running promise when the case changes under it."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.events import ClockMoved, ClockResumed
from stepladder.core.case.life import wake_at
from tests.unit.core.case.play import NOON, Play, at, opened

MINUTE = timedelta(minutes=1)
RESOLVE, REOPEN = c.Resolve(text="Done."), c.Reopen(because="It is back.")


def level(name: str) -> c.SetLevel:
    return c.SetLevel(scale="priority", level=name, because="Somebody knows better.")


MOVES: dict[str, tuple[str, datetime, list[tuple[datetime, str]], datetime]] = {
    # claim: (words, opened, [(when, level)], first response due)
    "a raise counts the new promise from now": (
        "bug", NOON, [(at("03-05 13:00"), "critical")], at("03-05 13:30"),
    ),
    "a raise never gives more time": (
        "bug", NOON, [(at("03-05 15:50"), "critical")], at("03-05 16:00"),
    ),
    "a lower level counts from the first start": (
        "leak", at("03-05 17:00"), [(at("03-05 17:10"), "high")], at("03-06 12:00"),
    ),
    "up and down again is what it was": (
        "bug", NOON, [(at("03-05 13:00"), "critical"), (at("03-05 13:10"), "high")], at("03-05 16:00"),
    ),
    "down and up again is a raise like any other": (
        "leak", NOON, [(at("03-05 12:10"), "standard"), (at("03-05 12:20"), "critical")], at("03-05 12:50"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "start", "levels", "due_at"), MOVES.values(), ids=MOVES)
def test_q19_a_level_set_in_mid_case_moves_the_clock(
    words: str, start: datetime, levels: list[tuple[datetime, str]], due_at: datetime
) -> None:
    play = opened(words, start)
    for when, name in levels:
        play.do(level(name), when)
    assert play.open_case.clocks["first_response"].due_at == due_at


def test_q19_a_raise_is_never_broken_at_birth() -> None:
    play = opened("bug")
    now = at("03-05 15:00")
    play.do(level("critical"), now)
    assert play.tick(now) == []
    assert play.open_case.clocks["first_response"].state == "running"


def test_a_raise_that_keeps_the_deadline_keeps_its_warnings_too() -> None:
    play = opened("bug")
    play.tick(at("03-05 15:10"))
    told = play.open_case.clocks["first_response"].marks_passed
    play.do(level("critical"), at("03-05 15:50"))
    clock = play.open_case.clocks["first_response"]
    assert (clock.clock, clock.within) == ("critical-first", 1800)
    assert (told, clock.marks_passed) == (2, 2)
    assert play.tick(at("03-05 15:59")) == []


def test_a_moved_clock_warns_anew_of_its_new_deadline() -> None:
    play = opened("bug")
    play.do(level("critical"), NOON + 10 * MINUTE)
    assert play.tick(NOON + 25 * MINUTE) == ["clock_at_risk"]
    moved = play.last("clock_moved").event
    assert isinstance(moved, ClockMoved)
    assert moved.shares == (50, 75)


def test_the_same_promise_again_moves_nothing() -> None:
    play = opened("bug")
    play.do(level("critical"), NOON + 10 * MINUTE)
    due_at = play.open_case.clocks["first_response"].due_at
    play.do(c.ConfirmTrigger(trigger="leak"), NOON + 20 * MINUTE)
    assert play.open_case.clocks["first_response"].due_at == due_at


@pytest.mark.parametrize("done", ["met", "missed"])
def test_a_raise_restarts_no_clock_that_was_met_or_missed(done: str) -> None:
    play = opened("bug")
    when = NOON + 10 * MINUTE if done == "met" else at("03-05 16:01")
    play.do(c.Send(channel="email", text="Hello."), when) if done == "met" else play.tick(when)
    before = play.open_case.clocks["first_response"]
    play.do(level("critical"), when + MINUTE)
    assert play.open_case.clocks["first_response"] == before
    assert before.state == done


def test_t05_a_policy_without_the_clock_removes_it() -> None:
    play = opened("leak")
    play.do(level("standard"), NOON + MINUTE)
    assert play.open_case.clocks["resolution"].state == "cancelled"
    assert play.tick(NOON + timedelta(days=30)).count("clock_missed") == 2


def test_t33_reopening_past_due_does_not_fire_with_the_old_deadline() -> None:
    play = opened("leak")
    play.do(RESOLVE, NOON + 20 * MINUTE)
    again = NOON + timedelta(days=3)
    play.do(REOPEN, again)
    assert play.tick(again) == []
    assert play.open_case.clocks["resolution"].due_at == again + timedelta(hours=3, minutes=40)
    assert play.open_case.clocks["first_response"].state == "met_by_resolution"


def test_reopening_counts_what_is_left_in_the_calendar_of_the_clock() -> None:
    play = opened("bug", at("03-05 09:00"))
    play.do(RESOLVE, at("03-05 17:00"))
    play.do(REOPEN, at("03-07 17:00"))
    resumed = play.last("clock_resumed").event
    assert isinstance(resumed, ClockResumed)
    # 8 of 24 open hours were used; 16 are left: one on Friday, nine on Monday, six on Tuesday.
    assert resumed.due_at == at("03-11 15:00")


def test_t09_every_span_between_end_and_reopening_counts_for_nothing() -> None:
    play = opened("leak")
    for hours in (1, 10, 19):  # An hour of work before each end, then eight hours of rest.
        play.do(RESOLVE, NOON + timedelta(hours=hours))
        play.do(REOPEN, NOON + timedelta(hours=hours + 8))
    clock = play.open_case.clocks["resolution"]
    assert (clock.state, len(clock.pauses)) == ("running", 3)
    assert clock.due_at == NOON + timedelta(hours=4 + 3 * 8)


@pytest.mark.parametrize(("seconds", "state"), [(0, "met"), (1, "missed")])
def test_t09_all_the_time_is_used_up_to_the_second(seconds: int, state: str) -> None:
    play = opened("leak")
    for hours in (1, 12):  # One hour, then three: all four are used when it is opened for the second time.
        play.do(RESOLVE, NOON + timedelta(hours=hours))
        play.do(REOPEN, NOON + timedelta(hours=hours + 8))
    play.do(RESOLVE, NOON + timedelta(hours=20, seconds=seconds))
    assert play.open_case.clocks["resolution"].state == state


def test_t21_a_level_set_after_a_reopening_keeps_the_time_that_did_not_count() -> None:
    play = opened("bug", at("03-05 09:00"))
    play.do(level("critical"), at("03-05 09:30"))
    play.do(RESOLVE, at("03-05 10:00"))
    play.do(REOPEN, at("03-06 10:00"))
    play.do(level("high"), at("03-06 10:30"))
    # 24 open hours from the first start, with the nine open hours of the span in between taken out.
    assert play.open_case.clocks["resolution"].due_at == at("03-10 15:00")


def test_a_missed_resolution_is_neither_resumed_nor_told_again() -> None:
    play = opened("leak")
    play.tick(NOON + timedelta(hours=5))
    play.do(RESOLVE, NOON + timedelta(hours=6))
    assert play.do(REOPEN, NOON + timedelta(hours=7)) == ["reopened"]
    assert play.tick(NOON + timedelta(days=9)) == []
    assert wake_at(play.open_case) is None


def test_marks_that_had_passed_before_the_end_are_not_told_again() -> None:
    play = opened("leak")
    play.do(c.Send(channel="email", text="Hello."), NOON + MINUTE)
    play.do(c.Acknowledge(), NOON + MINUTE)
    assert play.tick(NOON + timedelta(hours=2)) == ["clock_at_risk"]
    play.do(RESOLVE, NOON + timedelta(hours=2, minutes=30))
    play.do(REOPEN, NOON + timedelta(hours=10))
    assert play.tick(NOON + timedelta(hours=10)) == []
    assert play.tick(NOON + timedelta(hours=10, minutes=30)) == ["clock_at_risk"]
    assert play.tick(NOON + timedelta(hours=11, minutes=31)) == ["clock_missed"]


def test_a_clock_that_a_person_brought_starts_when_they_said_so() -> None:
    play = Play()
    play.signal("wish", NOON)
    later = NOON + timedelta(hours=3)
    play.do(c.ConfirmTrigger(trigger="leak"), later)
    clock = play.open_case.clocks["team_response:security"]
    assert (clock.started_at, clock.due_at) == (later, later + 30 * MINUTE)
    assert play.tick(later) == []


LATE = {  # claim: (when the late signal was written, first response due)
    "written before the case was opened": (at("03-05 09:00"), at("03-05 14:30")),
    "written while the clock ran": (at("03-05 12:20"), at("03-05 14:30")),
    "written now": (at("03-05 14:00"), at("03-05 14:30")),
}


@pytest.mark.parametrize(("written", "due_at"), LATE.values(), ids=LATE)
def test_q19_a_signal_that_arrives_late_counts_the_new_promise_from_now(written: datetime, due_at: datetime) -> None:
    play = opened("bug")
    now = at("03-05 14:00")
    play.signal("leak", written, noticed=now)
    clock = play.open_case.clocks["first_response"]
    assert (clock.due_at, clock.state) == (due_at, "running")
    assert all(mark > now for mark in clock.marks[clock.marks_passed :])


def test_q14_a_new_clock_of_a_late_signal_starts_when_it_was_written() -> None:
    play = opened("bug")
    play.signal("leak", at("03-05 12:20"), noticed=at("03-05 12:30"))
    clock = play.open_case.clocks["team_response:security"]
    assert (clock.started_at, clock.due_at) == (at("03-05 12:20"), at("03-05 12:50"))


def test_t33_a_late_signal_that_reopens_resumes_nothing_in_the_past() -> None:
    play = opened("leak")
    play.do(RESOLVE, NOON + 20 * MINUTE)
    now = NOON + timedelta(hours=9)
    play.signal("leak", NOON + 30 * MINUTE, noticed=now)
    clock = play.open_case.clocks["resolution"]
    assert (clock.state, clock.due_at) == ("running", now + timedelta(hours=3, minutes=40))
    assert clock.pauses == ((NOON + 20 * MINUTE, now),)
    assert play.tick(now) == []
