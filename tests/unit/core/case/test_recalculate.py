"""The calendars of the workspace change while cases run (T7): what moves, what stays, and what is told."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.events import ClockMissed, ClockMoved
from stepladder.core.case.life import evolve, fold, recalculate, tick, wake_at
from stepladder.core.case.orders import deliveries
from stepladder.core.clock.revision import CalendarChange
from stepladder.core.triage.request import Customer
from tests.unit.core.case.play import CLOSE, NOON, Play, at, news, opened, under

MINUTE = timedelta(minutes=1)
THURSDAY, FRIDAY, SATURDAY = date(2025, 3, 6), date(2025, 3, 7), date(2025, 3, 8)
RESOLVE, REOPEN = c.Resolve(text="Done."), c.Reopen(because="It is back.")


def off(*days: date) -> CalendarChange:
    return CalendarChange(holidays=days)


def due(play: Play, slot: str = "resolution") -> datetime:
    return play.open_case.clocks[slot].due_at


MOVES: dict[str, tuple[str, dict[str, CalendarChange], datetime]] = {
    # claim: (words, changes, resolution due). 24 h of office from Wednesday noon end on Friday at 18:00.
    "nothing is changed": ("bug", {}, at("03-07 18:00")),
    "t36 a holiday delays": ("bug", {"office": off(THURSDAY)}, at("03-10 18:00")),
    "two holidays delay more": ("bug", {"office": off(THURSDAY, FRIDAY)}, at("03-11 18:00")),
    "a holiday after the deadline changes nothing": ("bug", {"office": off(date(2025, 3, 10))}, at("03-07 18:00")),
    "a short day delays": (
        "bug", {"office": CalendarChange(exceptions={FRIDAY: ("09:00-12:00",)})}, at("03-10 15:00"),
    ),
    "longer hours hasten": (
        "bug", {"office": CalendarChange(exceptions={THURSDAY: ("06:00-18:00",)})}, at("03-07 15:00"),
    ),
    "an opening hastens": (
        "bug", {"office": CalendarChange(openings={THURSDAY: ("18:00-20:00",)})}, at("03-07 16:00"),
    ),
    "a holiday of all calendars counts too": ("bug", {"every": off(THURSDAY)}, at("03-10 18:00")),
    "t36 a clock around the clock does not know of holidays": (
        "leak", {"every": off(date(2025, 3, 5), THURSDAY)}, at("03-05 16:00"),
    ),
}  # fmt: skip


@pytest.mark.parametrize(("words", "changes", "expected"), MOVES.values(), ids=MOVES)
def test_t07_a_running_clock_is_counted_anew(
    words: str, changes: dict[str, CalendarChange], expected: datetime
) -> None:
    play = opened(words)
    play.revise(under(**changes), NOON + MINUTE)
    assert due(play) == expected


def test_t07_what_is_told_names_the_deadline_before_and_the_revision() -> None:
    play = opened("bug")
    assert play.revise(under(7, office=off(THURSDAY)), NOON + MINUTE) == ["recalculated", "clock_moved"]
    moved = play.last("clock_moved").event
    assert isinstance(moved, ClockMoved)
    assert (moved.slot, moved.was_due_at, moved.due_at) == ("resolution", at("03-07 18:00"), at("03-10 18:00"))
    assert (moved.within, moved.clock, moved.calendar) == (24 * 3600, "high-resolution", "office")
    assert play.open_case.calendar_revision == 7
    assert {one.by for one in play.events[-2:]} == {"desk"}


def test_the_start_and_the_promise_of_a_clock_stay() -> None:
    play = opened("bug")
    before = play.open_case.clocks["resolution"]
    play.revise(under(office=off(THURSDAY)), NOON + MINUTE)
    after = play.open_case.clocks["resolution"]
    assert (after.started_at, after.within, after.stops, after.state) == (
        before.started_at, before.within, before.stops, "running",
    )  # fmt: skip


def test_a_second_run_of_a_revision_does_nothing_and_neither_does_an_older_one() -> None:
    play = opened("bug")
    policy = under(2, office=off(THURSDAY))
    assert play.revise(policy, NOON + MINUTE)
    assert play.revise(policy, NOON + 2 * MINUTE) == []
    assert play.revise(under(1, office=off(FRIDAY)), NOON + 2 * MINUTE) == []
    assert due(play) == at("03-10 18:00")


def test_a_revision_that_takes_a_holiday_back_gives_the_first_deadline_again() -> None:
    play = opened("bug")
    play.revise(under(1, office=off(THURSDAY)), NOON + MINUTE)
    play.revise(under(2), NOON + 2 * MINUTE)
    assert due(play) == at("03-07 18:00")


def test_a_case_that_opens_under_a_revision_needs_nothing_of_it() -> None:
    play = Play()
    play.pack = under(3, office=off(THURSDAY))
    play.signal("bug")
    assert (due(play), play.open_case.calendar_revision) == (at("03-10 18:00"), 3)
    assert play.revise(under(3, office=off(THURSDAY)), NOON + MINUTE) == []


def test_a_closed_case_is_left_alone() -> None:
    play = opened("bug")
    for minute, command in enumerate((RESOLVE, CLOSE), 1):
        play.do(command, NOON + minute * MINUTE)
    assert play.revise(under(office=off(THURSDAY)), NOON + 5 * MINUTE) == []


def test_met_and_missed_clocks_stay_as_they_are() -> None:
    play = opened("bug")
    play.do(c.Send(channel="email", text="Hello."), NOON + MINUTE)
    play.tick(at("03-05 14:01"))
    standing = {slot: play.open_case.clocks[slot] for slot in ("first_response", "team_response:technical:limit")}
    assert {slot: clock.state for slot, clock in standing.items()} == {
        "first_response": "met", "team_response:technical:limit": "missed",
    }  # fmt: skip
    assert play.revise(under(office=off(NOON.date())), at("03-05 14:02")) == ["recalculated", "clock_moved"]
    assert {slot: play.open_case.clocks[slot] for slot in standing} == standing


def test_what_fell_due_before_the_change_is_told_first_and_stays() -> None:
    play = opened("bug")
    events = play.revise(under(office=off(NOON.date())), at("03-05 16:30"))
    assert events[:4] == ["clock_at_risk", "clock_at_risk", "clock_at_risk", "clock_missed"]
    assert play.open_case.clocks["first_response"].state == "missed"
    assert play.last("clock_missed").at == at("03-05 16:00")


def test_a_deadline_that_is_over_at_once_is_told_as_missed_once_at_its_own_instant() -> None:
    play = opened("bug", at("03-05 17:00"))
    now = at("03-06 11:30")
    play.tick(now)
    # The evening before counts after all: four hours from 17:00 end at 21:00, and not on Thursday at noon.
    evening = CalendarChange(openings={NOON.date(): ("18:00-22:00",)})
    assert "clock_missed" not in play.revise(under(office=evening), now)
    assert due(play, "first_response") == at("03-05 21:00")
    assert wake_at(play.open_case) is not None
    told = tick(play.open_case, now)
    missed = [one for one in told if isinstance(one.event, ClockMissed) and one.event.slot == "first_response"]
    assert [(one.at, one.noticed_at) for one in missed] == [(at("03-05 21:00"), now)]
    play.tick(now)
    assert play.tick(now + MINUTE) == []


def test_a_mark_that_is_over_at_once_counts_as_passed_and_is_not_told() -> None:
    play = opened("bug")
    now = at("03-06 11:50")
    play.tick(now)
    # Half of 24 hours is used on Thursday at 15:00, and with three hours more on Wednesday at noon.
    evening = CalendarChange(openings={NOON.date(): ("18:00-22:00",)})
    before = play.open_case.clocks["resolution"].marks_passed
    play.revise(under(office=evening), now)
    clock = play.open_case.clocks["resolution"]
    assert before == 0
    assert clock.marks[0] <= now
    assert clock.marks_passed == 1
    assert [name for name in play.tick(now) if name == "clock_at_risk"] == []


def test_a_warning_that_moves_while_its_deadline_stays_is_moved_alone() -> None:
    play = opened("bug")
    # Thursday opens an hour later and stays an hour longer: the same deadline, another half.
    late = CalendarChange(exceptions={THURSDAY: ("10:00-19:00",)})
    assert play.revise(under(office=late), NOON + MINUTE) == ["recalculated", "clock_moved"]
    moved = play.last("clock_moved").event
    assert isinstance(moved, ClockMoved)
    assert moved.was_due_at == moved.due_at
    assert moved.marks[0] == at("03-06 16:00")


def test_nothing_is_sent_because_a_deadline_moves() -> None:
    play = opened("bug")
    events = recalculate(play.open_case, under(office=off(THURSDAY)), now=NOON + MINUTE)
    assert deliveries(evolve(play.open_case, *events), events, first_version=1) == ()


def level(name: str) -> c.SetLevel:
    return c.SetLevel(scale="priority", level=name, because="Somebody knows better.")


def test_after_a_raise_each_of_both_promises_is_counted_anew_and_the_earlier_counts() -> None:
    play = opened("bug", at("03-05 15:00"))
    # Four office hours end on Thursday at 10:00; half an hour from 9:45 ends later, so the old deadline stays.
    play.do(level("critical"), at("03-06 09:45"))
    assert due(play, "first_response") == at("03-06 10:00")
    play.revise(under(office=off(THURSDAY)), at("03-06 09:46"))
    assert due(play, "first_response") == at("03-06 10:15"), "the office is closed, the new promise is not"
    play.revise(under(2), at("03-06 09:47"))
    assert due(play, "first_response") == at("03-06 10:00")


def test_after_a_lower_level_the_clock_is_counted_from_its_start() -> None:
    play = opened("leak", at("03-05 17:00"))
    play.do(level("high"), at("03-05 17:10"))
    play.revise(under(office=off(THURSDAY)), at("03-05 17:11"))
    assert due(play, "first_response") == at("03-07 12:00")


def test_a_pause_between_resolution_and_reopening_still_counts_for_nothing() -> None:
    play = opened("bug")
    play.do(RESOLVE, at("03-05 13:00"))
    play.do(REOPEN, at("03-06 10:00"))
    # 23 of the 24 hours are left on Thursday at 10:00: 8, 9 and 6.
    assert due(play) == at("03-10 15:00")
    play.revise(under(office=off(FRIDAY)), at("03-06 10:01"))
    assert due(play) == at("03-11 15:00")


def test_t36_a_clock_that_rests_while_a_holiday_comes_has_as_much_left_as_it_had() -> None:
    play = opened("bug")
    play.do(RESOLVE, at("03-05 13:00"))
    assert play.revise(under(office=off(THURSDAY)), at("03-05 13:01")) == ["recalculated"]
    play.do(REOPEN, at("03-07 09:00"))
    # 23 hours from Friday at 9:00: 9, 9 and 5.
    assert due(play) == at("03-11 14:00")


# Every kind of clock


def test_t1_news_follow_the_first_response_that_they_may_not_overtake() -> None:
    play = opened("bug", at("03-05 17:00"), news())
    assert due(play, "first_response") == due(play, "update") == at("03-06 12:00")
    play.revise(under(1, news(), office=off(THURSDAY)), at("03-05 17:01"))
    assert due(play, "first_response") == due(play, "update") == at("03-07 12:00")
    assert play.open_case.clocks["update"].held_until == at("03-07 12:00")
    play.revise(under(2, news()), at("03-05 17:02"))
    assert due(play, "update") == at("03-06 12:00")


def test_news_that_are_held_back_less_never_come_forward_to_a_deadline_that_is_over() -> None:
    play = opened("bug", at("03-05 17:00"), news())
    evening = CalendarChange(openings={NOON.date(): ("18:00-22:00",)})
    now = at("03-06 11:30")
    play.tick(now)
    play.revise(under(1, news(), office=evening), now)
    assert (due(play, "first_response"), due(play, "update")) == (at("03-05 21:00"), at("03-06 12:00"))


def test_hours_in_the_zone_of_the_customer_are_revised_with_their_calendar() -> None:
    play = Play(policy=news(), customer=Customer(id="acme", zone="Europe/Paris"))
    play.signal("wish", NOON)
    assert due(play, "visit") == at("03-06 07:00")
    play.revise(under(1, news(), theirs=off(THURSDAY)), NOON + MINUTE)
    assert due(play, "visit") == at("03-07 07:00")
    assert play.open_case.clocks["visit"].calendar == "theirs@Europe/Paris"


def test_a_range_moves_and_months_do_not() -> None:
    play = Play(policy=news())
    play.signal("wish", NOON)
    target, plan = due(play, "team_response:technical:target"), due(play, "plan")
    play.revise(under(1, news(), office=off(THURSDAY), theirs=off(THURSDAY)), NOON + MINUTE)
    assert (target, due(play, "team_response:technical:target")) == (at("03-07 18:00"), at("03-10 18:00"))
    assert due(play, "plan") == plan


def test_a_window_without_work_moves_to_the_first_hour_after_it() -> None:
    play = opened("bug", NOON, news())
    play.do(RESOLVE, at("03-06 12:00"))
    assert due(play, "follow_up") == at("03-08 12:00"), "there is Friday's work in it"
    play.revise(under(1, news(), office=off(FRIDAY)), at("03-06 12:01"))
    assert due(play, "follow_up") == at("03-10 10:00")


def test_the_same_day_is_that_of_the_revised_hours() -> None:
    play = opened("outage", NOON, news())
    play.do(c.Acknowledge(), NOON + MINUTE)
    assert due(play, "call") == at("03-05 18:00")
    short = CalendarChange(exceptions={NOON.date(): ("09:00-14:00",)})
    play.revise(under(1, news(), office=short), NOON + 2 * MINUTE)
    assert due(play, "call") == at("03-05 14:00")


def test_a_clock_that_runs_again_is_warned_by_the_promise_that_falls_due() -> None:
    play = opened("bug", at("03-05 15:00"))
    play.do(level("critical"), at("03-05 15:10"))
    for command, minute in ((RESOLVE, 20), (REOPEN, 30)):
        play.do(command, at(f"03-05 15:{minute}"))
    assert all(len(one.marks) == len(one.shares) for one in play.open_case.clocks.values())
    play.revise(under(office=off(NOON.date())), at("03-05 15:31"))
    assert all(len(one.marks) == len(one.shares) for one in play.open_case.clocks.values())


def test_the_events_tell_the_whole_case_again() -> None:
    play = opened("bug")
    play.do(level("critical"), NOON + MINUTE)
    play.revise(under(office=off(THURSDAY)), NOON + 2 * MINUTE)
    assert fold("c1", play.events) == play.open_case
