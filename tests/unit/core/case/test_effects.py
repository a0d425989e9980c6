"""What commands do to clocks, owners, notices and words, beyond the events they add."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.events import CaseOpened, ClockMissed, LevelSet, Reassessed
from tests.unit.core.case.play import CLOSE, NOON, Play, at, opened, played

MINUTE = timedelta(minutes=1)
ACK, RESOLVE, REOPEN = c.Acknowledge(), c.Resolve(text="Done."), c.Reopen(because="It is back.")
SEND, NOTE = c.Send(channel="email", text="We are on it."), c.Note(text="Look at the log.")


def test_a_known_trigger_may_still_be_confirmed_after_the_end() -> None:
    assert played("bug", RESOLVE).do(c.ConfirmTrigger(trigger="bug"), NOON + 9 * MINUTE) == ["trigger_confirmed"]


def test_t03_the_first_response_is_met_in_the_same_command() -> None:
    play = opened("leak")
    play.do(SEND, NOON + 30 * MINUTE)
    clock = play.open_case.clocks["first_response"]
    assert (clock.state, clock.stopped_at) == ("met", NOON + 30 * MINUTE)


def test_t40_notes_and_acknowledging_leave_the_first_response_running() -> None:
    play = played("bug", NOTE, ACK)
    assert play.open_case.clocks["first_response"].state == "running"
    assert play.open_case.clocks["team_response:technical:limit"].state == "met"


@pytest.mark.parametrize("by", ["policy", "clock", "desk"])
def test_t40_what_the_desk_writes_by_itself_is_no_first_response(by: str) -> None:
    play = opened("bug")
    assert play.do(SEND, NOON + MINUTE, by=by) == ["message_sent"]
    assert play.open_case.first_reply_at is None


def test_q20_within_includes_the_limit_and_a_second_more_is_late() -> None:
    in_time, late = opened("leak"), opened("leak")
    in_time.do(SEND, NOON + 30 * MINUTE)
    late.do(SEND, NOON + 30 * MINUTE + timedelta(seconds=1))
    assert in_time.open_case.clocks["first_response"].state == "met"
    assert late.open_case.clocks["first_response"].state == "missed"
    assert late.open_case.clocks["first_response"].stopped_at == NOON + 30 * MINUTE + timedelta(seconds=1)


def test_q20_a_strict_limit_is_missed_at_its_own_instant() -> None:
    in_time, late = opened("leak"), opened("leak")
    in_time.do(ACK, NOON + 30 * MINUTE - timedelta(seconds=1))
    late.do(ACK, NOON + 30 * MINUTE)
    assert in_time.open_case.clocks["team_response:security"].state == "met"
    assert late.open_case.clocks["team_response:security"].state == "missed"


def test_an_answer_after_the_deadline_is_late_even_if_nobody_noticed_until_then() -> None:
    play = opened("leak")
    events = play.do(SEND, NOON + 60 * MINUTE)
    assert events[-2:] == ["message_sent", "clock_met"]
    assert events.count("clock_missed") == 2
    missed = play.last("clock_missed")
    assert isinstance(missed.event, ClockMissed)
    assert (missed.at, missed.late, missed.event.told) == (NOON + 30 * MINUTE, True, ("security",))


def test_t20_resolved_without_a_reply_is_met_by_the_resolution_and_shown_apart() -> None:
    case = played("leak", RESOLVE).open_case
    assert case.clocks["first_response"].state == "met_by_resolution"
    assert case.clocks["team_response:security"].state == "met_by_resolution"
    assert case.clocks["resolution"].state == "met"


def test_t20_without_a_resolution_target_there_is_no_resolution_breach() -> None:
    play = played("wish", SEND)
    assert "resolution" not in play.open_case.clocks
    assert play.tick(NOON + timedelta(days=90)) == []


def test_a_missed_clock_stays_missed_when_the_case_is_resolved() -> None:
    play = opened("leak")
    play.tick(NOON + 31 * MINUTE)
    play.do(RESOLVE, NOON + 40 * MINUTE)
    clock = play.open_case.clocks["first_response"]
    assert (clock.state, clock.missed_at, clock.stopped_at) == ("missed", NOON + 30 * MINUTE, NOON + 40 * MINUTE)


def test_a_correction_to_none_leaves_nothing_running_and_the_owner_in_place() -> None:
    play = played("leak", c.CorrectTrigger(trigger="leak", becomes="none"))
    case = play.open_case
    assert {clock.state for clock in case.clocks.values()} == {"cancelled"}
    reassessed = play.last("reassessed").event
    assert isinstance(reassessed, Reassessed)
    assert set(reassessed.cancelled) == set(case.clocks)
    assert case.owner == "security"


def test_a_notice_is_withdrawn_once() -> None:
    play = played("leak", c.CorrectTrigger(trigger="leak", becomes="none"))
    level = c.SetLevel(scale="priority", level="high", because="Somebody knows better.")
    assert "route_withdrawn" not in play.do(level, NOON + 5 * MINUTE)


def test_a_correction_taken_back_tells_and_starts_again() -> None:
    play = played("leak", c.CorrectTrigger(trigger="leak", becomes="none"))
    events = play.do(c.ConfirmTrigger(trigger="leak"), NOON + 5 * MINUTE)
    assert events[:2] == ["trigger_confirmed", "reassessed"]
    assert "route_told" in events
    assert play.open_case.clocks["first_response"].due_at == NOON + 35 * MINUTE


def test_a_suggestion_counts_once_a_person_confirms_it() -> None:
    play = opened("bug")
    play.signal("rumour", NOON + MINUTE)
    events = play.do(c.ConfirmTrigger(trigger="rumour"), NOON + 2 * MINUTE)
    assert "route_told" in events
    assert play.open_case.levels == {"priority": "critical"}


def test_a_smaller_amount_takes_back_what_the_larger_one_showed() -> None:
    play = opened("refund")
    events = play.do(c.SetFact(fact="refund_amount", value="500 USD"), NOON + MINUTE)
    assert events[:3] == ["fact_set", "trigger_corrected", "reassessed"]
    assert "refund-limit" not in play.open_case.triggers
    assert play.open_case.routes["money-mail"].withdrawn
    again = play.do(c.SetFact(fact="refund_amount", value="501 USD"), NOON + 2 * MINUTE)
    assert "trigger_matched" in again
    assert not play.open_case.routes["money-mail"].withdrawn


def test_a_trigger_that_a_person_confirmed_does_not_fall_with_a_fact() -> None:
    play = played("refund", c.ConfirmTrigger(trigger="refund-limit"))
    assert play.do(c.SetFact(fact="refund_amount", value="20 USD"), NOON + 5 * MINUTE) == ["fact_set"]
    assert play.open_case.triggers["refund-limit"].state == "confirmed"


def test_a_conditional_notice_goes_out_once_its_fact_is_known() -> None:
    play = opened("outage")
    assert [one.route for one in play.open_case.assessment.conditional] == ["operations-mail"]  # type: ignore[union-attr]
    events = play.do(c.SetFact(fact="not_posted", value=True), NOON + MINUTE)
    assert events == ["fact_set", "reassessed", "route_told"]
    assert play.open_case.routes["operations-mail"].to == "operations"
    assert "route_withdrawn" in play.do(c.SetFact(fact="not_posted", value=False), NOON + 2 * MINUTE)


def test_the_policy_names_a_level_that_changed_by_itself() -> None:
    play = played("leak", c.CorrectTrigger(trigger="leak", becomes="bug"))
    level = play.last("level_set").event
    assert isinstance(level, LevelSet)
    assert (level.level, level.by_person) == ("high", False)


def test_assigning_to_a_role_leaves_the_case_without_a_person() -> None:
    play = played("bug", ACK)
    assert play.open_case.owner_is_person
    play.do(c.Assign(to="success"), NOON + 5 * MINUTE)
    assert (play.open_case.owner, play.open_case.owner_is_person) == ("success", False)


def test_events_name_words_and_never_hold_them() -> None:
    play = played("bug", NOTE, SEND, c.RecordReply(text="Grateful."), c.SetFact(fact="feature", value="searchbox"))
    play.do(RESOLVE, NOON + 20 * MINUTE)
    said = repr([one.event for one in play.events])
    for words in ("We are on it", "Look at the log", "Grateful", "searchbox", "Done."):
        assert words not in said


def test_a_person_who_waited_is_no_longer_waiting_once_answered() -> None:
    play = opened("bug")
    assert play.open_case.customer_waits_since == NOON
    play.do(SEND, NOON + MINUTE)
    assert play.open_case.customer_waits_since is None
    play.do(c.RecordReply(automatic=True), NOON + 2 * MINUTE)
    assert play.open_case.customer_waits_since is None
    play.do(c.RecordReply(), NOON + 3 * MINUTE)
    assert play.open_case.customer_waits_since == NOON + 3 * MINUTE


def test_the_stages_follow_what_was_done() -> None:
    play = opened("bug")
    stages = [play.open_case.stage]
    commands: tuple[c.AnyCommand, ...] = (ACK, RESOLVE, REOPEN, RESOLVE, CLOSE)
    for number, command in enumerate(commands, 1):
        play.do(command, NOON + number * MINUTE)
        stages.append(play.open_case.stage)
    assert stages == ["acknowledge", "investigate", "follow_up", "investigate", "follow_up", "closed"]


def test_the_fallback_role_is_part_of_the_history() -> None:
    event = opened("bug", at("03-05 09:00")).events[1].event
    assert isinstance(event, CaseOpened)
    assert event.fallback_role == "success"


def test_a_team_that_was_told_is_not_told_again_by_another_route() -> None:
    play = opened("leak")
    events = play.do(c.ConfirmTrigger(trigger="rumour"), NOON + MINUTE)
    assert "trigger_confirmed" in events
    assert not {"route_told", "route_withdrawn"} & set(events)
    assert [(one.route, one.withdrawn) for one in play.open_case.routes.values()] == [("security-mail", False)]


def test_a_notice_stands_while_another_route_tells_the_same_team_and_falls_with_the_last() -> None:
    play = played("bug", c.ConfirmTrigger(trigger="rumour"))
    play.signal("leak", NOON + 2 * MINUTE)
    events = play.do(c.CorrectTrigger(trigger="rumour", becomes="none"), NOON + 3 * MINUTE)
    assert not {"route_told", "route_withdrawn"} & set(events)
    assert "route_withdrawn" in play.do(c.CorrectTrigger(trigger="leak", becomes="none"), NOON + 4 * MINUTE)
    assert play.open_case.routes["rumour-mail"].withdrawn


def test_a_further_signal_tells_no_team_twice() -> None:
    play = played("bug", c.ConfirmTrigger(trigger="rumour"), c.CorrectTrigger(trigger="rumour", becomes="leak"))
    assert [one.route for one in play.open_case.routes.values()] == ["technical-chat", "rumour-mail"]
    assert "route_told" not in play.signal("leak", NOON + 9 * MINUTE, alone=True)


def test_q06_a_person_brings_a_team_in_at_night_and_duty_hears_of_it() -> None:
    day, night = opened("wish"), opened("wish", at("03-05 23:00"))
    night.do(c.ConfirmTrigger(trigger="refund-limit"), at("03-06 10:00"))
    day.do(c.ConfirmTrigger(trigger="refund-limit"), at("03-05 23:00"))
    assert day.open_case.routes["money-mail"].cc == ("duty",)
    assert night.open_case.routes["money-mail"].cc == ()


def test_copies_that_follow_from_the_policy_stay_whoever_is_on_duty() -> None:
    play = Play()
    play.signal("refund", at("03-05 23:00"), noticed=at("03-06 10:00"))
    play.do(c.ConfirmTrigger(trigger="leak"), at("03-06 10:01"))
    assert play.open_case.routes["security-mail"].cc == ("lead",)


def test_words_to_the_customers_side_meet_the_first_response_too() -> None:
    play = opened("bug")
    events = play.do(c.Send(channel="email", to="ann@acme.example", text="We are on it."), NOON + MINUTE)
    assert events == ["message_sent", "clock_met"]
