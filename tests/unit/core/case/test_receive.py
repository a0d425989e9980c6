"""A signal opens a case, joins one, or is no matter for one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.events import CaseOpened, ClockStarted, CustomerReplied, SignalJoined, TriggerMatched
from stepladder.core.case.life import Refused, knowledge_of
from tests.unit.core.case.play import CLOSE, NOON, Play, at, opened

MINUTE = timedelta(minutes=1)


def test_a_signal_that_binds_opens_a_case_in_the_order_of_the_contract() -> None:
    play = Play()
    assert play.signal("leak") == [
        "signal_received",
        "case_opened",
        "trigger_matched",
        "level_set",
        "clock_started",
        "clock_started",
        "clock_started",
        "route_told",
    ]
    assert {one.by for one in play.events[1:]} == {"policy"}
    assert play.events[0].by == "mail"


def test_events_belong_to_the_instant_of_the_signal_and_are_noticed_now() -> None:
    play = Play()
    play.signal("leak", NOON, noticed=NOON + 3 * MINUTE)
    assert {(one.at, one.noticed_at) for one in play.events} == {(NOON, NOON + 3 * MINUTE)}
    assert play.events[0].late


OPENS = {  # claim: (words, owner, routes told)
    "the first due route holds the case": ("leak", "security", ["security-mail"]),
    "without a due route the fallback role does": ("wish", "success", []),
}


@pytest.mark.parametrize(("words", "owner", "routes"), OPENS.values(), ids=OPENS)
def test_every_case_has_an_owner_from_its_first_event(words: str, owner: str, routes: list[str]) -> None:
    case = opened(words).open_case
    assert (case.owner, case.owner_is_person, list(case.routes)) == (owner, False, routes)
    assert case.participants


def test_words_that_match_nothing_open_nothing() -> None:
    play = Play()
    assert play.signal("thanks") == []
    assert play.case is None


def test_a_suggestion_alone_opens_nothing() -> None:
    assert Play().signal("rumour") == []


def test_the_case_keeps_where_the_words_stand_and_no_word() -> None:
    play = opened("leak")
    matched = play.last("trigger_matched").event
    assert isinstance(matched, TriggerMatched)
    assert [(seen.signal, seen.field, seen.start, seen.end) for seen in matched.evidence] == [("c1-s1", "text", 26, 41)]
    assert b"invoices" not in b"".join(repr(one).encode() for one in play.events)


def test_facts_that_words_showed_are_kept_so_that_the_policy_can_be_asked_again() -> None:
    play = opened("refund")
    assert play.open_case.facts_read == {"signal.refund_amount": "512.40 USD"}
    play.do(c.SetLevel(scale="priority", level="high", because="They can wait."), NOON + MINUTE)
    assert not any(question.fact == "signal.refund_amount" for question in play.open_case.assessment.questions)  # type: ignore[union-attr]
    assert [field.id for field in play.open_case.assessment.fields if not field.known] == []  # type: ignore[union-attr]


def test_what_only_words_had_shown_stays_known_when_asked_without_them() -> None:
    play = opened("leak")
    play.do(c.SetLevel(scale="priority", level="high", because="It was a test account."), NOON + MINUTE)
    assert [(field.id, field.known) for field in play.open_case.assessment.fields] == [("history", True)]  # type: ignore[union-attr]


def test_a_signal_joins_and_a_customers_is_a_reply() -> None:
    play = opened("bug")
    assert play.signal("thanks", NOON + MINUTE) == ["signal_received", "signal_joined", "customer_replied"]
    reply = play.last("customer_replied").event
    assert isinstance(reply, CustomerReplied)
    assert (reply.text, reply.automatic) == ("c1-s2/text", False)


@pytest.mark.parametrize("sender", ["agent", "system"])
def test_a_signal_of_ours_is_no_reply_of_the_customer(sender: str) -> None:
    assert opened("bug").signal("thanks", NOON + MINUTE, sender=sender) == ["signal_received", "signal_joined"]


def test_a_signal_that_is_part_of_the_case_already_adds_nothing() -> None:
    play = opened("bug")
    assert play.signal("leak", NOON + MINUTE, id_="c1-s1") == []


def test_a_graver_signal_raises_the_case_and_tells_only_who_does_not_know() -> None:
    play = opened("bug")
    assert play.signal("leak", NOON + 50 * MINUTE) == [
        "signal_received",
        "signal_joined",
        "customer_replied",
        "trigger_matched",
        "level_set",
        "clock_started",
        "clock_moved",
        "clock_moved",
        "route_told",
    ]
    case = play.open_case
    assert case.levels == {"priority": "critical"}
    assert case.urgency == 3
    assert list(case.routes) == ["technical-chat", "security-mail"]
    assert case.clocks["first_response"].due_at == NOON + 80 * MINUTE
    started = play.last("clock_started").event
    assert isinstance(started, ClockStarted)
    assert (started.slot, started.started_at) == ("team_response:security", NOON + 50 * MINUTE)


def test_a_lesser_signal_lowers_nothing() -> None:
    play = opened("leak")
    before = dict(play.open_case.clocks)
    events = play.signal("wish", NOON + MINUTE)
    assert "clock_moved" not in events
    assert "level_set" not in events
    assert play.open_case.levels == {"priority": "critical"}
    assert play.open_case.assessment.categories == ("security", "product")  # type: ignore[union-attr]
    assert {slot: play.open_case.clocks[slot] for slot in before} == before


def test_an_answer_about_the_words_alone_lowers_nothing_either() -> None:
    play = opened("leak")
    clock = play.open_case.clocks["first_response"]
    assert "clock_moved" not in play.signal("wish", NOON + MINUTE, alone=True)
    assert play.open_case.clocks["first_response"] == clock
    assert play.open_case.urgency == 3
    assert play.open_case.assessment.escalate == "now"  # type: ignore[union-attr]


def test_an_answer_about_the_words_alone_passes_over_no_person() -> None:
    play = opened("bug")
    play.do(c.SetLevel(scale="priority", level="standard", because="They can wait."), NOON + MINUTE)
    play.do(c.CorrectTrigger(trigger="bug", becomes="wish"), NOON + 2 * MINUTE)
    events = play.signal("bug", NOON + 3 * MINUTE, alone=True)
    assert "trigger_matched" not in events
    assert "level_set" not in events
    assert play.open_case.triggers["bug"].state == "corrected"
    assert play.open_case.levels == {"priority": "standard"}


def test_the_policy_is_asked_with_all_the_case_knows() -> None:
    play = opened("refund")
    play.signal("wish", NOON + MINUTE)
    play.do(c.SetLevel(scale="priority", level="high", because="They can wait."), NOON + 2 * MINUTE)
    play.do(c.CorrectTrigger(trigger="wish", becomes="none"), NOON + 3 * MINUTE)
    play.do(c.SetFact(fact="feature", value="search"), NOON + 4 * MINUTE)
    knowledge = knowledge_of(play.open_case)
    assert knowledge.levels == {"priority": "high"}
    assert [(one.trigger, one.state, one.reader) for one in knowledge.triggers] == [
        ("refund-limit", "provisional", "phrases")
    ]
    assert knowledge.not_triggers == ("wish",)
    assert knowledge.facts == {"signal.refund_amount": "512.40 USD"}
    assert list(knowledge.fact_texts) == ["signal.feature"]
    play.do(c.SetFact(fact="refund_amount", value="600 USD"), NOON + 5 * MINUTE)
    assert knowledge_of(play.open_case).facts == {"signal.refund_amount": "600 USD"}


def test_a_level_set_by_a_person_stands_when_a_further_signal_joins() -> None:
    play = opened("bug")
    play.do(c.SetLevel(scale="priority", level="standard", because="They can wait."), NOON + MINUTE)
    play.signal("leak", NOON + 2 * MINUTE)
    assert play.open_case.levels == {"priority": "standard"}


def test_a_suggestion_on_an_open_case_is_shown_and_changes_nothing() -> None:
    play = opened("bug")
    events = play.signal("rumour", NOON + MINUTE)
    assert events == ["signal_received", "signal_joined", "customer_replied", "trigger_matched"]
    assert play.open_case.triggers["rumour"].state == "suggested"
    assert play.open_case.levels == {"priority": "high"}


def test_what_a_person_ruled_out_is_not_read_again() -> None:
    play = opened("bug")
    play.signal("leak", NOON + MINUTE)
    play.do(c.CorrectTrigger(trigger="leak", becomes="none"), NOON + 2 * MINUTE)
    play.signal("leak", NOON + 3 * MINUTE)
    assert play.open_case.triggers["leak"].state == "corrected"
    assert play.open_case.routes["security-mail"].withdrawn


@pytest.mark.parametrize("words", ["leak", "thanks"])
def test_t12_an_automatic_signal_opens_nothing(words: str) -> None:
    play = Play()
    assert play.signal(words, sender="automatic") == []


@pytest.mark.parametrize("resolved", [False, True], ids=["open", "resolved"])
def test_t12_an_automatic_signal_starts_stops_and_reopens_nothing(resolved: bool) -> None:
    play = opened("bug")
    if resolved:
        play.do(c.Resolve(text="Done."), NOON + MINUTE)
    before = (dict(play.open_case.clocks), play.open_case.stage, list(play.open_case.routes), play.open_case.levels)
    waits = play.open_case.customer_waits_since
    events = play.signal("leak", NOON + 5 * MINUTE, sender="automatic")
    assert events == ["signal_received", "signal_joined", "customer_replied"]
    reply = play.last("customer_replied").event
    assert isinstance(reply, CustomerReplied)
    assert reply.automatic
    after = (dict(play.open_case.clocks), play.open_case.stage, list(play.open_case.routes), play.open_case.levels)
    assert (after, play.open_case.customer_waits_since) == (before, waits)


def test_t08_a_closed_case_takes_no_signal() -> None:
    play = opened("bug")
    play.do(c.Resolve(text="Done."), NOON + MINUTE)
    play.do(CLOSE, NOON + 2 * MINUTE)
    with pytest.raises(Refused, match="closed"):
        play.signal("leak", NOON + 3 * MINUTE)


def test_a_new_case_names_the_closed_one_it_continues() -> None:
    play = Play("c2")
    play.signal("bug", continues="c1")
    event = play.events[1].event
    assert isinstance(event, CaseOpened)
    assert (event.continues, play.open_case.continues) == ("c1", "c1")


def test_t30_thanks_after_the_end_starts_nothing() -> None:
    play = opened("bug")
    play.do(c.Resolve(text="Done."), NOON + MINUTE)
    assert play.signal("thanks", NOON + 2 * MINUTE) == ["signal_received", "signal_joined", "customer_replied"]
    assert play.open_case.stage == "follow_up"
    assert not any(clock.waits for clock in play.open_case.clocks.values())


def test_a_new_matter_after_the_end_opens_the_case_again() -> None:
    play = opened("bug")
    play.do(c.Resolve(text="Done."), NOON + MINUTE)
    events = play.signal("leak", NOON + 10 * MINUTE)
    assert events.index("reopened") < events.index("clock_resumed") < events.index("route_told")
    case = play.open_case
    assert case.resolved_at is None
    assert "security-mail" in case.routes
    assert case.clocks["team_response:security"].state == "running"


@pytest.mark.parametrize("words", ["leak", "refund"], ids=["by a phrase", "by a fact read from words"])
def test_the_same_complaint_after_the_end_opens_the_case_again(words: str) -> None:
    play = opened(words)
    play.do(c.Resolve(text="Done."), NOON + MINUTE)
    events = play.signal(words, NOON + 10 * MINUTE)
    assert events == ["signal_received", "signal_joined", "customer_replied", "reopened", "clock_resumed"]
    assert play.open_case.resolved_at is None
    assert play.open_case.clocks["resolution"].state == "running"


def test_a_known_trigger_that_a_person_ticks_on_a_further_signal_opens_the_case_again() -> None:
    play = opened("leak")
    play.do(c.Resolve(text="Done."), NOON + MINUTE)
    assert "reopened" in play.signal("thanks", NOON + 10 * MINUTE, sender="agent", ticked=("leak",))


def test_a_suggestion_that_a_person_confirmed_counts_when_it_is_repeated() -> None:
    play = opened("bug")
    play.do(c.ConfirmTrigger(trigger="rumour"), NOON + MINUTE)
    play.do(c.Resolve(text="Done."), NOON + 2 * MINUTE)
    assert "reopened" in play.signal("rumour", NOON + 10 * MINUTE)


@pytest.mark.parametrize("alone", [False, True], ids=["asked about the case", "asked about the words"])
def test_what_was_ruled_out_opens_no_resolved_case_again(alone: bool) -> None:
    play = opened("leak")
    play.do(c.CorrectTrigger(trigger="leak", becomes="bug"), NOON + MINUTE)
    play.do(c.Resolve(text="Done."), NOON + 2 * MINUTE)
    assert "reopened" not in play.signal("leak", NOON + 10 * MINUTE, alone=alone)


NOTHING_SHOWN = {  # claim: (words at the opening, words after the end)
    "t30 thanks, though the case holds a read trigger": ("leak", "thanks"),
    "t30 thanks, though the case holds a fact that shows one": ("refund", "thanks"),
    "a suggestion nobody confirmed": ("bug", "rumour"),
    "an amount too small to count": ("refund", "small refund"),
}


@pytest.mark.parametrize(("words", "after"), NOTHING_SHOWN.values(), ids=NOTHING_SHOWN)
def test_a_signal_that_itself_shows_nothing_that_counts_opens_nothing_again(words: str, after: str) -> None:
    play = opened(words)
    play.do(c.Resolve(text="Done."), NOON + MINUTE)
    assert "reopened" not in play.signal(after, NOON + 10 * MINUTE)
    assert play.open_case.stage == "follow_up"


def test_a_late_signal_that_opens_a_case_is_already_overdue_and_says_so_once() -> None:
    play = Play()
    play.signal("leak", NOON, noticed=NOON + 45 * MINUTE)
    assert [mark for mark in play.tick(NOON + 45 * MINUTE) if mark == "clock_at_risk"] == []
    assert play.tick(NOON + 46 * MINUTE) == []
    assert {one.state for one in play.open_case.clocks.values()} == {"missed", "running"}


def test_joining_first_tells_what_fell_due_before() -> None:
    play = opened("leak", at("03-05 12:00"))
    events = play.signal("thanks", at("03-05 12:40"))
    assert events[:4] == ["clock_at_risk", "clock_at_risk", "clock_at_risk", "clock_at_risk"]
    assert events[4:6] == ["clock_missed", "clock_missed"]
    assert events[6:] == ["signal_received", "signal_joined", "customer_replied"]


def test_an_assessment_is_stored_on_a_joined_signal_only_where_it_changed() -> None:
    play = opened("bug")
    play.signal("thanks", NOON + MINUTE)
    joined = play.last("signal_joined").event
    assert isinstance(joined, SignalJoined)
    assert joined.assessment is None
    assert joined.facts == {}


def test_q06_who_is_on_duty_is_judged_when_the_notice_goes() -> None:
    by_day, by_night = Play(), Play()
    by_day.signal("refund", at("03-05 03:00"), noticed=at("03-05 10:00"))
    by_night.signal("refund", at("03-05 12:00"), noticed=at("03-05 22:00"))
    assert by_day.open_case.routes["money-mail"].cc == ()
    assert by_night.open_case.routes["money-mail"].cc == ("duty",)
