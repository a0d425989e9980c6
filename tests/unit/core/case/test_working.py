"""Steps, follow-ups and records: done with what shows it, left out for a reason, overdue once."""

from __future__ import annotations

from datetime import datetime

import msgspec
import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import work_commands as w
from stepladder.core.triage.loading import load
from tests.unit.core.case.play import NOON, name_of
from tests.unit.core.case.work import DAY, HOUR, MINUTE, WORK, Work, refusal, worked

AT = NOON + 10 * MINUTE


def said(text: str = "It was us.") -> w.Evidence:
    return w.Evidence(type="field", text=text)


CAUSE = w.CompleteStep(step="cause", outcome="theirs", evidence=said())


def test_a_step_that_was_done_is_never_overdue() -> None:
    play = Work("bug")
    play.do(CAUSE, AT)
    play.do(w.LogAttempt(what="search", result="nothing"), AT + MINUTE)  # The policy is asked again.
    play.wake_until(NOON + 2 * DAY)
    assert play.count("step_overdue") == 0
    assert play.states("step") == {"cause": "done"}


def test_a_step_that_nobody_asks_for_any_more_is_not_overdue() -> None:
    play = Work("bug")
    play.do(w.CompleteStep(step="cause", outcome="ours", evidence=said()), AT)
    assert play.states("step") == {"cause": "done", "sorry": "open"}
    play.do(c.SetFact(fact="case.cause", value="theirs"), AT + MINUTE)
    assert play.states("step") == {"cause": "done"}
    play.wake_until(NOON + DAY)
    assert play.count("step_overdue") == 0


REFUSES: dict[str, tuple[str, w.CompleteStep, str, str | None]] = {
    # claim: (words, command, refusal, opened with)
    "a call that nobody made": ("leave", w.CompleteStep(step="call"), "done by telephone", "log_call"),
    "a field without words": ("bug", w.CompleteStep(step="cause", outcome="ours"), "shown by a field", None),
    "an answer that the fact does not have": (
        "bug", w.CompleteStep(step="cause", outcome="the moon", evidence=said()), "none of the choices", None),
    "a step behind a closed gate": ("reset", w.CompleteStep(step="change"), "the gate proved is closed", "add_factor"),
    "a step that is not asked for": ("bug", w.CompleteStep(step="wipe"), "no step of this case is called 'wipe'", None),
    "no step at all": ("bug", w.CompleteStep(step=""), "no step of this case is called ''", None),
}  # fmt: skip


@pytest.mark.parametrize(("words", "command", "what", "opens_with"), REFUSES.values(), ids=REFUSES)
def test_what_is_not_done_yet(words: str, command: w.CompleteStep, what: str, opens_with: str | None) -> None:
    fault = refusal(Work(words), command, AT)
    assert what in fault.what
    assert fault.opens_with == opens_with


def test_a_call_that_was_made_and_logged_is_done() -> None:
    play, done = Work("leave"), w.CompleteStep(step="call", evidence=w.Evidence(type="attempt"))
    play.do(c.LogCall(with_="max", outcome="reached"), AT)
    assert refusal(play, done, AT).opens_with == "log_call"
    play.do(c.LogCall(with_="customer", outcome="reached"), AT + MINUTE)
    # The call itself shows that the customer was called.
    assert play.do(done, AT + MINUTE) == ["step_completed"]


def test_the_answer_to_a_step_becomes_the_fact_and_brings_what_follows() -> None:
    play = Work("bug")
    events = play.do(w.CompleteStep(step="cause", outcome="ours", evidence=said()), AT)
    assert events == ["step_completed", "fact_set", "reassessed"]
    assert (play.case.facts["case.cause"], play.case.due["sorry"].due_at) == ("ours", AT + HOUR)


def test_an_answer_in_words_stands_in_a_row_that_erasure_reaches_and_in_no_event() -> None:
    play = Work("reset")
    words = "Twice, from DE00 1234."
    assert play.do(w.CompleteStep(step="story", outcome=words), AT)[:2] == ["step_completed", "fact_set"]
    assert play.texts[play.case.fact_texts["signal.tried"]] == words
    assert words not in msgspec.json.encode([one.event for one in play.events]).decode()
    assert play.states("step")["story"] == "done"


