"""Calls, waiting for the customer, and promises to be heard from by a time."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case.events import ClockAtRisk, ClockMissed
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import DAY, HOUR, MINUTE, Work, refusal

AT = NOON + 10 * MINUTE
WAIT = c.WaitForCustomer(for_="2h")


def waiting(words: str = "leak") -> Work:
    """A case of noon that waits since ten past for two hours at most: its resolution stands still until 14:10."""
    play = Work(words)
    assert play.do(WAIT, AT)[0] == "waiting_started"
    assert play.case.clocks["resolution"].state == "paused"
    return play


# A wait that is over before anybody looked: whatever comes first, its clocks count again from its end.


@pytest.mark.parametrize("come", ["signal", "command", "time", "version"])
def test_t15_whatever_comes_first_after_a_wait_its_clocks_count_from_its_end(come: str) -> None:
    play, later = waiting(), NOON + 3 * HOUR
    match come:
        case "signal":
            play.signal("leak", later)
        case "command":
            play.do(c.Note(text="Look."), later)
        case "version":
            play.do(h.MovePolicy(to="2"), later)
        case _:
            play.let_pass(later)
    clock = play.case.clocks["resolution"]
    assert (play.case.waiting, clock.state, clock.due_at) == (None, "running", NOON + 6 * HOUR)
    assert play.case.clocks["resolution"].pauses == ((AT, AT + 2 * HOUR),)


def test_an_answer_after_the_deadline_is_late_though_the_end_of_the_wait_was_noticed_with_it() -> None:
    play = waiting()
    play.do(c.Resolve(text="Done."), NOON + 20 * HOUR)
    clock = play.case.clocks["resolution"]
    assert (clock.state, clock.missed_at, clock.stopped_at) == ("missed", NOON + 6 * HOUR, NOON + 20 * HOUR)


# Clocks that stand still


def level(name: str) -> c.SetLevel:
    return c.SetLevel(scale="priority", level=name, because="Somebody knows better.")


def test_only_what_stands_still_for_a_wait_does() -> None:
    play = waiting("bug")
    states = {slot: clock.state for slot, clock in play.case.clocks.items()}
    assert states == {"first_response": "running", "resolution": "paused", "update": "paused"}


def test_t22_a_clock_that_starts_while_the_case_waits_stands_still_at_once() -> None:
    play = Work("leave")
    play.do(WAIT, AT)
    play.do(c.ConfirmTrigger(trigger="bug"), AT + MINUTE)
    assert {slot: clock.state for slot, clock in play.case.clocks.items()} == {
        "first_response": "running", "resolution": "paused", "check": "running", "update": "paused",
    }  # fmt: skip


def test_t22_news_that_begin_anew_while_the_case_waits_stand_still_again() -> None:
    play = waiting("bug")
    play.do(c.Send(channel="email", text="Any news?"), AT + MINUTE)
    assert play.case.clocks["update"].state == "paused"
    assert (play.case.clocks["update"].started_at, play.case.clocks["update"].paused_at) == (AT + MINUTE,) * 2


def test_t22_what_stands_still_for_a_wait_is_never_missed_and_no_mark_of_it_is_told() -> None:
    play = Work("bug")
    play.do(c.WaitForCustomer(), AT)
    play.let_pass(AT + 30 * DAY)
    told = [one.event for one in play.events if isinstance(one.event, ClockAtRisk | ClockMissed)]
    assert {one.slot for one in told} == {"first_response"}, "it waits for us, and not for the customer"
    assert play.count("clock_missed") == 1
    assert {play.case.clocks[slot].state for slot in ("resolution", "update")} == {"paused"}


def test_t21_another_level_while_the_case_waits_holds_once_it_goes_on() -> None:
    play = waiting("bug")
    play.do(level("critical"), AT + HOUR)
    assert play.case.clocks["resolution"].state == "paused"
    play.do(c.RecordReply(text="Here."), AT + HOUR)
    clock = play.case.clocks["resolution"]
    assert (clock.state, clock.clock, clock.due_at) == ("running", "critical-resolution", AT + 5 * HOUR)


def test_t5_a_promise_that_is_gone_while_the_case_waits_never_comes_back() -> None:
    play = waiting("bug")
    play.do(h.MovePolicy(to="2"), AT + MINUTE)
    assert play.case.clocks["update"].state == "cancelled"
    play.do(c.RecordReply(text="Here."), AT + HOUR)
    assert play.case.clocks["update"].state == "cancelled"


def test_t6_what_stands_still_stops_with_its_policy() -> None:
    play = waiting("bug")
    play.retire(AT + MINUTE)
    play.do(c.RecordReply(text="Here."), AT + HOUR)
    assert {clock.state for clock in play.case.clocks.values()} == {"cancelled"}


def test_a_version_that_lives_makes_promises_again() -> None:
    play = Work("bug")
    play.retire(AT)
    play.do(h.MovePolicy(to="2"), AT + HOUR)
    assert play.case.policy_retired_at is None
    assert {slot: clock.state for slot, clock in play.case.clocks.items()} == {
        "first_response": "running", "resolution": "running", "update": "cancelled",
    }  # fmt: skip


# Calls


CALLS: dict[str, tuple[str, str, bool]] = {
    # claim: (with, outcome, whether it is an answer)
    "a call that reached the customer": ("customer", "reached", True),
    "the contact by name": ("ann-of-acme", "reached", True),
    "a call that reached nobody": ("customer", "not_reached", False),
    "t40 a call among ourselves": ("engineering", "reached", False),
    "t40 a call with a colleague": ("max", "reached", False),
}


@pytest.mark.parametrize(("name", "outcome", "answers"), CALLS.values(), ids=CALLS)
def test_which_call_is_an_answer(name: str, outcome: str, answers: bool) -> None:
    play = Work("leave")
    events = play.do(c.LogCall(with_=name, outcome=outcome, text="Well."), AT)  # type: ignore[arg-type]
    assert events[0] == "call_logged"
    assert (play.case.clocks["first_response"].state == "met") == answers
    assert (play.case.first_reply_at is not None) == answers
    assert ("confirm" in play.states("follow_up")) == answers


@pytest.mark.parametrize("command", [
    c.WaitForCustomer(for_="999999d"), h.HandOver(to="kim", return_after="P999999DT9999999H"),
], ids=["a wait", "a hand-over"])  # fmt: skip
def test_what_is_put_off_for_centuries_is_refused(command: c.WaitForCustomer | h.HandOver) -> None:
    refused = refusal(Work("leak"), command, AT)
    assert "is out of range" in refused.what
    assert refused.mend == "Name a shorter time."
