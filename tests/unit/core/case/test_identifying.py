"""Proof of who asks: different factors, each once, for as long as they hold, and never what they were."""

from __future__ import annotations

import msgspec
import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import work_commands as w
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import HOUR, MINUTE, Work, refusal

AT = NOON + 10 * MINUTE


def proof(factor: str, result: str = "passed") -> w.AddFactor:
    return w.AddFactor(factor=factor, result=result)  # type: ignore[arg-type]


PROVED: dict[str, tuple[str, list[w.AddFactor], bool]] = {
    # claim: (words, factors, whether it is proved)
    "one is enough for the low class": ("reset", [proof("card")], True),
    "a way in which a factor is shown counts as it": ("reset", [proof("session")], True),
    "one that failed counts for nothing": ("reset", [proof("card", "failed")], False),
    "the last check counts": ("reset", [proof("card"), proof("card", "failed")], False),
    "one is not enough for the high class": ("erasure", [proof("email")], False),
    "two are": ("erasure", [proof("email"), proof("card")], True),
    "the same twice is one": ("erasure", [proof("email"), proof("email")], False),
    "two ways of one factor are one": ("erasure", [proof("email"), proof("session")], False),
    "a required one has no substitute": ("erasure", [proof("card"), proof("photo")], False),
}


@pytest.mark.parametrize(("words", "factors", "is_proved"), PROVED.values(), ids=PROVED)
def test_what_proves_who_asks(words: str, factors: list[w.AddFactor], is_proved: bool) -> None:
    play = Work(words)
    for one in factors:
        assert play.do(one, AT)[0] == "factor_checked"
    assert play.case.owed.identity is not None
    assert play.case.owed.identity.proved == is_proved
    assert (play.count("identity_met") > 0) == (is_proved or (factors[-1].result == "failed" and len(factors) > 1))


def test_the_gate_opens_by_itself_once_who_asks_is_proved() -> None:
    play = Work("reset")
    assert play.do(proof("card"), AT)[:3] == ["factor_checked", "gate_opened", "identity_met"]
    assert play.states("gate") == {"proved": "done"}


def test_the_approval_of_the_class_is_a_matter_apart() -> None:
    play = Work("erasure")
    for name in ("email", "card"):
        play.do(proof(name), AT)
    assert play.states("gate")["proved"] == "open"
    play.do(w.RequestApproval(approval="high"), AT + MINUTE)
    assert "gate_opened" in play.do(w.Approve(approval="high"), AT + 2 * MINUTE, by="max")
    assert play.states("gate")["proved"] == "done"


def test_q25_a_check_holds_for_so_long_and_then_closes_what_it_had_opened() -> None:
    play = Work("reset")
    play.do(proof("card"), AT)
    assert "factor_expired" not in play.wake_until(AT + 4 * HOUR - MINUTE)
    assert play.states("gate") == {"proved": "done"}
    assert next(one for one in play.wake_until(AT + 4 * HOUR) if one != "clock_at_risk") == "factor_expired"
    assert (play.states("gate"), play.case.factors) == ({"proved": "open"}, {})


@pytest.mark.parametrize("come", ["note", "signal"])
def test_a_check_that_expired_before_anybody_looked_closes_its_gate_whatever_comes_first(come: str) -> None:
    play = Work("reset")
    play.do(proof("card"), AT)
    if come == "note":
        play.do(c.Note(text="Look."), AT + 5 * HOUR)
    else:
        play.signal("thanks", AT + 5 * HOUR)
    play.wake_until(AT + 5 * HOUR)
    assert (play.states("gate"), play.case.factors) == ({"proved": "open"}, {})


def test_the_shorter_class_holds_for_less() -> None:
    play = Work("erasure")
    play.do(proof("email"), AT)
    assert play.case.factors["email"].expires_at == AT + 2 * HOUR


def test_a_proof_that_no_class_knows_is_refused_and_what_it_was_is_kept_nowhere() -> None:
    play = Work("reset")
    assert "no proof of identity is called 'a wink'" in refusal(play, proof("a wink"), AT).what
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(b'{"do":"add_factor","factor":"card","result":"passed","value":"1234"}', type=w.AddFactor)


def test_a_step_waits_for_the_proof() -> None:
    play, change = Work("reset"), w.CompleteStep(step="change")
    assert refusal(play, change, AT).opens_with == "add_factor"
    play.do(proof("card"), AT)
    assert play.do(change, AT + MINUTE) == ["step_completed"]
