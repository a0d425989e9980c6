"""Bugs that other desks had, where the work on a case shows them: waits, ends, promises, parts and pure asking."""

from __future__ import annotations

import msgspec
import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case import work_commands as w
from stepladder.core.case.events import ClockAtRisk, ClockMet, ClockMissed
from stepladder.core.case.life import handle, tick, wake_at
from stepladder.core.case.orders import deliveries
from stepladder.core.case.passing import let_pass
from stepladder.core.case.refused import Refused
from tests.unit.core.case.play import CLOSE, NOON, at
from tests.unit.core.case.work import DAY, HOUR, MINUTE, Work

AT = NOON + 10 * MINUTE
RESOLVE, REOPEN = c.Resolve(text="Done."), c.Reopen(because="It is back.")
ANSWER = c.Send(channel="email", text="We are on it.")


def told_to(play: Work, purpose: str) -> set[str]:
    orders = deliveries(play.case, play.events, first_version=1)
    return {one.to for one in orders if one.purpose == purpose}


def test_t01_news_are_not_due_before_the_first_response_whatever_is_done() -> None:
    play = Work("bug")
    play.do(c.WaitForCustomer(for_="3h"), AT)
    play.do(c.RecordReply(text="Here."), AT + HOUR)
    clocks = play.case.clocks
    assert clocks["first_response"].state == "running"
    assert clocks["update"].due_at >= clocks["first_response"].due_at
    assert clocks["next_reply"].due_at >= clocks["first_response"].due_at


def test_t08_a_closed_case_fires_nothing_but_what_was_promised_to_follow_it() -> None:
    play = Work("leave")
    play.do(c.WaitForCustomer(for_="2h"), AT)
    play.do(c.PromiseReply(until="2025-03-06T12:00:00-05:00"), AT)
    play.do(w.RequestApproval(approval="discount"), AT)
    play.do(w.TickGate(gate="outcome"), AT)
    play.do(RESOLVE, AT + MINUTE)
    play.do(CLOSE, AT + 2 * MINUTE)
    assert set(play.wake_until(NOON + 400 * DAY)) == {"follow_up_due"}
    assert {one.event.follow_up for one in play.events if hasattr(one.event, "follow_up") and one.by == "clock"} == {
        "review"
    }


def test_t09_a_wait_and_an_end_that_was_taken_back_both_count_for_nothing() -> None:
    play = Work("leak")
    play.do(c.WaitForCustomer(), NOON + HOUR)
    play.do(c.RecordReply(text="Here."), NOON + 3 * HOUR)
    for hours in (4, 26):
        play.do(RESOLVE, NOON + hours * HOUR)
        play.do(REOPEN, NOON + (hours + 21) * HOUR)
    clock = play.case.clocks["resolution"]
    spent = sum((end - begun for begun, end in clock.pauses), start=0 * HOUR)
    assert spent == 2 * HOUR + 21 * HOUR * 2
    assert clock.due_at == NOON + 4 * HOUR + spent


def test_t10_the_end_and_the_margin_stand_on_record_at_once_without_a_reopening() -> None:
    play = Work("leak")
    play.do(RESOLVE, NOON + HOUR)
    play.do(CLOSE, NOON + HOUR)
    clock = play.case.clocks["resolution"]
    assert (clock.state, clock.stopped_at, clock.due_at) == ("met", NOON + HOUR, NOON + 4 * HOUR)
    assert (play.case.resolved_at, play.case.closed_at) == (NOON + HOUR, NOON + HOUR)


def test_t11_warnings_of_office_hours_fall_into_them_and_critical_ones_into_any() -> None:
    friday = at("03-07 17:00")
    office, always = Work("bug", friday), Work("leak", friday)
    for play in (office, always):
        play.wake_until(friday + 4 * DAY)
    marks = [one.at for one in office.events if isinstance(one.event, ClockAtRisk)]
    assert marks
    assert all(at(f"{mark:%m-%d} 09:00") <= mark <= at(f"{mark:%m-%d} 18:00") for mark in marks)
    assert {f"{mark:%a}" for mark in marks}.isdisjoint({"Sat", "Sun"})
    night = [one.at for one in always.events if isinstance(one.event, ClockAtRisk | ClockMissed)]
    assert any(moment > at("03-07 18:00") for moment in night)


