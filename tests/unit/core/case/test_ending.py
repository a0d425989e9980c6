"""The end of a case: what it meets, what it keeps back, and what a reopening brings back."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import hand_over_commands as h
from stepladder.core.case import work_commands as w
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import DAY, HOUR, MINUTE, Work, refusal, without

AT = NOON + 10 * MINUTE
RESOLVE, CONFIRM, DENY = c.Resolve(text="Done."), c.CustomerConfirms(text="Yes."), c.CustomerDenies(text="No.")
REOPEN = c.Reopen(because="It is back.")
CLOSE = c.Close(outcome=c.Outcome(resolved_by_team=True, satisfied=True), lesson="Look at the log first.")


def resolved() -> Work:
    play = Work("leak")
    play.do(RESOLVE, AT)
    return play


LATER: dict[str, tuple[c.PersonCommand, ...]] = {
    "an attempt": (w.LogAttempt(what="look", result="nothing"),),
    "a proof": (w.AddFactor(factor="card", result="passed"),),
    "a hold": (w.Hold(what="evidence", because="It may be proof."),),
    "a message": (c.Send(channel="email", text="One more thing."),),
    "a confirmed reading": (CONFIRM,),
}


@pytest.mark.parametrize("commands", LATER.values(), ids=LATER)
def test_what_is_done_after_the_end_starts_no_clock_and_tells_nobody(commands: tuple[c.PersonCommand, ...]) -> None:
    play = resolved()
    told = dict(play.case.routes)
    for command in commands:
        play.do(command, NOON + DAY)
    assert not any(clock.waits for clock in play.case.clocks.values())
    assert play.case.routes == told


@pytest.mark.parametrize("again", [REOPEN, DENY], ids=["reopened", "denied"])
def test_what_became_known_after_the_end_counts_from_the_reopening_on(again: c.PersonCommand) -> None:
    play = Work("bug")
    play.do(w.WaiveGate(gate="tried", because="Known."), AT, by="leo")
    play.do(RESOLVE, AT)
    assert play.case.routes == {}
    play.do(w.LogAttempt(what="search", result="nothing"), AT + MINUTE)
    assert (play.states("gate")["before/search"], play.case.routes) == ("done", {})
    play.do(again, NOON + 2 * HOUR)
    assert play.case.routes["technical-chat"].told_at == NOON + 2 * HOUR


def test_a_denial_takes_the_end_back_and_the_time_left_is_left_still() -> None:
    play = resolved()
    assert play.do(CONFIRM, AT + MINUTE) == ["customer_confirmed"]
    assert play.case.stage == "recover"
    assert play.do(CONFIRM, AT + MINUTE) == []
    assert play.do(DENY, NOON + DAY)[:2] == ["customer_denied", "clock_resumed"]
    assert (play.case.stage, play.case.confirmed_at) == ("acknowledge", None)
    assert play.case.clocks["resolution"].due_at == NOON + DAY + 3 * HOUR + 50 * MINUTE


OPEN: dict[str, tuple[c.PersonCommand, str | None]] = {
    "confirmed": (CONFIRM, "resolve"),
    "denied": (DENY, "resolve"),
    "reopened": (REOPEN, None),
    "closed": (CLOSE, "resolve"),
}


@pytest.mark.parametrize(("command", "opens_with"), OPEN.values(), ids=OPEN)
def test_what_needs_an_end_first(command: c.PersonCommand, opens_with: str | None) -> None:
    fault = refusal(Work("leak"), command, AT)
    assert (fault.what, fault.opens_with) == ("the case is not resolved", opens_with)


ENDED: list[c.PersonCommand] = [
    RESOLVE, c.Acknowledge(), c.WaitForCustomer(), c.PromiseReply(until="2025-03-06T12:00-05:00"),
    h.HandOver(to="kim"), h.ReturnHandOver(code="dull"), h.MovePolicy(to="2"), h.Split(text="Another."),
    c.SetFact(fact="insists", value=True), c.CorrectTrigger(trigger="leak", becomes="none"),
    c.SetLevel(scale="priority", level="high", because="So it is."),
]  # fmt: skip


@pytest.mark.parametrize("command", ENDED, ids=lambda one: str(one.__struct_config__.tag))
def test_a_resolved_case_is_reopened_first(command: c.PersonCommand) -> None:
    fault = refusal(resolved(), command, AT + MINUTE)
    assert (fault.what, fault.opens_with) == ("the case is resolved", "reopen")


def test_a_gate_may_stand_before_the_close() -> None:
    play = Work("leave")
    play.do(RESOLVE, AT)
    fault = refusal(play, CLOSE, AT)
    assert (fault.source, fault.opens_with) == (("FP-100",), "tick_gate")
    play.do(w.TickGate(gate="outcome"), AT)
    assert "closed" in play.do(CLOSE, AT + MINUTE)


def test_the_resolution_ends_the_wait_first_and_the_wait_does_not_count() -> None:
    play = Work("leak")
    play.do(c.WaitForCustomer(), AT)
    events = play.do(RESOLVE, NOON + 3 * DAY)
    assert events.index("waiting_ended") < events.index("clock_resumed") < events.index("resolved")
    clock = play.case.clocks["resolution"]
    assert (clock.state, clock.missed_at) == ("met", None)
    assert clock.due_at - NOON == 4 * HOUR + 3 * DAY - 10 * MINUTE


def test_what_is_to_be_written_down_before_the_resolution_keeps_it_back() -> None:
    record = "id: lesson, for: {category: security}, what: What we learned., before: resolve"
    line = f"  - {{{record}, because: b, source: [CP-061]}}"
    play = Work("leak", policy=without("lesson", add=line))
    fault = refusal(play, RESOLVE, AT)
    assert (fault.opens_with, fault.source) == ("complete_step", ("CP-061",))
    play.do(w.CompleteStep(step="lesson", outcome="Look at the log first."), AT)
    assert "resolved" in play.do(RESOLVE, AT + MINUTE)
    assert play.do(CLOSE, AT + 2 * MINUTE)
