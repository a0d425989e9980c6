"""A case under a policy with signs, patterns, scenarios and steps: what it keeps of them, and asks about again."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import msgspec
import pytest

from stepladder.core.case import commands as c
from stepladder.core.case.events import SignalReceived
from stepladder.core.case.knowledge import Knowledge, knowledge_of
from stepladder.core.case.life import Refused, evolve, handle, receive
from stepladder.core.case.state import Case
from stepladder.core.triage.decide import decide
from stepladder.core.triage.readers import readers
from stepladder.core.triage.request import CaseSoFar, Request, Signal
from stepladder.core.triage.verdict import TriggerVerdict, Verdict
from tests.unit.core.triage.bare_desk import bare_desk
from tests.unit.core.triage.full_desk import full_desk

PACK = full_desk()
NOON = datetime(2025, 3, 5, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=5)


def opened(signal: dict[str, Any], **more: Any) -> Case | None:
    request = msgspec.convert({"signal": signal} | more, type=Request)
    arrived = SignalReceived(signal="s1", sender="customer", kind="message", text="s1/text")
    verdict = decide(PACK, request, NOON)
    story = receive(None, case_id="c1", signal=arrived, verdict=verdict, by="mail", now=NOON, customer="v")
    return story.case if story is not None else None


def done(case: Case, command: c.AnyCommand) -> Case:
    def verdict_for(knowledge: Knowledge) -> Verdict:
        """As the desk asks: without the words and without the history."""
        by_id = readers(PACK).tables.tickable
        known = [
            TriggerVerdict(by_id[one.trigger], one.state, one.reader, one.confidence)  # type: ignore[arg-type]
            for one in knowledge.triggers
        ]
        so_far = CaseSoFar(levels=knowledge.levels, facts=dict(knowledge.facts))
        request = Request(signal=Signal(not_triggers=knowledge.not_triggers), case=so_far)
        return decide(PACK, request, NOON, known=known)

    return evolve(case, *handle(case, command, by="lee", now=LATER, verdict_for=verdict_for))


def assessed(case: Case | None) -> dict[str, tuple[str, ...]]:
    assert case is not None
    assert case.assessment is not None
    seen = case.assessment
    return {"signs": seen.signs, "flags": seen.flags, "scenarios": seen.scenarios, "categories": seen.categories}


KEPT: dict[str, tuple[dict[str, Any], dict[str, tuple[str, ...]]]] = {  # claim: (signal, what the case keeps)
    "a sign of its own": ({"triggers": ["upset"]}, {"signs": ("upset",)}),
    "a sign and the trigger of its name": ({"triggers": ["threat"]}, {"signs": ("threat",), "flags": ("churn",)}),
    "a flag": ({"triggers": ["refund"]}, {"flags": ("watched",)}),
    "a pattern and its scenario": ({"triggers": ["repeat"]}, {"scenarios": ("again",)}),
    "a ticked category": ({"triggers": ["cancellation"]}, {"categories": ("cancellation",)}),
}


@pytest.mark.parametrize(("signal", "kept"), KEPT.values(), ids=KEPT)
def test_what_was_seen_is_kept_and_still_stands_when_the_policy_is_asked_again(
    signal: dict[str, Any], kept: dict[str, tuple[str, ...]]
) -> None:
    case = opened(signal)
    assert case is not None
    before = assessed(case)
    assert {name: before[name] for name in kept} == kept
    after = done(case, c.SetLevel(scale="priority", level="critical", because="They are many."))
    assert {name: assessed(after)[name] for name in kept} == kept
    assert after.levels["priority"] == "critical"


def test_a_pattern_that_fired_stands_though_the_history_is_not_told_again() -> None:
    history = [{"at": "2025-03-01T12:00:00Z", "kind": "escalation"}]
    case = opened({"triggers": ["breach"]}, history=history)
    assert case is not None
    assert case.triggers["repeat"].reader == "detector"
    assert "again" in assessed(done(case, c.SetFact(fact="offline", value=True)))["scenarios"]


def test_a_person_confirms_a_pattern_that_was_only_pointed_out() -> None:
    history = [{"at": "2025-03-05T11:00:00Z", "kind": "signal", "customer": name} for name in ("h", "k")]
    case = opened({"triggers": ["refund"]}, history=history, customer={"id": "v"})
    assert case is not None
    assert case.triggers["burst"].state == "suggested"
    assert done(case, c.ConfirmTrigger(trigger="burst")).triggers["burst"].state == "confirmed"
    with pytest.raises(Refused, match="bursd"):
        done(case, c.ConfirmTrigger(trigger="bursd"))


def test_a_sign_that_a_person_corrects_is_gone() -> None:
    case = opened({"text": "I am very disappointed."})
    assert case is not None
    assert assessed(case)["signs"] == ("upset",)
    after = done(case, c.CorrectTrigger(trigger="upset", becomes="none"))
    assert assessed(after)["signs"] == ()
    assert knowledge_of(after).not_triggers == ("upset",)


def test_a_step_alone_opens_a_case_and_nothing_opens_none() -> None:
    assert opened({"triggers": ["plain"]}) is not None
    assert opened({"text": "thank you"}) is None
    quiet = bare_desk("triggers: [{id: plain, read: by-person, because: Something else.}]")
    assert not decide(quiet, Request(signal=Signal(triggers=("plain",))), NOON).binds