def test_t12_an_automatic_reply_ends_no_wait_and_asks_for_no_answer() -> None:
    play = Work("bug")
    play.do(c.WaitForCustomer(), AT)
    assert play.do(c.RecordReply(automatic=True), AT + MINUTE) == ["customer_replied"]
    assert play.case.waiting is not None
    assert "answer" not in play.case.follow_ups
    play.signal("bug", AT + 2 * MINUTE, sender="automatic")
    assert play.case.waiting is not None
    assert play.case.clocks["resolution"].state == "paused"


def test_t20_a_case_that_nobody_answered_is_met_by_its_resolution_and_a_promise_too() -> None:
    play = Work("leave")
    play.do(c.PromiseReply(until="2025-03-05T18:00:00-05:00"), AT)
    play.do(RESOLVE, AT + MINUTE)
    met = {one.event.slot: one.event.by_resolution for one in play.events if isinstance(one.event, ClockMet)}
    assert met == {"first_response": True, "promised_reply:1": True, "resolution": False, "check": False}


def test_t24_time_that_was_solved_and_time_that_waited_for_the_customer_are_told_apart() -> None:
    play = Work("leak")
    play.do(c.WaitForCustomer(), NOON + HOUR)
    play.do(c.RecordReply(text="Here."), NOON + 2 * HOUR)
    play.do(RESOLVE, NOON + 3 * HOUR)
    play.do(REOPEN, NOON + 5 * HOUR)
    spans = {
        "waited": play.last("waiting_ended").at - play.last("waiting_started").at,
        "solved": play.last("reopened").at - play.last("resolved").at,
    }
    assert spans == {"waited": HOUR, "solved": 2 * HOUR}
    assert play.case.clocks["resolution"].pauses == (
        (NOON + HOUR, NOON + 2 * HOUR),
        (NOON + 3 * HOUR, NOON + 5 * HOUR),
    )


def test_t28_each_warning_belongs_to_the_clock_it_was_written_for() -> None:
    play = Work("leak")
    play.do(c.Acknowledge(), AT)  # Meets what the team promised, and nothing else.
    play.wake_until(NOON + DAY)
    slots = [one.event.slot for one in play.events if isinstance(one.event, ClockMissed)]
    assert slots == ["first_response", "resolution"]
    assert play.case.clocks["team_response:security"].state == "met"


def test_t29_the_same_words_in_another_case_have_clocks_and_follow_ups_of_their_own() -> None:
    first, second = Work("leave"), Work("leave", NOON + HOUR)
    first.do(w.CompleteStep(step="watch"), AT)
    assert first.case.follow_ups["watch"].due_at == NOON + 2 * DAY
    assert second.case.follow_ups["watch"].due_at == NOON + DAY + HOUR
    assert all(clock.started_at == NOON + HOUR for clock in second.case.clocks.values())


def test_t30_the_end_stops_every_clock_though_the_customer_spoke_last() -> None:
    play = Work("bug")
    play.do(w.WaiveGate(gate="tried", because="Known."), AT, by="leo")
    play.do(ANSWER, AT)
    play.do(c.RecordReply(text="Thanks!"), AT + MINUTE)
    assert play.case.clocks["next_reply"].state == "running"
    play.do(RESOLVE, AT + 2 * MINUTE)
    assert not any(clock.waits or clock.state == "paused" for clock in play.case.clocks.values())


def test_t32_a_time_that_a_person_promised_warns_and_is_missed_like_any_other() -> None:
    play = Work("leave")
    play.do(c.PromiseReply(until="2025-03-05T14:10:00-05:00", text="By ten past two."), AT)
    play.wake_until(NOON + DAY)
    marks = [
        one.at - AT
        for one in play.events
        if isinstance(one.event, ClockAtRisk) and one.event.slot == "promised_reply:1"
    ]
    assert marks == [HOUR, HOUR + 30 * MINUTE]
    assert play.case.clocks["promised_reply:1"].missed_at == AT + 2 * HOUR
    assert told_to(play, "missed") == {"success"}


