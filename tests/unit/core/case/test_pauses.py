"""Time that does not count, and deadlines counted again. A resolution that was taken back is the pause there is."""
# ruff: noqa: E501 - a clock of a policy stands on one line

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import cache

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.counted import recalculated
from stepladder.core.case.life import evolve, wake_at
from stepladder.core.case.state import CaseClock
from stepladder.core.clock.calendar import Calendar
from stepladder.core.clock.counting import Counting, due
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load
from tests.unit.core.case.play import NOON, POLICY, Play, at, news, opened

RESOLVE, REOPEN = c.Resolve(text="Done."), c.Reopen(because="It is back.")
HOURS = {day: ["09:00-18:00"] for day in ("mon", "tue", "wed", "thu", "fri")}


def level(name: str) -> c.SetLevel:
    return c.SetLevel(scale="priority", level=name, because="Somebody knows better.")


@cache
def by_days() -> Pack:
    clock = "clocks: [{id: bug-days, for: {trigger: bug}, kind: resolution, within: 72h, counting: working_days, because: b}]\n"
    return load("play", {"pack.yaml": POLICY.read_text(encoding="utf-8"), "days.yaml": clock})


def rested(play: Play, *spans: tuple[str, str]) -> CaseClock:
    for stopped, again in spans:
        play.do(RESOLVE, at(stopped))
        play.do(REOPEN, at(again))
    return play.open_case.clocks["resolution"]


PAUSED: dict[str, tuple[str, str, list[tuple[str, str]], str]] = {
    # claim: (words, opened, pauses, resolution due)
    "t18 a pause adds working time, and not its own length": (
        "bug", "03-05 09:00", [("03-05 17:00", "03-06 10:00")], "03-07 17:00"),
    "t18 a pause of a night alone adds nothing": (
        "bug", "03-05 09:00", [("03-05 18:00", "03-06 09:00")], "03-07 15:00"),
    "t23 a pause over a weekend adds only working time": (
        "bug", "03-05 09:00", [("03-07 14:00", "03-10 10:00")], "03-10 11:00"),
    "pauses that touch are one": (
        "leak", "03-05 12:00", [("03-05 13:00", "03-05 14:00"), ("03-05 14:00", "03-05 15:00")], "03-05 18:00"),
}  # fmt: skip


@pytest.mark.parametrize(("words", "start", "spans", "due_at"), PAUSED.values(), ids=PAUSED)
def test_time_that_did_not_count(words: str, start: str, spans: list[tuple[str, str]], due_at: str) -> None:
    clock = rested(opened(words, at(start)), *spans)
    assert (clock.state, clock.due_at) == ("running", at(due_at))


def test_pauses_that_touch_are_kept_as_one_and_those_of_no_length_not_at_all() -> None:
    play = opened("leak")
    clock = rested(play, ("03-05 13:00", "03-05 14:00"), ("03-05 14:00", "03-05 15:00"), ("03-05 15:30", "03-05 15:30"))
    assert clock.pauses == ((at("03-05 13:00"), at("03-05 15:00")),)
    assert clock.due_at == at("03-05 18:00")


def test_t15_from_a_pause_straight_to_the_end_the_pause_is_deducted() -> None:
    play = opened("leak")
    rested(play, ("03-05 15:00", "03-05 23:00"))
    play.do(RESOLVE, at("03-06 00:00"))  # Four hours were worked, twelve have passed.
    assert play.open_case.clocks["resolution"].state == "met"


def test_t21_another_promise_after_a_pause_keeps_the_paused_time() -> None:
    play = opened("leak", at("03-05 09:00"))
    rested(play, ("03-05 10:00", "03-05 12:00"))
    play.do(level("high"), at("03-05 12:30"))
    # 24 open hours from the first start, the two of the pause taken out.
    assert play.open_case.clocks["resolution"].due_at == at("03-07 17:00")


def test_t22_what_stands_still_is_never_missed() -> None:
    play = opened("leak")
    play.do(RESOLVE, NOON + timedelta(hours=1))
    assert play.tick(NOON + timedelta(days=30)) == []
    assert wake_at(play.open_case) is None
    play.do(REOPEN, NOON + timedelta(days=30))
    assert play.tick(NOON + timedelta(days=30)) == []


