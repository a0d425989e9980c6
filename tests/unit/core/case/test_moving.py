"""A case moves to another version of its policy: everything is asked anew, and nothing is broken at birth."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case import work_commands as w
from stepladder.core.case.life import tick
from stepladder.core.case.moving import move_policy
from stepladder.core.case.refused import Refused
from tests.unit.core.case.play import NOON, pack
from tests.unit.core.case.work import DAY, HOUR, MINUTE, Work, refusal, without

AT = NOON + 10 * MINUTE
MOVE = h.MovePolicy(to="2")


def test_t5_a_version_without_the_clock_removes_it_and_leaves_the_others() -> None:
    play = Work("bug")
    before = dict(play.case.clocks)
    assert play.do(MOVE, AT)[:2] == ["policy_moved", "reassessed"]
    assert (play.case.pack_version[:2], play.case.digest) == ("2+", play.pack.digest)
    assert play.case.clocks["update"].state == "cancelled"
    assert play.case.clocks["first_response"] == before["first_response"]
    play.wake_until(NOON + DAY)
    assert not [one for one in play.events if getattr(one.event, "slot", "") == "update" and one.by == "clock"]


def test_the_version_that_holds_already_changes_nothing() -> None:
    play = Work("bug")
    assert play.do(h.MovePolicy(to="1"), AT) == []


def test_a_step_that_the_version_does_not_have_is_owed_no_more_and_what_was_done_stays() -> None:
    play = Work("bug")
    done = w.CompleteStep(step="cause", outcome="ours", evidence=w.Evidence(type="field", text="It was us."))
    play.do(done, AT)
    assert play.states("step") == {"cause": "done", "sorry": "open"}
    play.do(MOVE, AT + MINUTE)
    assert play.states("step") == {"cause": "done"}
    play.wake_until(NOON + DAY)
    assert play.count("step_overdue") == 0


def test_what_fell_due_before_is_told_first_and_a_miss_stays_one() -> None:
    play = Work("leak")
    events = play.do(MOVE, NOON + HOUR)
    assert events.index("clock_missed") < events.index("policy_moved")
    assert play.case.clocks["first_response"].state == "missed"
    assert tick(play.case, NOON + HOUR) == ()


@pytest.mark.parametrize("end", [c.Resolve(text="Done."), h.Merge(into="c2")], ids=["resolved", "merged"])
def test_what_is_over_moves_nowhere(end: c.PersonCommand) -> None:
    play = Work("leave")
    play.do(end, AT)
    assert refusal(play, MOVE, AT + MINUTE).what in ("the case is resolved", "the case is closed")


def test_another_policy_is_no_version_of_this_one() -> None:
    play = Work("bug")
    with pytest.raises(Refused, match="is another policy"):
        move_policy(play.case, by="lee", now=AT, verdict_for=play._asks(pack(), AT))


def test_there_and_back_again_what_was_removed_starts_from_then_on() -> None:
    play = Work("bug")
    play.do(MOVE, AT)
    play.do(h.MovePolicy(to="1"), AT + HOUR)
    clock = play.case.clocks["update"]
    assert (clock.state, clock.started_at) == ("running", AT + HOUR)


def test_a_version_with_another_hold_places_it_and_keeps_the_old_one() -> None:
    play = Work("leak")
    other = without("preserve", add="  - {id: keep, what: delivery, because: b, source: [SD-022]}")
    events = move_policy(play.case, by="lee", now=AT, verdict_for=play._asks(other, AT))
    play._happened(events)
    assert play.states("hold") == {"preserve": "open", "keep": "open"}


def test_what_the_version_asks_for_from_now_on_is_planned() -> None:
    play = Work("bug", policy=without("watch"))
    assert "watch" not in play.case.follow_ups
    assert "follow_up_planned" in play.do(h.MovePolicy(to="1"), AT)
    assert play.case.follow_ups["watch"].due_at is not None
