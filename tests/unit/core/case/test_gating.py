"""Gates: what opens them, what does not, who may waive one, and what stays closed until then."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import work_commands as w
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import MINUTE, Work, refusal, without, worked

AT = NOON + 10 * MINUTE
SEARCH = w.LogAttempt(what="search", result="nothing there")
STEPS = w.LogAttempt(what="steps", result="no change")


def tick(gate: str, item: str | None = None, type_: str = "tick", **said: str) -> w.TickGate:
    return w.TickGate(gate=gate, item=item, evidence=w.Evidence(type=type_, **said))  # type: ignore[arg-type]


def test_a_gate_without_items_is_opened_by_one_tick() -> None:
    play = Work("leave")
    assert play.do(tick("outcome"), AT) == ["gate_ticked", "gate_opened"]
    assert play.states("gate") == {"agreement": "open", "outcome": "done"}
    assert play.do(tick("outcome"), AT + MINUTE) == []


def held(words: str = "bug") -> Work:
    """A bug of which nothing is known yet."""
    return Work(words)


def needs(play: Work, gate: str) -> tuple[str, ...]:
    found = play.case.owed.gate(gate)
    assert found is not None
    return found.needs


def test_an_attempt_opens_its_gate_and_what_waited_for_it_is_told() -> None:
    play = held()
    assert play.case.routes == {}
    events = play.do(SEARCH, AT)
    assert events[:2] == ["attempt_logged", "gate_opened"]
    assert set(play.case.routes) == {"technical-chat"}
    assert play.states("gate")["before/search"] == "done"


def test_another_attempt_opens_nothing() -> None:
    play = held()
    asked = [one.fact for one in play.case.assessment.questions] if play.case.assessment is not None else []
    assert asked == ["case.cause"], "nobody is asked when the case was opened"
    assert play.do(w.LogAttempt(what="a guess", result="nothing"), AT) == ["attempt_logged"]
    assert play.states("gate")["before/search"] == "open"
    assert refusal(play, w.LogAttempt(what="  ", result="nothing"), AT).what == "`what` is empty"
    assert refusal(play, w.LogAttempt(what="search", result=" "), AT).what == "`result` is empty"


def test_an_item_that_asks_for_two_attempts_is_open_with_the_second() -> None:
    play = held()
    play.do(STEPS, AT)
    assert "steps" in needs(play, "tried")
    assert "shown by a logged attempt" in refusal(play, tick("tried", "steps", "attempt"), AT + MINUTE).what
    assert "gate_ticked" in play.do(STEPS, AT + 2 * MINUTE)
    assert "steps" not in needs(play, "tried")


def test_an_attempt_at_something_else_shows_nothing_unless_it_is_named() -> None:
    play = held()
    for minute in range(2):
        play.do(w.LogAttempt(what="a guess", result="nothing", ref="log-7"), AT + minute * MINUTE)
    assert "shown by a logged attempt" in refusal(play, tick("tried", "steps", "attempt"), AT + 3 * MINUTE).what
    elsewhere = tick("tried", "steps", "attempt", ref="log-8")
    assert "shown by a logged attempt" in refusal(play, elsewhere, AT + 3 * MINUTE).what
    assert "gate_ticked" in play.do(tick("tried", "steps", "attempt", ref="log-7"), AT + 4 * MINUTE)


SHOWN: dict[str, tuple[tuple[tuple[str, c.PersonCommand], ...], w.TickGate, str]] = {
    # claim: (before, tick, refusal)
    "a person's word is enough where no more is asked": ((), tick("tried", "sure"), ""),
    "a message that went out": (
        (("lee", c.Send(channel="email", text="Hello.")),), tick("tried", "told", "message"), ""),
    "no message": ((), tick("tried", "told", "message"), "shown by a message that went out"),
    "a person's word for a message": (
        (("lee", c.Send(channel="email", text="Hello.")),), tick("tried", "told"), "shown by a message that went out"),
    "another message than there is": (
        (("lee", c.Send(channel="email", text="Hello.")),), tick("tried", "told", "message", ref="c1/99"),
        "shown by a message that went out"),
    "words for a field": ((), tick("tried", "written", "field", text="It fell over."), ""),
    "a field without words": ((), tick("tried", "written", "field"), "shown by a field of the hand-over"),
    "nothing by that name": ((), tick("tried", "nothing"), "no item of the gate tried is called 'nothing'"),
    "several items and none named": ((), tick("tried"), "no item of the gate tried is called ''"),
    "no gate by that name": ((), tick("nothing"), "no gate of this case is called 'nothing'"),
}  # fmt: skip


@pytest.mark.parametrize(("before", "command", "what"), SHOWN.values(), ids=SHOWN)
def test_what_shows_that_something_is_there(
    before: tuple[tuple[str, c.PersonCommand], ...], command: w.TickGate, what: str
) -> None:
    play = worked("bug", *before)
    if what:
        assert what in refusal(play, command, AT).what
    else:
        assert play.do(command, AT)[0] == "gate_ticked"
        assert command.item not in needs(play, "tried")
        assert play.do(command, AT + MINUTE) == [], "a second click is no mistake"


BY_ITSELF: dict[str, tuple[str, str, str | None, str]] = {
    # claim: (words, gate, item, opened with)
    "proof of identity": ("reset", "proved", None, "add_factor"),
    "an item that is proof": ("erasure", "agreed", "known", "add_factor"),
    "an item that is an approval": ("erasure", "agreed", "high", "request_approval"),
    "a complete hand-over": ("bug", "complete", "complete", "hand_over"),
}


@pytest.mark.parametrize(("words", "gate", "item", "opens_with"), BY_ITSELF.values(), ids=BY_ITSELF)
def test_what_nobody_ticks_by_hand(words: str, gate: str, item: str | None, opens_with: str) -> None:
    play = held(words)
    events = play.do(tick(gate, item), AT) if gate == "complete" else None
    if events is not None:
        assert events == []  # It waits for fields and for nothing else.
        assert play.states("gate")["complete"] == "open"
        return
    fault = refusal(play, tick(gate, item), AT)
    assert (fault.opens_with, bool(fault.source)) == (opens_with, True)


@pytest.mark.parametrize("type_", ["tick", "approval"])
def test_an_approval_that_was_asked_for_shows_nothing_until_it_is_given(type_: str) -> None:
    play = held("erasure")
    play.do(w.RequestApproval(approval="high"), AT)
    assert refusal(play, tick("agreed", "high", type_), AT + MINUTE).opens_with == "request_approval"
    play.do(w.Approve(approval="high"), AT + 2 * MINUTE, by="max")
    assert needs(play, "agreed") == ("known",)


WAIVES: dict[str, tuple[str, str, str, str]] = {
    # claim: (words, gate, by, refusal)
    "the role that the policy names": ("bug", "search", "max", ""),
    "somebody above it": ("bug", "tried", "max", ""),
    "somebody below it": ("bug", "search", "leo", "the gate before/search is waived by manager"),
    "an agent": ("bug", "tried", "lee", "the gate before/tried is waived by lead"),
    "proof of identity": ("reset", "proved", "top", "nobody may waive the gate proved"),
    "what names nobody": ("leave", "agreement", "top", "nobody may waive the gate agreement"),
}


@pytest.mark.parametrize(("words", "gate", "by", "what"), WAIVES.values(), ids=WAIVES)
def test_who_waives_a_gate(words: str, gate: str, by: str, what: str) -> None:
    play, command = held(words), w.WaiveGate(gate=gate, because="The customer cannot wait.")
    if what:
        fault = refusal(play, command, AT, by=by)
        assert (fault.what, bool(fault.source)) == (what, True)
    else:
        assert "gate_waived" in play.do(command, AT, by=by)
        assert "waived" in play.states("gate").values()
        assert play.do(command, AT + MINUTE, by=by) == []


def test_a_waiver_says_why() -> None:
    assert refusal(held(), w.WaiveGate(gate="search", because="  "), AT, by="max").what == "`because` is empty"


def test_q23_what_is_critical_skips_the_attempt() -> None:
    play = held()
    play.do(c.SetLevel(scale="priority", level="critical", because="It grows."), AT)
    assert play.states("gate")["before/search"] == "done"
    assert "technical-chat" in play.case.routes


def test_a_closed_gate_keeps_the_end_back_and_says_what_opens_it() -> None:
    play = held()
    fault = refusal(play, c.Resolve(text="Done."), AT)
    assert (fault.source, fault.opens_with) == (("FP-006",), "log_attempt")
    for _ in range(2):
        play.do(STEPS, AT)
    assert refusal(play, c.Resolve(text="Done."), AT).opens_with == "tick_gate"
    play.do(c.Send(channel="email", text="Hello."), AT)
    play.do(tick("tried", "told", "message"), AT)
    play.do(tick("tried", "written", "field", text="It fell over."), AT)
    assert play.do(tick("tried", "sure"), AT)[:2] == ["gate_ticked", "gate_opened"]
    assert "resolved" in play.do(c.Resolve(text="Done."), AT)


CLOSED = (
    "  - {id: search, scope: before, for: {category: technical}, kind: check, "
    "holds: [send, assign, note, log_call, promise_reply], because: We look first., source: [SD-152]}"
)
HELD: dict[str, c.PersonCommand] = {
    "a message": c.Send(channel="email", text="Hello."),
    "another owner": c.Assign(to="kim"),
    "a note": c.Note(text="Look."),
    "a call": c.LogCall(with_="customer", outcome="reached"),
    "a promise": c.PromiseReply(until="2025-03-05T20:00:00+00:00"),
}


@pytest.mark.parametrize("command", HELD.values(), ids=HELD)
def test_a_gate_holds_every_act_that_it_names(command: c.PersonCommand) -> None:
    play = Work(policy=without("search", add=CLOSED))
    assert refusal(play, command, AT).source == ("SD-152",)
    assert play.do(tick("search"), AT) == ["gate_ticked", "gate_opened"]
    assert play.do(command, AT + MINUTE)


def test_an_act_that_no_gate_names_is_free() -> None:
    play = Work(policy=without("search", add=CLOSED))
    assert play.do(c.Acknowledge(), AT)


def test_a_gate_that_a_fact_opens_asks_for_that_fact_as_long_as_nobody_knows_it() -> None:
    play = Work("leave")
    fault = refusal(play, w.Offer(rung="write-down/1"), AT)
    assert (fault.opens_with, fault.mend) == ("set_fact", "Answer what opens it: signal.insists.")
    play.do(c.SetFact(fact="signal.insists", value=False), AT)
    fault = refusal(play, w.Offer(rung="write-down/1"), AT)
    assert (fault.opens_with, fault.mend) == ("tick_gate", "It waits for agreement.")