def test_t23_a_promise_in_days_takes_a_weekend_as_what_it_is() -> None:
    play = Play(policy=by_days())
    play.signal("bug", at("03-05 10:00"))
    assert play.open_case.clocks["resolution"].due_at == at("03-10 10:00")
    # Friday afternoon and Monday's first hour are five open hours, and the weekend is none.
    clock = rested(play, ("03-07 14:00", "03-10 10:00"))
    assert clock.due_at == at("03-10 15:00")


# Deadlines counted again (T7)


def revised(pack: Pack, *holidays: date) -> Mapping[str, Calendar]:
    return {**pack.calendars, "office": Calendar("America/New_York", HOURS, holidays, id="office")}


def test_t7_a_holiday_moves_a_running_deadline_and_its_marks() -> None:
    play = opened("bug", at("03-05 17:00"))
    clock = play.open_case.clocks["first_response"]
    assert clock.due_at == at("03-06 12:00")
    found = recalculated(revised(play.pack, date(2025, 3, 6)), clock)
    assert (found.due_at, found.marks) == (at("03-07 12:00"), (at("03-07 10:00"), at("03-07 11:00")))


def test_t7_pauses_stay_what_they_were() -> None:
    play = opened("bug", at("03-05 09:00"))
    clock = rested(play, ("03-05 17:00", "03-06 10:00"))
    assert recalculated(play.pack.calendars, clock) == (clock.due_at, clock.marks, clock.shares, None)
    found = recalculated(revised(play.pack, date(2025, 3, 7)), clock)
    assert found.due_at == at("03-10 17:00")


def test_t7_after_a_raise_it_counts_from_the_raise() -> None:
    play = opened("wish", at("03-05 09:00"))
    play.do(level("high"), at("03-05 16:00"))
    clock = play.open_case.clocks["first_response"]
    assert (clock.counted[-1].since, clock.due_at) == (at("03-05 16:00"), at("03-06 11:00"))
    assert recalculated(revised(play.pack, date(2025, 3, 6)), clock).due_at == at("03-07 11:00")


def test_t7_a_deadline_that_a_raise_left_standing_moves_no_further_than_the_raise() -> None:
    play = opened("bug", at("03-05 12:00"))
    play.do(level("critical"), at("03-05 15:50"))
    clock = play.open_case.clocks["first_response"]
    assert ([one.since for one in clock.counted], clock.due_at) == ([NOON, at("03-05 15:50")], at("03-05 16:00"))
    assert recalculated(revised(play.pack, date(2025, 3, 5)), clock).due_at == at("03-05 16:20")


def test_levels_that_go_to_and_fro_leave_one_promise_of_each_kind() -> None:
    play = opened("wish", at("03-05 09:00"))
    for minute in range(8):
        play.do(level("high" if minute % 2 else "critical"), at(f"03-05 10:{minute:02}"))
    assert all(len(clock.counted) <= 3 for clock in play.open_case.clocks.values())


def test_t7_what_holds_a_clock_back_can_be_given_anew() -> None:
    play = opened("bug", NOON, news())
    clocks, calendars = play.open_case.clocks, revised(news(), date(2025, 3, 5))
    first = recalculated(calendars, clocks["first_response"])
    assert first.due_at == at("03-06 13:00")
    assert recalculated(calendars, clocks["update"], floor=first.due_at).due_at == first.due_at


@pytest.mark.parametrize("counting", ["open_hours", "working_days", "elapsed"])
def test_t7_a_clock_without_a_word_of_its_past_counts_from_its_start(counting: Counting) -> None:
    clock = opened("bug").open_case.clocks["resolution"]
    plain = CaseClock(**{name: getattr(clock, name) for name in clock.__slots__} | {"counting": counting})
    office = news().calendars["office"]
    wanted = due(office, int(clock.started_at.timestamp()), clock.within, counting)
    assert recalculated(news().calendars, plain).due_at == datetime.fromtimestamp(wanted, clock.due_at.tzinfo)


def test_a_case_is_the_same_from_its_events_whatever_has_moved() -> None:
    play = opened("bug", NOON, news())
    play.do(level("critical"), NOON + timedelta(minutes=5))
    play.do(level("high"), NOON + timedelta(minutes=9))
    assert evolve(type(play.open_case)(id="c1"), *play.events) == play.open_case
