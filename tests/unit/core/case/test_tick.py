"""Time passes: each mark and each miss once, in order, at its own instant, to somebody."""

from __future__ import annotations

from datetime import timedelta

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case import work_commands as w
from stepladder.core.case.events import ClockAtRisk, ClockMissed
from stepladder.core.case.life import next_due, tick, wake_at
from tests.unit.core.case.play import CLOSE, NOON, Play, at, name_of, opened
from tests.unit.core.case.work import Work

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)


def test_the_case_wakes_for_each_mark_and_each_miss_and_then_no_more() -> None:
    play = opened("leak")
    woken = []
    while (wake := wake_at(play.open_case)) is not None:
        woken.append((wake - NOON, play.tick(wake)))
    assert woken == [
        (15 * MINUTE, ["clock_at_risk", "clock_at_risk"]),
        (22.5 * MINUTE, ["clock_at_risk", "clock_at_risk"]),
        (30 * MINUTE, ["clock_missed"]),  # The strict one, at its own instant.
        (30 * MINUTE + SECOND, ["clock_missed"]),
        (120 * MINUTE, ["clock_at_risk"]),
        (180 * MINUTE, ["clock_at_risk"]),
        (240 * MINUTE + SECOND, ["clock_missed"]),
    ]


def test_nothing_is_due_a_second_before_the_wake_up() -> None:
    play = opened("leak")
    assert play.tick(NOON + 15 * MINUTE - SECOND) == []


def test_what_fell_due_while_nobody_looked_comes_in_the_order_of_its_own_instants() -> None:
    play = opened("leak")
    play.tick(NOON + timedelta(days=2))
    happened = [one for one in play.events if one.by == "clock"]
    assert [one.at for one in happened] == sorted(one.at for one in happened)
    assert {one.noticed_at for one in happened} == {NOON + timedelta(days=2)}
    assert all(one.late for one in happened)
    assert [name_of(one) for one in happened].count("clock_missed") == 3
    assert happened[-1].at == NOON + timedelta(hours=4)


def test_a_miss_noticed_within_five_seconds_is_not_late() -> None:
    play = opened("leak")
    play.tick(NOON + 30 * MINUTE + 5 * SECOND)
    assert not play.last("clock_missed").late


def test_t25_t39_a_thousand_ticks_tell_nothing_new() -> None:
    play = opened("leak")
    # Two clocks are missed, and the third runs with one of its marks behind it and one ahead.
    now = NOON + 130 * MINUTE
    assert play.tick(now)
    clock = play.open_case.clocks["resolution"]
    assert (clock.state, clock.marks_passed) == ("running", 1)
    assert all(tick(play.open_case, now + number * SECOND) == () for number in range(1000))


def test_t39_each_warning_reaches_the_owner_once() -> None:
    play = opened("bug")
    play.do(c.Acknowledge(), NOON + MINUTE)
    play.tick(NOON + timedelta(days=30))
    told = [one.event for one in play.events if isinstance(one.event, ClockAtRisk)]
    assert [(one.slot, one.share, one.told) for one in told] == [
        ("first_response", 50, ("lee",)),
        ("first_response", 75, ("lee",)),
        ("resolution", 50, ("lee",)),
        ("resolution", 75, ("lee",)),
    ]


def test_a_miss_is_told_to_the_owner_and_to_the_role_that_was_told_first() -> None:
    play = opened("bug")
    play.do(c.Acknowledge(), NOON + MINUTE)
    play.tick(at("03-05 16:01"))
    missed = play.last("clock_missed").event
    assert isinstance(missed, ClockMissed)
    assert missed.told == ("lee", "technical")


def test_t43_the_miss_of_a_case_nobody_took_reaches_a_role() -> None:
    play = opened("wish")
    play.tick(NOON + timedelta(days=30))
    missed = play.last("clock_missed").event
    assert isinstance(missed, ClockMissed)
    assert missed.told == ("success",)


def test_t43_with_no_notice_out_the_fallback_role_hears_of_the_miss_beside_the_owner() -> None:
    play = opened("wish")
    play.do(c.Acknowledge(), NOON + MINUTE)
    play.tick(NOON + timedelta(days=30))
    missed = play.last("clock_missed").event
    assert isinstance(missed, ClockMissed)
    assert missed.told == ("lee", "success")