def test_a_step_is_overdue_from_the_second_after_its_time_on_and_once() -> None:
    play = Work("bug")
    play.let_pass(NOON + 6 * HOUR)
    assert play.count("step_overdue") == 0
    play.wake_until(NOON + DAY)
    overdue = play.last("step_overdue")
    assert (overdue.at, play.count("step_overdue")) == (NOON + 6 * HOUR, 1)
    assert play.states("step") == {"cause": "overdue"}
    assert "step_completed" in play.do(CAUSE, NOON + DAY)
    assert play.states("step") == {"cause": "done"}


@pytest.mark.parametrize("late", [0, 6])
def test_what_a_passage_of_time_brings_counts_from_then_however_late_that_is_noticed(late: int) -> None:
    step = """
steps:
  - {id: chase, for: {category: technical}, does: Chase., stage: resolve, order: 9, within: 4h,
     when: "elapsed(case.opened_at) >= duration('24h')", because: Nobody is forgotten., source: [CP-073]}"""
    text = WORK.read_text(encoding="utf-8").replace("\nsteps:", step, 1)
    play = Work("bug", policy=load("work", {"pack.yaml": text}))
    play.let_pass(NOON + 20 * HOUR)
    play.let_pass(NOON + (24 + late) * HOUR)
    assert play.case.due["chase"].due_at == NOON + 28 * HOUR
    asked = next(one for one in reversed(play.events) if name_of(one) == "reassessed")
    assert (asked.at, asked.late) == (NOON + DAY, late > 0)
    assert play.count("step_overdue") == (2 if late else 1)


def test_nothing_is_done_twice() -> None:
    play = Work("bug")
    play.do(CAUSE, AT)
    assert play.do(CAUSE, AT + MINUTE) == []
    assert play.do(w.SkipStep(step="cause", because="Known."), AT + MINUTE) == []


def test_what_is_left_out_says_why_and_counts_as_settled() -> None:
    play = Work("bug")
    assert refusal(play, w.SkipStep(step="cause", because=" "), AT).what == "`because` is empty"
    assert play.do(w.SkipStep(step="cause", because="Known."), AT) == ["step_skipped"]
    assert play.states("step") == {"cause": "waived"}
    play.wake_until(NOON + DAY)
    assert play.count("step_overdue") == 0


CLOSE = c.Close(outcome=c.Outcome(resolved_by_team=True))


@pytest.mark.parametrize(
    "settled",
    [w.CompleteStep(step="lesson"), w.SkipStep(step="lesson", because="Nothing new.")],
    ids=["written", "left out"],
)
def test_a_record_stands_before_the_close(settled: c.PersonCommand) -> None:
    play = worked("bug", ("leo", w.WaiveGate(gate="tried", because="Known.")), ("lee", c.Resolve(text="Done.")))
    fault = refusal(play, CLOSE, AT)
    assert (fault.what, fault.source, fault.opens_with) == (
        "lesson is to be written down before it is closed", ("CP-061",), "complete_step",
    )  # fmt: skip
    play.do(settled, AT)
    assert "closed" in play.do(CLOSE, AT + MINUTE)


CONFIRM = c.Send(channel="email", text="As we said on the phone: you decide by Friday.")


def called(when: datetime = AT) -> Work:
    play = Work("leave")
    play.do(c.LogCall(with_="customer", outcome="reached", text="They think about it."), when)
    return play


def test_a_message_completes_a_follow_up_that_names_it_as_evidence() -> None:
    play = called()
    assert play.do(CONFIRM, AT + HOUR) == ["message_sent", "step_completed"]
    done = play.case.done["confirm"]
    assert (done.state, done.by, play.states("follow_up")["confirm"]) == ("done", "lee", "done")
    assert "step_completed" not in play.do(CONFIRM, AT + 2 * HOUR)
    play.wake_until(AT + 5 * HOUR)
    assert play.count("follow_up_due") == 0


@pytest.mark.parametrize(
    "sent", [c.Send(channel="chat", text=CONFIRM.text), c.Send(channel="email", to="success", text=CONFIRM.text)]
)
def test_a_message_by_another_channel_or_to_our_own_people_completes_nothing(sent: c.Send) -> None:
    play = called()
    assert "step_completed" not in play.do(sent, AT + HOUR)
    assert play.states("follow_up")["confirm"] == "open"


def test_a_message_before_the_call_does_not_confirm_it_and_one_may_still_be_named_by_hand() -> None:
    play = called()
    play.do(CONFIRM, AT + HOUR)
    play.do(c.LogCall(with_="customer", outcome="reached", text="Again."), AT + 2 * HOUR)
    assert play.states("follow_up")["confirm"] == "open"
    assert "step_completed" in play.do(w.CompleteStep(step="confirm"), AT + 3 * HOUR)
