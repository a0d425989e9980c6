"""The version of a case is retired (T6): its clocks stop with a reason, and nothing vanishes in silence."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.events import PolicyRetired
from stepladder.core.case.life import fold, next_due, wake_at
from stepladder.core.case.orders import deliveries
from stepladder.core.case.view import trace_case, trace_clock
from tests.unit.core.case.play import CLOSE, NOON, ZONE, Play, answered, at, clock, name_of, opened, played, under

MINUTE = timedelta(minutes=1)
WHY = "We promise nothing on weekends any more."
RESOLVE, REOPEN = c.Resolve(text="Done."), c.Reopen(because="It is back.")
SEND = c.Send(channel="email", text="Hello.")


def states(play: Play) -> dict[str, str]:
    return {slot: one.state for slot, one in play.open_case.clocks.items()}


def retired(words: str = "bug", when: datetime = NOON + MINUTE) -> Play:
    play = opened(words)
    play.retire(WHY, when)
    return play


def test_t06_running_clocks_stop_with_the_reason_and_the_case_stays_open_with_its_owner() -> None:
    play = opened("bug")
    before = play.open_case
    assert play.retire(WHY, NOON + MINUTE) == ["policy_retired"]
    after = play.open_case
    assert set(states(play).values()) == {"cancelled"}
    assert {(one.cancelled_because, one.stopped_at) for one in after.clocks.values()} == {(WHY, NOON + MINUTE)}
    assert (after.policy_retired_at, after.policy_retired_because) == (NOON + MINUTE, WHY)
    assert after.is_open
    assert (after.owner, after.levels, after.triggers, after.routes, after.stage) == (
        before.owner, before.levels, before.triggers, before.routes, before.stage,
    )  # fmt: skip
    assert set(after.clocks) == set(before.clocks), "what was promised is still shown"


def test_t06_the_owner_is_told_once_and_by_name() -> None:
    play = retired()
    event = play.last("policy_retired").event
    assert isinstance(event, PolicyRetired)
    assert event.told == (play.open_case.owner,)
    assert set(event.cancelled) == set(play.open_case.clocks)
    told = [one for one in deliveries(play.open_case, play.events, first_version=1) if one.purpose == "retired"]
    assert [(one.to, one.channel, one.details["because"]) for one in told] == [
        (play.open_case.owner, "email", WHY)
    ]  # fmt: skip
    assert told[0].details["slots"] == list(event.cancelled)


def test_t06_a_person_who_took_the_case_up_is_the_one_who_is_told() -> None:
    play = played("bug", c.Acknowledge())
    play.retire(WHY, NOON + 5 * MINUTE)
    event = play.last("policy_retired").event
    assert isinstance(event, PolicyRetired)
    assert event.told == ("lee",)


def test_t06_what_fell_due_before_is_told_first_and_a_miss_stays_one() -> None:
    play = opened("bug")
    when = clock(play, "team_response:technical:limit").due_at + MINUTE
    told = play.retire(WHY, when)
    assert told[-1] == "policy_retired"
    assert "clock_missed" in told[:-1]
    found = states(play)
    assert found.pop("team_response:technical:limit") == "missed"
    assert set(found.values()) == {"cancelled"}
    missed = clock(play, "team_response:technical:limit")
    assert (missed.waits, missed.cancelled_because) == (True, None)
    due = next_due(play.open_case)
    assert due is not None
    assert due.slot == missed.slot, "it still waits for its late answer, and the board shows it"
    play.do(c.Acknowledge(), when + MINUTE)
    assert clock(play, missed.slot).stopped_at == when + MINUTE


def test_a_deadline_that_is_just_reached_is_kept_and_not_missed() -> None:
    play = opened("bug")
    due = clock(play, "team_response:technical:limit").due_at
    play.retire(WHY, due)
    assert clock(play, "team_response:technical:limit").state == "cancelled"


NOTHING: dict[str, tuple[c.AnyCommand, ...]] = {
    "a closed case": (RESOLVE, CLOSE),
}


@pytest.mark.parametrize("commands", NOTHING.values(), ids=NOTHING)
def test_nothing_happens_to_what_is_over(commands: tuple[c.AnyCommand, ...]) -> None:
    assert played("bug", *commands).retire(WHY, NOON + 9 * MINUTE) == []


def test_a_second_time_changes_nothing_whatever_its_reason() -> None:
    play = retired()
    assert play.retire("Another reason.", NOON + 2 * MINUTE) == []
    assert play.open_case.policy_retired_because == WHY


def test_nothing_is_left_to_wake_for_and_time_tells_nothing_more() -> None:
    play = retired()
    assert wake_at(play.open_case) is None
    assert next_due(play.open_case) is None
    assert play.tick(NOON + timedelta(days=400)) == []


def test_met_clocks_stay_met() -> None:
    play = played("bug", SEND)
    play.retire(WHY, NOON + 5 * MINUTE)
    assert states(play)["first_response"] == "met"
    assert states(play)["resolution"] == "cancelled"


AFTER: dict[str, tuple[c.AnyCommand, ...]] = {
    "an answer": (SEND,),
    "a reply and an answer": (c.RecordReply(text="And?"), SEND),
    "a level that is raised": (c.SetLevel(scale="priority", level="critical", because="All are hit."),),
    "an end and a reopening": (RESOLVE, REOPEN),
    "a case that is taken up": (c.Acknowledge(),),
    "a trigger that is confirmed": (c.ConfirmTrigger(trigger="outage"),),
}


@pytest.mark.parametrize("commands", AFTER.values(), ids=AFTER)
@pytest.mark.parametrize("words", ["bug", "leak"])
def test_t06_no_clock_starts_again_whatever_happens_then(words: str, commands: tuple[c.AnyCommand, ...]) -> None:
    play = retired(words)
    count = len(play.events)
    for minute, command in enumerate(commands, 5):
        assert play.do(command, NOON + minute * MINUTE)
    assert {"clock_started", "clock_moved", "clock_resumed"}.isdisjoint(map(name_of, play.events[count:]))
    assert set(states(play).values()) == {"cancelled"}
    assert wake_at(play.open_case) is None


def test_t06_a_further_signal_joins_is_read_and_told_and_starts_no_clock() -> None:
    play = retired()
    told = play.signal("leak", NOON + 10 * MINUTE)
    assert {"signal_joined", "trigger_matched", "level_set", "route_told"} <= set(told)
    assert "clock_started" not in told
    assert set(states(play).values()) == {"cancelled"}


def test_a_resolved_case_that_is_opened_again_after_it_runs_no_clock() -> None:
    play = played("bug", RESOLVE)
    assert play.retire(WHY, NOON + 5 * MINUTE) == ["policy_retired"]
    assert play.do(REOPEN, NOON + 6 * MINUTE) == ["reopened"]
    assert wake_at(play.open_case) is None


def test_clocks_that_an_event_of_the_case_starts_are_not_begun_anew() -> None:
    play = answered()
    play.retire(WHY, NOON + 20 * MINUTE)
    count = len(play.events)
    play.do(c.RecordReply(text="And?"), NOON + 30 * MINUTE)
    play.do(SEND, NOON + 40 * MINUTE)
    assert {"clock_started", "clock_moved"}.isdisjoint(map(name_of, play.events[count:]))


def test_a_revision_of_the_calendars_after_it_moves_nothing() -> None:
    play = retired()
    assert play.revise(under(3), NOON + 5 * MINUTE) == ["recalculated"]
    assert set(states(play).values()) == {"cancelled"}


def test_a_replay_of_its_events_gives_the_same_case() -> None:
    play = opened("bug")
    play.retire(WHY, at("03-05 15:00"))
    play.do(SEND, at("03-05 15:10"))
    assert fold(play.case_id, play.events) == play.open_case


def test_the_trace_says_so_of_the_case_and_its_clocks_and_of_no_other() -> None:
    case = retired().open_case
    assert trace_case(case, ZONE)["policy_retired"] == {"at": "2025-03-05T12:01:00-05:00", "because": WHY}
    assert {trace_clock(case, one, ZONE)["cancelled_because"] for one in case.clocks.values()} == {WHY}
    other = opened("bug").open_case
    assert "policy_retired" not in trace_case(other, ZONE)
    assert all("cancelled_because" not in trace_clock(other, one, ZONE) for one in other.clocks.values())