def test_a_withdrawn_notice_makes_nobody_hear_of_a_miss() -> None:
    play = opened("leak")
    play.do(c.CorrectTrigger(trigger="leak", becomes="bug"), NOON + MINUTE)
    play.do(c.Acknowledge(), NOON + 2 * MINUTE)
    play.tick(at("03-05 16:01"))
    missed = play.last("clock_missed").event
    assert isinstance(missed, ClockMissed)
    assert missed.told == ("lee", "technical")


def test_t27_a_mark_that_had_passed_when_it_was_computed_is_not_told() -> None:
    play = Play()
    play.signal("leak", NOON, noticed=NOON + 20 * MINUTE)
    assert play.tick(NOON + 20 * MINUTE) == []
    assert play.tick(NOON + 23 * MINUTE) == ["clock_at_risk", "clock_at_risk"]


def test_t08_a_closed_case_never_fires() -> None:
    play = opened("leak")
    play.do(c.Resolve(text="Done."), NOON + MINUTE)
    play.do(CLOSE, NOON + 2 * MINUTE)
    assert wake_at(play.open_case) is None
    assert play.tick(NOON + timedelta(days=30)) == []


def test_the_board_shows_what_falls_due_first_and_what_is_late_before_it() -> None:
    play = opened("leak")
    play.do(c.Acknowledge(), NOON + MINUTE)
    assert next_due(play.open_case).slot == "first_response"  # type: ignore[union-attr]
    play.tick(NOON + 31 * MINUTE)
    assert next_due(play.open_case).slot == "first_response"  # type: ignore[union-attr]
    play.do(c.Send(channel="email", text="Hello."), NOON + 32 * MINUTE)
    assert next_due(play.open_case).slot == "resolution"  # type: ignore[union-attr]
    play.do(c.Resolve(text="Done."), NOON + 33 * MINUTE)
    assert next_due(play.open_case) is None


# What else falls due: follow-ups, approvals, steps, hand-overs, waits, proofs


def everything_ahead() -> Work:
    """A case on which one thing of each kind falls due, all of them on the day of its opening or the next."""
    play = Work("erasure")
    play.do(c.ConfirmTrigger(trigger="leave"), NOON + MINUTE)
    play.do(w.RequestApproval(approval="high"), NOON + 2 * MINUTE)
    play.do(w.AddFactor(factor="email", result="passed"), NOON + 3 * MINUTE)
    play.do(c.WaitForCustomer(for_="3h"), NOON + 4 * MINUTE)
    play.do(h.HandOver(to="kim", return_after="1h"), NOON + 5 * MINUTE)
    play.do(c.PromiseReply(until="2025-03-05T13:00:00-05:00"), NOON + 6 * MINUTE)
    play.do(c.LogCall(with_="customer", outcome="reached"), NOON + 7 * MINUTE)
    return play


def test_whatever_fell_due_while_nobody_looked_comes_in_the_order_of_its_own_instants() -> None:
    play = everything_ahead()
    before = len(play.events)
    play.let_pass(NOON + timedelta(days=2))
    due = [one for one in play.events[before:] if one.cause == "tick" or one.by == "clock"]
    assert [one.at for one in due] == sorted(one.at for one in due)
    assert {one.noticed_at for one in due} == {NOON + timedelta(days=2)}
    names = {name_of(one) for one in due}
    assert names >= {
        "hand_over_expired", "step_overdue", "factor_expired", "waiting_ended", "approval_expired", "follow_up_due",
    }  # fmt: skip


def test_looking_all_the_time_tells_the_same_as_looking_once() -> None:
    once, often = everything_ahead(), everything_ahead()
    once.let_pass(NOON + timedelta(days=2))
    often.wake_until(NOON + timedelta(days=2))
    for play in (once, often):
        play.wake_until(NOON + timedelta(days=2))
    kinds = ("hand_over_expired", "step_overdue", "factor_expired", "waiting_ended", "approval_expired")
    told = [[(name_of(one), one.at) for one in play.events if name_of(one) in kinds] for play in (once, often)]
    assert told[0] == told[1]
    assert once.case.owner == often.case.owner == "access"


def test_nothing_of_it_is_due_a_second_before() -> None:
    play = everything_ahead()
    wake = wake_at(play.case)
    assert wake is not None
    assert tick(play.case, wake - SECOND) == ()
    assert tick(play.case, wake)
