"""Clocks that an event of the case starts, promises that wait for a fact, and hours in the customer's zone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.events import CaseOpened, ClockMoved
from stepladder.core.case.life import wake_at
from stepladder.core.case.view import trace_clocks
from stepladder.core.triage.loading import load
from stepladder.core.triage.request import Customer
from stepladder.core.values import DeskError
from tests.unit.core.case.play import CLOSE, NOON, POLICY, ZONE, Play, answered, at, clock, news, opened

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SEND, RESOLVE, REOPEN = c.Send(channel="email", text="Hello."), c.Resolve(text="Done."), c.Reopen(because="It is back.")


def level(name: str) -> c.SetLevel:
    return c.SetLevel(scale="priority", level=name, because="Somebody knows better.")


# After the end


def test_cp065_a_resolution_starts_what_follows_it() -> None:
    play = answered()
    assert "follow_up" not in play.open_case.clocks
    assert play.do(RESOLVE, at("03-05 13:00"))[-1] == "clock_started"
    follow = clock(play, "follow_up")
    assert (follow.started_at, follow.due_at) == (at("03-05 13:00"), at("03-07 13:00"))
    assert follow.term == "PT24H..PT48H"
    assert [mark for mark in follow.marks if mark < at("03-06 13:00")] == []
    assert play.tick(at("03-07 13:01")) == ["clock_at_risk", "clock_at_risk", "clock_missed"]


def test_q17_a_window_over_the_weekend_is_due_on_monday() -> None:
    play = answered("bug", at("03-07 09:00"))
    play.do(RESOLVE, at("03-07 12:00"))
    assert clock(play, "follow_up").due_at == at("03-10 10:00")


def test_a_message_after_the_end_is_the_follow_up() -> None:
    play = answered()
    play.do(RESOLVE, at("03-05 13:00"))
    play.do(SEND, at("03-06 14:00"))
    assert clock(play, "follow_up").state == "met"


def test_reopened_there_is_nothing_to_follow_up() -> None:
    play = answered()
    play.do(RESOLVE, at("03-05 13:00"))
    play.do(REOPEN, at("03-05 14:00"))
    assert (clock(play, "follow_up").state, clock(play, "follow_up").stopped_at) == ("cancelled", at("03-05 14:00"))
    play.do(RESOLVE, at("03-05 15:00"))
    assert (clock(play, "follow_up").state, clock(play, "follow_up").due_at) == ("running", at("03-07 15:00"))


def test_t8_closed_nothing_waits_any_more() -> None:
    play = answered()
    play.do(RESOLVE, at("03-05 13:00"))
    play.do(CLOSE, at("03-05 14:00"))
    assert clock(play, "follow_up").state == "cancelled"
    assert wake_at(play.open_case) is None
    assert play.tick(at("04-05 14:00")) == []


def test_t30_thanks_after_the_end_start_nothing() -> None:
    play = answered()
    play.do(RESOLVE, at("03-05 13:00"))
    assert "clock_started" not in play.signal("thanks", at("03-05 13:30"))
    assert "next_reply" not in play.open_case.clocks


def test_a_complaint_that_reopens_is_to_be_answered() -> None:
    play = answered()
    play.do(RESOLVE, at("03-05 13:00"))
    assert "reopened" in play.signal("bug", at("03-05 13:30"))
    assert (clock(play, "next_reply").state, clock(play, "next_reply").started_at) == ("running", at("03-05 13:30"))


# Other starts, and promises that wait for a fact


def test_a_clock_starts_with_the_event_that_it_names() -> None:
    play = opened("outage", NOON, news())
    assert "call" not in play.open_case.clocks
    play.do(c.Acknowledge(), at("03-05 13:00"))
    assert (clock(play, "call").started_at, clock(play, "call").due_at) == (at("03-05 13:00"), at("03-05 18:00"))
    play.do(level("critical"), at("03-05 13:10"))  # Another level is the same promise.
    assert clock(play, "call").due_at == at("03-05 18:00")


def test_a_clock_may_start_with_the_signal_and_again_with_an_event() -> None:
    rule = "id: look, kind: look, within: 1h, starts: [signal_matched, reopened], stops: [acknowledged], because: b"
    again = f"clocks: [{{{rule}}}]"
    play = Play(policy=load("play", {"pack.yaml": POLICY.read_text(encoding="utf-8"), "again.yaml": again}))
    play.signal("leak", NOON)
    assert clock(play, "look").due_at == NOON + HOUR
    play.do(c.Acknowledge(), NOON + MINUTE)
    play.do(RESOLVE, NOON + 2 * MINUTE)
    play.do(REOPEN, NOON + 9 * HOUR)
    assert (clock(play, "look").state, clock(play, "look").due_at) == ("running", NOON + 10 * HOUR)


def test_a_promise_waits_for_its_fact_which_is_asked_for() -> None:
    play = opened("wish", NOON, news())
    assert play.open_case.assessment is not None
    asked = {one.fact: one.would_change for one in play.open_case.assessment.questions}
    assert asked["customer.next_review_on"] == ("review",)
    assert asked["signal.promised_at"] == ("promised",)
    assert "review" not in play.open_case.clocks
    play.do(c.SetFact(fact="customer.next_review_on", value="2025-03-20"), NOON + MINUTE)
    assert (clock(play, "review").due_at, clock(play, "review").term) == (at("03-20 18:00"), "2025-03-20")
    play.do(c.SetFact(fact="promised_at", value="2025-03-05T15:30:00-05:00"), NOON + 2 * MINUTE)
    assert clock(play, "promised_reply").due_at == at("03-05 15:30")
    assert "customer.next_review_on" not in {one.fact for one in play.open_case.assessment.questions}


def test_another_moment_moves_the_promise() -> None:
    play = opened("wish", NOON, news())
    for hour in ("15:30", "14:00", "17:00"):
        play.do(c.SetFact(fact="promised_at", value=f"2025-03-05T{hour}:00-05:00"), NOON + MINUTE)
        assert clock(play, "promised_reply").due_at == at(f"03-05 {hour}")
    assert isinstance(play.last("clock_moved").event, ClockMoved)


def test_a_moment_that_is_over_starts_nothing() -> None:
    play = opened("wish", NOON, news())
    play.do(c.SetFact(fact="promised_at", value="2025-03-05T13:00:00-05:00"), at("03-05 14:00"))
    assert "promised_reply" not in play.open_case.clocks
    play.do(c.SetFact(fact="promised_at", value="2025-03-01T13:00:00-05:00"), at("03-05 14:01"))
    assert "promised_reply" not in play.open_case.clocks
    assert play.open_case.assessment is not None
    assert "signal.promised_at" in {one.fact for one in play.open_case.assessment.questions}


# The zone of the customer


def test_hours_in_the_zone_of_the_customer_stay_those_of_the_case() -> None:
    play = Play(policy=news(), customer=Customer(id="acme", zone="Europe/Paris"))
    play.signal("wish", NOON)  # Six in the evening there.
    assert (clock(play, "visit").calendar, clock(play, "visit").due_at) == ("theirs@Europe/Paris", at("03-06 07:00"))
    opening = next(one.event for one in play.events if isinstance(one.event, CaseOpened))
    assert opening.zone == "Europe/Paris"
    # The record says another zone from now on: the case keeps the one it was decided with.
    play.customer = Customer(id="acme", zone="Asia/Tokyo")
    play.do(c.ConfirmTrigger(trigger="bug"), NOON + HOUR)
    assert clock(play, "visit").calendar == "theirs@Europe/Paris"
    assert clock(play, "plan").term == "1 month in Europe/Paris"


def test_where_no_zone_is_known_that_of_the_policy_counts() -> None:
    play = Play(policy=news())
    play.signal("wish", NOON)
    assert (clock(play, "visit").calendar, clock(play, "visit").due_at) == ("theirs", at("03-05 16:00"))


def test_a_person_may_say_in_which_zone_the_customer_works() -> None:
    play = Play(policy=news())
    play.signal("wish", NOON)
    play.do(c.SetFact(fact="customer.zone", value="Europe/Paris"), NOON + MINUTE)
    assert (clock(play, "visit").calendar, clock(play, "visit").due_at) == ("theirs@Europe/Paris", at("03-06 07:00"))


def test_a_zone_that_is_none_is_refused_and_changes_nothing() -> None:
    play = Play(policy=news())
    play.signal("wish", NOON)
    with pytest.raises(DeskError, match=r"customer\.zone: no time zone is called 'Paris'"):
        play.do(c.SetFact(fact="customer.zone", value="Paris"), NOON + MINUTE)
    assert clock(play, "visit").calendar == "theirs"


def test_the_clocks_of_a_case_are_told_in_their_own_zone() -> None:
    play = Play(policy=news(), customer=Customer(id="acme", zone="Europe/Paris"))
    play.signal("wish", NOON)
    shown = {one["id"]: one["due_at"] for one in trace_clocks(play.open_case, news(), ZONE)}
    assert shown["visit"] == "2025-03-06T13:00:00+01:00"
    assert (shown["answer-target"], shown["answer-limit"]) == ("2025-03-07T18:00:00-05:00", "2025-03-12T15:00:00-04:00")
