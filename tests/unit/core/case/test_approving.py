"""Approvals: by a role, never by whoever asked, passed on when nobody answers, and decided once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from stepladder.core.case import work_commands as w
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import DAY, HOUR, MINUTE, Work, refusal

AT = NOON + 10 * MINUTE
ASK = w.RequestApproval(approval="high")
APPROVE, REJECT = w.Approve(approval="high", because="Seen."), w.Reject(approval="high", because="Not yet.")


def asked(by: str = "lee", to: str | None = None) -> Work:
    """Somebody wants all data deleted, which needs the approval `high`, and it was asked for at ten past twelve."""
    play = Work("erasure")
    assert play.do(w.RequestApproval(approval="high", to=to), AT, by=by) == ["approval_requested"]
    return play


DECIDES: dict[str, tuple[str, str | None, str, str]] = {
    # claim: (asked by, asked of, decided by, refusal)
    "the role that the policy names": ("lee", None, "max", ""),
    "somebody above it": ("lee", None, "top", ""),
    "somebody of the role who was asked by name": ("lee", "mia", "mia", ""),
    "somebody else of the role than was asked": ("lee", "mia", "max", ""),
    "whoever asked, whatever their role": ("max", None, "max", "max asked for high and cannot decide it"),
    "a role below it": ("lee", None, "leo", "high is decided by manager"),
    "a role beside it": ("lee", None, "law", "high is decided by manager"),
    "somebody who was asked by name and has no such role": ("lee", "kim", "kim", "high is decided by manager"),
    "a role below it that was asked instead": ("lee", "agent", "kim", "high is decided by manager"),
    "a role beside it that was asked instead": ("lee", "legal", "law", "high is decided by manager"),
}


@pytest.mark.parametrize("answer", [APPROVE, REJECT], ids=["approve", "reject"])
@pytest.mark.parametrize(("by", "to", "decides", "what"), DECIDES.values(), ids=DECIDES)
def test_who_decides(by: str, to: str | None, decides: str, what: str, answer: w.Approve | w.Reject) -> None:
    play = asked(by, to)
    if what:
        fault = refusal(play, answer, AT + MINUTE, by=decides)
        assert (fault.what, fault.source) == (what, ("SD-146",))
    else:
        assert play.do(answer, AT + MINUTE, by=decides)[0] in ("approval_given", "approval_refused")
        assert play.case.approvals["high"].decided_by == decides


def test_nobody_decides_what_nobody_asked_for() -> None:
    play = Work("erasure")
    assert refusal(play, APPROVE, AT, by="max").opens_with == "request_approval"
    assert "no approval of this case is called 'nothing'" in refusal(play, w.Approve(approval="nothing"), AT).what
    assert (
        "no approval of this case is called 'discount'"
        in refusal(play, w.RequestApproval(approval="discount"), AT).what
    )


def test_what_is_asked_for_is_asked_of_somebody_else() -> None:
    play = Work("erasure")
    fault = refusal(play, w.RequestApproval(approval="high", to="lee"), AT, by="lee")
    assert fault.source == ("SD-146",)
    play.do(w.RequestApproval(approval="high", to="  "), AT)
    assert play.case.approvals["high"].to == "manager"


def test_a_second_click_asks_and_decides_nothing_new() -> None:
    play = asked()
    assert play.do(ASK, AT + MINUTE, by="kim") == []
    assert play.case.approvals["high"].asked_by == "lee"
    play.do(APPROVE, AT + MINUTE, by="max")
    assert play.do(APPROVE, AT + 2 * MINUTE, by="max") == []
    assert "max has decided: given" in refusal(play, REJECT, AT + 2 * MINUTE, by="mia").what
    assert "was approved by max" in refusal(play, ASK, AT + 3 * MINUTE).what


def test_a_refusal_stays_and_only_a_new_request_opens_it() -> None:
    play = asked()
    play.do(REJECT, AT + MINUTE, by="max")
    assert refusal(play, APPROVE, AT + 2 * MINUTE, by="mia").opens_with == "request_approval"
    assert play.states("approval") == {"high": "done"}
    play.do(ASK, AT + 3 * MINUTE, by="kim")
    assert play.states("approval") == {"high": "open"}
    assert "approval_given" in play.do(APPROVE, AT + 4 * MINUTE, by="mia")


def test_who_does_not_answer_in_time_is_passed_over_each_in_its_own_time() -> None:
    play = asked()
    told: list[tuple[timedelta, str | None]] = []
    play.wake_until(NOON + 3 * DAY)
    for one in play.events:
        if one.event.__struct_config__.tag == "approval_expired":
            told.append((one.at - AT, one.event.to))  # type: ignore[union-attr]
    assert told == [(4 * HOUR, "admin"), (8 * HOUR, "leadership"), (12 * HOUR, None)]
    assert play.states("approval") == {"high": "overdue"}
    assert "nobody answered in time" in refusal(play, APPROVE, NOON + 3 * DAY, by="max").what


@pytest.mark.parametrize(("by", "may"), [("adi", True), ("max", True), ("lee", False), ("kim", False)])
def test_whoever_it_was_passed_on_to_may_decide_and_the_role_still(by: str, may: bool) -> None:
    play = asked()
    play.let_pass(AT + 4 * HOUR)
    if may:
        assert "approval_given" in play.do(APPROVE, AT + 5 * HOUR, by=by)
    else:
        refusal(play, APPROVE, AT + 5 * HOUR, by=by)


def test_an_approval_that_nobody_looked_at_for_days_is_passed_on_as_if_somebody_had() -> None:
    play, looked = asked(), asked()
    play.let_pass(NOON + 3 * DAY)
    looked.wake_until(NOON + 3 * DAY)
    assert play.case.approvals == looked.case.approvals
    assert play.count("approval_expired") == looked.count("approval_expired") == 3
