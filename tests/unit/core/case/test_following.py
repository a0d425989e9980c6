"""Follow-ups: planned by what they come after, told when it is time, and never twice."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case import work_commands as w
from stepladder.core.case.work_events import FollowUpDue
from tests.unit.core.case.play import CLOSE, NOON, at
from tests.unit.core.case.work import DAY, HOUR, MINUTE, Work

AT = NOON + 10 * MINUTE
REOPEN, DENY = c.Reopen(because="It is back."), c.CustomerDenies(text="It is not over.")
SEND = c.Send(channel="email", text="We are on it.")


def resolved(words: str = "leave") -> Work:
    play = Work(words)
    play.do(c.Resolve(text="Done."), AT)
    return play


def fixed() -> Work:
    """A bug that was mended with all that its gate asks for, and closed."""
    play = Work("bug")
    play.do(w.WaiveGate(gate="tried", because="It is known."), AT, by="leo")
    assert "resolved" in play.do(c.Resolve(text="Done."), AT)
    return play


def told(play: Work, follow_up: str) -> list[tuple[timedelta, bool]]:
    """When it was told to be due, from noon on, and whether its window was over."""
    found = [(one.at, one.event) for one in play.events]
    return [
        (when - NOON, event.overdue)
        for when, event in found
        if isinstance(event, FollowUpDue) and event.follow_up == follow_up
    ]


def test_a_window_is_told_as_it_opens_and_as_it_ends_and_no_more() -> None:
    play = fixed()
    assert play.states("follow_up")["verify"] == "open"
    play.wake_until(NOON + 30 * DAY)
    assert told(play, "verify") == [(DAY + 10 * MINUTE, False), (2 * DAY + 10 * MINUTE, True)]
    assert play.states("follow_up")["verify"] == "overdue"


def test_what_was_done_in_its_window_is_told_no_more_and_done_once() -> None:
    play = fixed()
    play.wake_until(NOON + DAY + HOUR)
    done = w.CompleteStep(step="verify", outcome="holds")
    assert play.do(done, NOON + DAY + HOUR) == ["step_completed"]
    assert play.do(done, NOON + DAY + HOUR) == []
    play.wake_until(NOON + 30 * DAY)
    assert (told(play, "verify"), play.states("follow_up")["verify"]) == ([(DAY + 10 * MINUTE, False)], "done")


def test_what_nobody_looked_at_is_told_in_order_and_once() -> None:
    play, looked = fixed(), fixed()
    play.let_pass(NOON + 5 * DAY)
    looked.wake_until(NOON + 5 * DAY)
    assert told(play, "verify") == told(looked, "verify")
    assert play.let_pass(NOON + 5 * DAY) == []


def test_t25_what_comes_again_derives_from_its_own_turns_and_one_sleep_is_told_once() -> None:
    play = Work("leave")
    play.let_pass(NOON + 3 * DAY + HOUR)
    assert told(play, "watch") == [(DAY, False)]
    assert play.case.follow_ups["watch"].due_at == NOON + 4 * DAY


def test_what_comes_again_is_due_from_when_it_was_due_however_late_it_is_done() -> None:
    play = Work("leave")
    play.wake_until(NOON + DAY)
    play.do(w.CompleteStep(step="watch"), NOON + DAY + 5 * HOUR)
    assert play.case.follow_ups["watch"].due_at == NOON + 2 * DAY
    play.do(w.CompleteStep(step="watch"), NOON + DAY + 6 * HOUR)  # The next turn, ahead of its time.
    assert play.case.follow_ups["watch"].due_at == NOON + 3 * DAY


def test_what_comes_again_ends_with_the_resolution() -> None:
    play = resolved()
    play.wake_until(NOON + 30 * DAY)
    assert told(play, "watch") == []


@pytest.mark.parametrize("again", [REOPEN, DENY], ids=["reopened", "denied"])
def test_what_comes_again_goes_on_after_an_end_that_was_taken_back(again: c.PersonCommand) -> None:
    play = resolved()
    play.do(again, NOON + 3 * DAY)
    assert play.states("follow_up") == {"watch": "open", "review": "cancelled"}
    play.wake_until(NOON + 5 * DAY)
    assert told(play, "watch") == [(4 * DAY, False), (5 * DAY, False)]


def test_a_signal_that_reopens_brings_it_back_too() -> None:
    play = resolved()
    assert "reopened" in play.signal("leave", NOON + 3 * DAY)
    assert play.states("follow_up")["watch"] == "open"


def test_what_was_done_before_the_end_does_not_come_back_with_a_reopening() -> None:
    play = fixed()
    play.do(w.CompleteStep(step="verify"), NOON + 2 * DAY)
    play.do(REOPEN, NOON + 3 * DAY)
    assert play.states("follow_up")["verify"] == "done"
    play.do(w.WaiveGate(gate="tried", because="It is known."), NOON + 3 * DAY, by="leo")
    play.do(c.Resolve(text="Done."), NOON + 3 * DAY)
    assert play.states("follow_up")["verify"] == "open", "after a new end it is verified anew"


def test_a_closed_case_is_still_followed_up_and_fires_nothing_else() -> None:
    play = fixed()
    play.do(w.SkipStep(step="lesson", because="Known."), AT)
    assert play.do(CLOSE, AT + MINUTE) == ["closed", "follow_up_planned"]
    happened = play.wake_until(NOON + 60 * DAY)
    assert set(happened) == {"follow_up_due"}
    assert [when for when, _ in told(play, "health")] == [at("04-05 12:11") - NOON]
    assert play.do(w.CompleteStep(step="health"), NOON + 60 * DAY) == ["step_completed"]


def test_t8_a_merged_case_never_fires() -> None:
    play = fixed()
    play.do(h.Merge(into="c2"), AT + MINUTE)
    assert (play.wake_until(NOON + 60 * DAY), play.case.stage) == ([], "closed")


def test_a_follow_up_by_a_fact_is_due_on_its_day() -> None:
    play = resolved()
    assert play.case.follow_ups["review"].due_at == at("03-20 00:00")


def test_a_silent_team_is_asked_again_unless_somebody_takes_the_case_up_and_then_the_next_one_in_turn() -> None:
    silent, taken = Work("bug"), Work("bug")
    for play in (silent, taken):
        play.do(w.LogAttempt(what="search", result="nothing"), AT)
        assert play.states("follow_up") == {"watch": "open", "nudge": "open"}
    taken.do(c.Acknowledge(), AT + HOUR)
    for play in (silent, taken):
        play.wake_until(NOON + 2 * DAY)
    assert taken.case.routes["engineering-next"].told_at == AT + HOUR
    assert (told(silent, "nudge"), told(taken, "nudge")) == (
        [(DAY + 10 * MINUTE, False)],
        [(DAY + 70 * MINUTE, False)],
    )


def test_a_message_of_the_customers_asks_for_an_answer_and_the_answer_ends_that() -> None:
    play = Work("bug")
    play.do(c.RecordReply(text="Hello?"), AT)
    play.do(c.RecordReply(text="Hello?"), AT + HOUR)
    assert play.case.follow_ups["answer"].due_at == AT + DAY, "a second message gives nobody more time"
    play.do(SEND, AT + 2 * HOUR)
    assert play.states("follow_up")["answer"] == "cancelled"
    play.do(c.RecordReply(automatic=True), AT + 3 * HOUR)
    assert play.states("follow_up")["answer"] == "cancelled"
