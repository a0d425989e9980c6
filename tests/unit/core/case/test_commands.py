"""Every command with what it adds, what it refuses, and when it changes nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.events import CaseOpened, ClockMissed, LevelSet, Reassessed
from stepladder.core.case.life import Refused
from tests.unit.core.case.play import CLOSE, NOON, Play, at, opened

MINUTE = timedelta(minutes=1)
ACK, RESOLVE, REOPEN = c.Acknowledge(), c.Resolve(text="Done."), c.Reopen(because="It is back.")
SEND, NOTE = c.Send(channel="email", text="We are on it."), c.Note(text="Look at the log.")


def played(words: str, *commands: c.AnyCommand) -> Play:
    play = opened(words)
    for number, command in enumerate(commands, 1):
        play.do(command, NOON + number * MINUTE)
    return play


ADDS: dict[str, tuple[str, tuple[c.AnyCommand, ...], c.AnyCommand, list[str]]] = {
    # claim: (words, before, command, events)
    "acknowledging takes the case": ("wish", (), ACK, ["acknowledged", "owner_changed"]),
    "acknowledging meets what a team promised": ("leak", (), ACK, ["acknowledged", "owner_changed", "clock_met"]),
    "a second click is no mistake": ("leak", (ACK,), ACK, []),
    "the owner by assignment still has to acknowledge": ("wish", (c.Assign(to="lee"),), ACK, ["acknowledged"]),
    "assigning changes the owner": ("bug", (), c.Assign(to="kim"), ["owner_changed"]),
    "assigning to the owner changes nothing": ("bug", (c.Assign(to="kim"),), c.Assign(to="kim"), []),
    "a resolved case can change hands": ("bug", (RESOLVE,), c.Assign(to="kim"), ["owner_changed"]),
    "confirming changes the trigger alone": ("leak", (), c.ConfirmTrigger(trigger="leak"), ["trigger_confirmed"]),
    "confirming twice changes nothing": (
        "leak",
        (c.ConfirmTrigger(trigger="leak"),),
        c.ConfirmTrigger(trigger="leak"),
        [],
    ),
    "confirming what nobody read makes it count": (
        "wish",
        (),
        c.ConfirmTrigger(trigger="leak"),
        ["trigger_confirmed", "reassessed", "level_set", "clock_started", "clock_started", "clock_moved", "route_told"],
    ),
    "correcting to none withdraws and cancels": (
        "leak",
        (),
        c.CorrectTrigger(trigger="leak", becomes="none"),
        ["trigger_corrected", "reassessed", "route_withdrawn"],
    ),
    "correcting to another moves the clocks and tells the right people": (
        "leak",
        (),
        c.CorrectTrigger(trigger="leak", becomes="bug", because="It was their own."),
        [
            "trigger_corrected",
            "reassessed",
            "level_set",
            "route_withdrawn",
            "clock_started",
            "clock_moved",
            "clock_moved",
            "route_told",
        ],
    ),
    "the same correction again changes nothing": (
        "leak",
        (c.CorrectTrigger(trigger="leak", becomes="bug"),),
        c.CorrectTrigger(trigger="leak", becomes="bug"),
        [],
    ),
    "a fact without a consequence is only set": (
        "bug",
        (),
        c.SetFact(fact="refund_amount", value="20 USD"),
        ["fact_set"],
    ),
    "a fact that shows a trigger brings all that follows": (
        "bug",
        (),
        c.SetFact(fact="refund_amount", value="500.01 USD"),
        [
            "fact_set",
            "trigger_matched",
            "reassessed",
            "level_set",
            "clock_moved",
            "clock_moved",
            "route_told",
        ],
    ),
    "the same value again changes nothing": (
        "bug",
        (c.SetFact(fact="refund_amount", value="20 USD"),),
        c.SetFact(fact="signal.refund_amount", value="20 USD"),
        [],
    ),
    "a fact of type text is words": ("bug", (), c.SetFact(fact="feature", value="search"), ["fact_set"]),
    "a level moves the clocks": (
        "bug",
        (),
        c.SetLevel(scale="priority", level="critical", because="They lose money."),
        ["level_set", "reassessed", "clock_moved", "clock_moved", "clock_moved"],
    ),
    "the level it has is a person's from now on": (
        "bug",
        (),
        c.SetLevel(scale="priority", level="high", because="As read."),
        ["level_set"],
    ),
    "the same level again changes nothing": (
        "bug",
        (c.SetLevel(scale="priority", level="high", because="As read."),),
        c.SetLevel(scale="priority", level="high", because="As read."),
        [],
    ),
    "t40 a note is no first response": ("bug", (), NOTE, ["note_added"]),
    "t03 the first message meets the first response": ("bug", (), SEND, ["message_sent", "clock_met"]),
    "t03 the second message has nothing to meet": ("bug", (SEND,), SEND, ["message_sent"]),
    "one can write after the end": ("bug", (RESOLVE,), SEND, ["message_sent"]),
    "a reply is recorded": ("bug", (), c.RecordReply(text="Well?"), ["customer_replied"]),
    "a late reply is recorded and opens nothing": ("bug", (RESOLVE,), c.RecordReply(), ["customer_replied"]),
    "t30 resolving stops every clock though the customer spoke last": (
        "leak",
        (c.RecordReply(text="thanks!"),),
        RESOLVE,
        ["resolved", "clock_met", "clock_met", "clock_met"],
    ),
    "reopening resumes the resolution": ("bug", (RESOLVE,), REOPEN, ["reopened", "clock_resumed"]),
    "closing follows resolving": ("bug", (RESOLVE,), CLOSE, ["closed"]),
    "a closed case hears which one goes on": ("bug", (RESOLVE, CLOSE), c.Link(case="c2"), ["linked"]),
    "a link is made once": ("bug", (RESOLVE, CLOSE, c.Link(case="c2")), c.Link(case="c2"), []),
    "a failure is reported once": (
        "bug",
        (c.ReportFailure(delivery="d", to="technical", channel="chat", reason="no address"),),
        c.ReportFailure(delivery="d", to="technical", channel="chat", reason="no address"),
        [],
    ),
    "a closed case takes a failure": (
        "bug",
        (RESOLVE, CLOSE),
        c.ReportFailure(delivery="d", to="technical", channel="chat", reason="no address"),
        ["delivery_failed"],
    ),
}


@pytest.mark.parametrize(("words", "before", "command", "events"), ADDS.values(), ids=ADDS)
def test_a_command_adds(
    words: str, before: tuple[c.AnyCommand, ...], command: c.AnyCommand, events: list[str]
) -> None:
    play = played(words, *before)
    assert play.do(command, NOON + 9 * MINUTE) == events


REFUSES: dict[str, tuple[tuple[c.AnyCommand, ...], c.AnyCommand, str | None]] = {
    # claim: (before, command, what opens the way)
    "resolve what is resolved": ((RESOLVE,), RESOLVE, "reopen"),
    "acknowledge what is resolved": ((RESOLVE,), ACK, "reopen"),
    "set a level on what is resolved": ((RESOLVE,), c.SetLevel(scale="priority", level="high", because="b"), "reopen"),
    "set a fact on what is resolved": ((RESOLVE,), c.SetFact(fact="refund_amount", value="9 USD"), "reopen"),
    "correct on what is resolved": ((RESOLVE,), c.CorrectTrigger(trigger="bug", becomes="none"), "reopen"),
    "make a new trigger count on what is resolved": ((RESOLVE,), c.ConfirmTrigger(trigger="leak"), "reopen"),
    "reopen what was never resolved": ((), REOPEN, None),
    "close what is not resolved": ((), CLOSE, "resolve"),
    "a trigger the pack does not have": ((), c.ConfirmTrigger(trigger="laek"), None),
    "correct a trigger the case does not have": ((), c.CorrectTrigger(trigger="leak", becomes="none"), None),
    "correct to a trigger the pack does not have": ((), c.CorrectTrigger(trigger="bug", becomes="laek"), None),
    "correct a trigger to itself": ((), c.CorrectTrigger(trigger="bug", becomes="bug"), "confirm_trigger"),
    "a level that is not on the scale": ((), c.SetLevel(scale="priority", level="urgent", because="b"), None),
    "a scale the pack does not have": ((), c.SetLevel(scale="severity", level="high", because="b"), None),
    "a fact the pack does not have": ((), c.SetFact(fact="refund", value="9 USD"), None),
    "a fact of another type": ((), c.SetFact(fact="refund_amount", value="much"), None),
    "nobody as owner": ((), c.Assign(to="  "), None),
    "a message without words": ((), c.Send(channel="email", text=" \n"), None),
    "a note without words": ((), c.Note(text=""), None),
    "a link to itself": ((), c.Link(case="c1"), None),
    "a relation that does not exist": ((), c.Link(case="c2", relation="eats"), None),
}


@pytest.mark.parametrize(("before", "command", "opens_with"), REFUSES.values(), ids=REFUSES)
def test_a_case_refuses(before: tuple[c.AnyCommand, ...], command: c.AnyCommand, opens_with: str | None) -> None:
    play = played("bug", *before)
    count = len(play.events)
    with pytest.raises(Refused) as refused:
        play.do(command, NOON + 9 * MINUTE)
    assert refused.value.opens_with == opens_with
    assert "c1" in refused.value.where
    assert refused.value.mend
    assert len(play.events) == count


@pytest.mark.parametrize(
    "command",
    [
        ACK, c.Assign(to="kim"), c.ConfirmTrigger(trigger="bug"), c.CorrectTrigger(trigger="bug", becomes="none"),
        c.SetFact(fact="refund_amount", value="9 USD"), c.SetLevel(scale="priority", level="high", because="b"), NOTE,
        SEND, c.RecordReply(), RESOLVE, REOPEN, CLOSE,
    ],
    ids=lambda command: str(command.__struct_config__.tag),
)  # fmt: skip
def test_t08_a_closed_case_refuses_every_command_of_a_person(command: c.AnyCommand) -> None:
    play = played("bug", RESOLVE, CLOSE)
    with pytest.raises(Refused, match="closed"):
        play.do(command, NOON + 9 * MINUTE)


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
    for number, command in enumerate((ACK, RESOLVE, REOPEN, RESOLVE, CLOSE), 1):
        play.do(command, NOON + number * MINUTE)
        stages.append(play.open_case.stage)
    assert stages == ["acknowledge", "investigate", "follow_up", "investigate", "follow_up", "closed"]


def test_the_fallback_role_is_part_of_the_history() -> None:
    event = opened("bug", at("03-05 09:00")).events[1].event
    assert isinstance(event, CaseOpened)
    assert event.fallback_role == "success"