@pytest.mark.parametrize("until", ["2025-03-05T12:00:00-05:00", "2025-03-07T00:00:00-05:00", "soon"])
def test_q53_a_promise_lies_ahead_and_by_the_close_of_the_next_working_day(until: str) -> None:
    play = Work("leave")
    with pytest.raises(Refused):
        play.do(c.PromiseReply(until=until), AT)
    assert "reply_promised" in play.do(c.PromiseReply(until="2025-03-06T18:00:00-05:00"), AT)


def test_t33_reopened_past_its_old_deadline_it_is_due_after_what_was_left() -> None:
    play = Work("leak")
    play.do(RESOLVE, NOON + HOUR)
    play.do(REOPEN, NOON + 9 * DAY)
    assert tick(play.case, NOON + 9 * DAY) == ()
    assert play.case.clocks["resolution"].due_at == NOON + 9 * DAY + 3 * HOUR


def test_t35_only_whoever_is_responsible_is_told() -> None:
    play = Work("bug")
    play.do(w.LogAttempt(what="search", result="nothing"), AT)
    play.do(c.Assign(to="kim"), AT)
    play.do(c.Note(text="Look."), AT, by="ann")  # Taking part is no reason to be woken.
    play.wake_until(NOON + 3 * DAY)
    assert told_to(play, "at_risk") == {"kim"}
    assert told_to(play, "missed") == told_to(play, "step_overdue") == {"kim", "technical"}
    assert told_to(play, "follow_up") == {"kim"}


def test_t37_asking_what_would_happen_changes_nothing() -> None:
    play = Work("bug")
    before, events = msgspec.json.encode(play.case), len(play.events)
    later = NOON + 5 * DAY
    assert let_pass(play.case, later, play.asks)[0]
    assert handle(play.case, ANSWER, by="lee", now=later, verdict_for=play.asks(later))
    assert tick(play.case, later)
    assert wake_at(play.case) is not None
    assert (msgspec.json.encode(play.case), len(play.events)) == (before, events)


SILENT: dict[str, tuple[c.PersonCommand, str]] = {
    "a note": (c.Note(text="Look at the log."), "lee"),
    "taking it up": (c.Acknowledge(), "lee"),
    "a call among ourselves": (c.LogCall(with_="technical", outcome="reached"), "lee"),
    "an attempt": (w.LogAttempt(what="search", result="nothing"), "lee"),
    "a hand-over": (h.HandOver(to="kim", fields={"summary": "It fell over."}), "lee"),
}


@pytest.mark.parametrize(("command", "by"), SILENT.values(), ids=SILENT)
def test_t40_nothing_among_ourselves_is_a_first_response(command: c.PersonCommand, by: str) -> None:
    play = Work("bug")
    play.do(command, AT, by=by)
    assert (play.case.clocks["first_response"].state, play.case.first_reply_at) == ("running", None)


@pytest.mark.parametrize("by", ["lee", "kim", "max", "law"])
def test_t40_the_public_answer_of_anybody_is(by: str) -> None:
    play = Work("bug")
    play.do(ANSWER, AT, by=by)
    assert (play.case.clocks["first_response"].state, play.case.first_reply_at) == ("met", AT)


def test_t43_a_case_that_nobody_took_and_no_notice_told_reaches_the_fallback_role() -> None:
    play = Work("bug")
    assert (play.case.routes, play.case.owner_is_person) == ({}, False)
    play.wake_until(NOON + 3 * DAY)
    assert "success" in told_to(play, "missed")
    assert told_to(play, "step_overdue")


def test_the_day_after_its_opening_a_case_that_is_not_over_goes_to_the_manager() -> None:
    play = Work("leave")
    assert "manager" not in {route.to for route in play.case.routes.values()}
    assert "route_told" not in play.wake_until(NOON + DAY - MINUTE)
    assert "route_told" in play.wake_until(NOON + DAY)
    assert play.case.routes["day-manager"].told_at == NOON + DAY
    play.wake_until(NOON + 9 * DAY)
    assert sum(one.event.route == "day-manager" for one in play.events if hasattr(one.event, "route")) == 1
