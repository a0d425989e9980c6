"""Clocks that an event of the case starts, stops or lets begin anew: news for the customer, what follows the end."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.events import ClockMet, ClockMissed, ClockStarted
from stepladder.core.case.life import wake_at
from tests.unit.core.case.play import NOON, Play, answered, at, clock, news, opened

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SEND, RESOLVE, REOPEN = c.Send(channel="email", text="Hello."), c.Resolve(text="Done."), c.Reopen(because="It is back.")


def level(name: str) -> c.SetLevel:
    return c.SetLevel(scale="priority", level=name, because="Somebody knows better.")


def missed(play: Play) -> list[str]:
    return [one.event.slot for one in play.events if isinstance(one.event, ClockMissed)]


# T1: news do not overtake the first response


def test_t1_news_are_not_due_before_a_first_response_that_is_open() -> None:
    play = opened("bug", NOON, news())
    first, update = clock(play, "first_response"), clock(play, "update")
    assert first.due_at == update.due_at == at("03-05 16:00")  # By itself it would be due at 14:00.
    assert update.marks == (at("03-05 14:00"), at("03-05 15:00"))
    assert update.within == 7200


def test_t1_the_decision_says_so_too() -> None:
    play = opened("bug", NOON, news())
    started = {one.event.slot: one.event for one in play.events if isinstance(one.event, ClockStarted)}
    assert started["update"].held_until == started["first_response"].due_at
    assert started["resolution"].held_until is None


def test_t1_a_further_message_is_answered_with_the_first_one() -> None:
    play = opened("bug", NOON, news())
    play.do(c.RecordReply(text="Hello?"), NOON + 5 * MINUTE)
    assert clock(play, "next_reply").due_at == clock(play, "first_response").due_at
    play.do(level("critical"), NOON + 6 * MINUTE)
    assert clock(play, "first_response").due_at == NOON + 36 * MINUTE
    assert clock(play, "next_reply").due_at >= clock(play, "first_response").due_at


def test_t1_a_first_response_that_gets_more_time_takes_the_news_with_it() -> None:
    play = opened("leak", NOON, news())
    assert clock(play, "update").due_at == NOON + HOUR
    play.do(level("high"), NOON + 5 * MINUTE)
    assert clock(play, "first_response").due_at == clock(play, "update").due_at == at("03-05 16:00")


def test_t1_news_that_are_due_later_anyhow_are_not_held_back() -> None:
    play = opened("leak", NOON, news())
    assert (clock(play, "first_response").due_at, clock(play, "update").due_at) == (NOON + 30 * MINUTE, NOON + HOUR)
    assert clock(play, "update").held_until is None


def test_t1_a_first_response_that_comes_back_moves_what_runs() -> None:
    play = opened("wish", NOON, news())
    play.do(level("critical"), NOON + MINUTE)
    play.do(level("standard"), NOON + 2 * MINUTE)  # No news are promised for it, and its first response has time.
    assert clock(play, "update").state == "cancelled"
    play.do(level("high"), NOON + 3 * MINUTE)
    assert clock(play, "update").due_at == clock(play, "first_response").due_at


def test_t1_what_is_held_back_less_comes_forward_again() -> None:
    play = opened("bug", NOON, news())
    assert clock(play, "update").due_at == at("03-05 16:00")
    play.signal("outage", NOON + 10 * MINUTE)  # Of the same level, with an earlier first response and the same news.
    assert clock(play, "first_response").due_at == at("03-05 13:10")
    assert (clock(play, "update").due_at, clock(play, "update").held_until) == (at("03-05 14:00"), None)


def test_t1_it_never_comes_forward_to_a_deadline_that_is_over() -> None:
    play = opened("bug", NOON, news())
    play.signal("outage", at("03-05 14:30"))
    assert clock(play, "first_response").due_at == at("03-05 15:30")
    assert clock(play, "update").due_at == at("03-05 15:30")
    play.do(c.CorrectTrigger(trigger="outage", becomes="none"), at("03-05 14:40"))
    assert clock(play, "update").due_at == at("03-05 16:00")


# T2: only a message that nobody answered runs the next reply


def test_t2_only_an_unanswered_message_runs_the_next_reply() -> None:
    play = answered()
    assert "next_reply" not in play.open_case.clocks
    asked = NOON + 30 * MINUTE
    play.do(c.RecordReply(text="And now?"), asked)
    assert (clock(play, "next_reply").state, clock(play, "next_reply").due_at) == ("running", asked + HOUR)
    play.do(SEND, asked + 10 * MINUTE)
    assert clock(play, "next_reply").state == "met"
    play.tick(asked + 9 * HOUR)
    assert "next_reply" not in missed(play)


def test_t2_the_oldest_unanswered_message_counts() -> None:
    play = answered()
    asked = NOON + 30 * MINUTE
    play.do(c.RecordReply(text="And now?"), asked)
    assert play.do(c.RecordReply(text="Hello?"), asked + 5 * MINUTE) == ["customer_replied"]
    assert clock(play, "next_reply").started_at == asked


def test_t2_a_new_question_starts_a_new_clock() -> None:
    play = answered()
    for minutes in (30, 50):
        play.do(c.RecordReply(text="And now?"), NOON + minutes * MINUTE)
        play.do(SEND, NOON + (minutes + 5) * MINUTE)
    started = [one.event for one in play.events if isinstance(one.event, ClockStarted)]
    assert [one.started_at for one in started if one.slot == "next_reply"] == [NOON + 30 * MINUTE, NOON + 50 * MINUTE]


@pytest.mark.parametrize(
    "command", [c.Note(text="Look."), c.Acknowledge(), c.Assign(to="kim")], ids=lambda one: type(one).__name__
)
def test_t2_nothing_among_ourselves_stops_it(command: c.AnyCommand) -> None:
    play = answered()
    play.do(c.RecordReply(text="And now?"), NOON + 30 * MINUTE)
    play.do(command, NOON + 31 * MINUTE)
    assert clock(play, "next_reply").state == "running"


def test_t2_what_the_desk_says_by_itself_answers_nothing_and_is_no_news() -> None:
    play = answered()
    play.do(c.RecordReply(text="And now?"), NOON + 30 * MINUTE)
    assert play.do(SEND, NOON + 31 * MINUTE, by="desk") == ["message_sent"]


def test_a_late_answer_is_late_and_the_next_question_counts_anew() -> None:
    play = answered()
    play.do(c.RecordReply(text="And now?"), NOON + 30 * MINUTE)
    play.do(SEND, NOON + 100 * MINUTE)
    met = [one.event for one in play.events if isinstance(one.event, ClockMet) and one.event.slot == "next_reply"]
    assert [one.late for one in met] == [True]
    assert clock(play, "next_reply").state == "missed"
    play.do(c.RecordReply(text="And then?"), NOON + 110 * MINUTE)
    assert clock(play, "next_reply").state == "running"


# T4: whatever the channel

WAYS = {
    "a reply that a person records": lambda play, when: play.do(c.RecordReply(text="And now?", channel="phone"), when),
    "a note in the portal": lambda play, when: play.do(c.RecordReply(text="And now?", channel="portal"), when),
    "a message that joins": lambda play, when: play.signal("thanks", when),
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
def test_t4_a_message_by_any_way_runs_it_alike(way: object) -> None:
    play, when = answered(), NOON + 30 * MINUTE
    way(play, when)  # type: ignore[operator]
    assert (clock(play, "next_reply").started_at, clock(play, "next_reply").due_at) == (when, when + HOUR)


def test_t4_a_message_that_arrives_late_counts_from_when_it_was_written() -> None:
    play = answered()
    play.signal("thanks", NOON + 30 * MINUTE, noticed=NOON + 40 * MINUTE)
    assert clock(play, "next_reply").started_at == NOON + 30 * MINUTE


def test_t12_an_automatic_reply_runs_nothing() -> None:
    play = answered()
    assert play.do(c.RecordReply(automatic=True), NOON + 30 * MINUTE) == ["customer_replied"]
    assert "clock_started" not in play.signal("thanks", NOON + 31 * MINUTE, sender="automatic")


def test_a_colleague_is_no_customer() -> None:
    play = answered()
    assert "clock_started" not in play.signal("thanks", NOON + 30 * MINUTE, sender="agent")


# T5: a policy without the clock removes it


def test_t5_a_level_without_news_removes_them() -> None:
    play = answered()
    play.do(c.RecordReply(text="And now?"), NOON + 30 * MINUTE)
    play.do(level("standard"), NOON + 31 * MINUTE)
    assert {clock(play, slot).state for slot in ("next_reply", "update")} == {"cancelled"}
    assert play.do(SEND, NOON + 32 * MINUTE) == ["message_sent"]
    assert play.do(c.RecordReply(text="And now?"), NOON + 33 * MINUTE) == ["customer_replied"]
    play.tick(NOON + timedelta(days=9))
    assert not {"next_reply", "update"} & set(missed(play))


def test_t5_back_again_they_count_from_then_on() -> None:
    play = answered("bug", at("03-05 09:00"))
    play.do(level("standard"), at("03-05 10:00"))
    play.do(level("high"), at("03-05 11:00"))
    assert clock(play, "update").due_at == at("03-05 13:00")


# Updates: an interval that begins anew


def test_cp052_each_message_begins_the_interval_anew() -> None:
    play = answered()
    assert clock(play, "update").due_at == at("03-05 14:10")
    play.do(SEND, at("03-05 13:00"))
    assert clock(play, "update").due_at == at("03-05 15:00")
    started = [one.event for one in play.events if isinstance(one.event, ClockStarted) and one.event.slot == "update"]
    assert len(started) == 3
    met = [one.event for one in play.events if isinstance(one.event, ClockMet) and one.event.slot == "update"]
    assert [one.late for one in met] == [False, False]


def test_fp082_a_missed_update_is_told_once_and_the_next_message_begins_anew() -> None:
    play = answered()
    play.tick(at("03-05 14:30"))
    assert missed(play).count("update") == 1
    assert play.tick(at("03-05 15:30")) == []
    assert play.do(SEND, at("03-05 15:40")) == ["message_sent", "clock_met", "clock_started"]
    assert (clock(play, "update").state, clock(play, "update").due_at) == ("running", at("03-05 17:40"))
    assert clock(play, "update").marks_passed == 0


def test_cp052_the_resolution_ends_them_and_a_message_after_it_begins_nothing() -> None:
    play = answered()
    play.do(RESOLVE, at("03-05 13:00"))
    assert clock(play, "update").state == "met"
    assert play.do(SEND, at("03-05 13:10")) == ["message_sent"]
    assert clock(play, "update").state == "met"


def test_cp065_what_comes_before_a_window_opens_keeps_no_promise_about_it() -> None:
    play = answered()
    play.do(RESOLVE, at("03-05 13:00"))
    assert clock(play, "follow_up").opens_at == at("03-06 13:00")
    assert play.do(SEND, at("03-06 12:59")) == ["message_sent"]
    assert play.do(SEND, at("03-06 13:00")) == ["message_sent", "clock_met"]
    late = answered()
    late.do(RESOLVE, at("03-05 13:00"))
    late.tick(at("03-07 14:00"))
    assert clock(late, "follow_up").state == "missed"


def test_reopened_the_interval_goes_on_with_what_was_left() -> None:
    play = answered()
    play.do(RESOLVE, at("03-05 13:10"))  # An hour of it is left.
    play.do(REOPEN, at("03-06 10:00"))
    assert clock(play, "update").due_at == at("03-06 11:00")
    assert clock(play, "update").pauses == ((at("03-05 13:10"), at("03-06 10:00")),)


def test_the_case_wakes_for_news_and_asks_for_nothing_else() -> None:
    play = answered("leak")
    update = clock(play, "update")
    assert wake_at(play.open_case) == min(update.marks[0], clock(play, "team_response:security").marks[0])
