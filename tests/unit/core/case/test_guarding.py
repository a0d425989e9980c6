"""A rule in the way of an act: what it refuses, the better way, and the command that leads there."""

from __future__ import annotations

import pytest

from stepladder.core.case import commands as c
from stepladder.core.case import work_commands as w
from stepladder.core.policy.pack import Pack
from tests.unit.core.case.work import MINUTE, NOON, WORK, Work, load, refusal

AT = NOON + MINUTE
LOOK = w.LogAttempt(what="logs", result="nothing seen")

REFUSES: dict[str, tuple[str, str, str, str | None]] = {
    # claim: (words, the rule, the way out, opened with)
    "a gate that proof opens": ("reset", "allowed_by: [proved]", "It is free by proved.", "add_factor"),
    "a gate that an approval opens": ("erasure", "allowed_by: [agreed]", "It is free by agreed.", "request_approval"),
    "the gate of another case": ("reset", "allowed_by: [agreed]", "It is free by agreed.", None),
    "a role": ("reset", "allowed_for: [leadership]", "It is free by leadership.", None),
    "its own better way": ("reset", "allowed_by: [proved], better: Prove it.", "Prove it.", "add_factor"),
}


def policy(rule: str) -> Pack:
    line = (
        f"guards:\n  - {{id: hands-off, mode: block, acts: [investigate], {rule}, because: Not yet., source: [SD-1]}}"
    )
    return load("work", {"pack.yaml": WORK.read_text(encoding="utf-8").replace("guards:", line)})


@pytest.mark.parametrize(("words", "rule", "mend", "opens_with"), REFUSES.values(), ids=REFUSES)
def test_what_stands_in_the_way(words: str, rule: str, mend: str, opens_with: str | None) -> None:
    fault = refusal(Work(words, policy=policy(rule)), LOOK, AT)
    assert (fault.what, fault.mend, fault.opens_with) == ("hands-off: Not yet", mend, opens_with)


def test_it_leaves_the_role_free_that_it_names() -> None:
    play = Work("reset", policy=policy("allowed_for: [leadership]"))
    assert play.do(LOOK, AT, by="top") == ["attempt_logged"]


def test_words_that_an_approval_lifts_are_said_once_it_is_given() -> None:
    rule = "phrases: [we give you a discount], allowed_by: [discount], better: We look into it., because: It binds us."
    line = f"guards:\n  - {{id: no-promise, mode: block, {rule}, source: [SD-158]}}"
    pack = load("work", {"pack.yaml": WORK.read_text(encoding="utf-8").replace("guards:", line)})
    play, promise = Work("leave", policy=pack), c.Send(channel="email", text="We give you a discount of 10%.")
    fault = refusal(play, promise, AT)
    assert (fault.source, fault.opens_with) == (("SD-158",), "request_approval")
    play.do(w.RequestApproval(approval="discount"), AT)
    refusal(play, promise, AT)
    play.do(w.Approve(approval="discount"), AT, by="max")
    assert "message_sent" in play.do(promise, AT + MINUTE)
