"""Gates: what opens them, what does not, who may waive one, and what stays closed until then."""

from __future__ import annotations

from stepladder.core.case import work_commands as w
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import MINUTE, Work

AT = NOON + 10 * MINUTE
SEARCH = w.LogAttempt(what="search", result="nothing there")
STEPS = w.LogAttempt(what="steps", result="no change")


def tick(gate: str, item: str | None = None, type_: str = "tick", **said: str) -> w.TickGate:
    return w.TickGate(gate=gate, item=item, evidence=w.Evidence(type=type_, **said))  # type: ignore[arg-type]


def test_a_gate_without_items_is_opened_by_one_tick() -> None:
    play = Work("leave")
    assert play.do(tick("outcome"), AT) == ["gate_ticked", "gate_opened", "reassessed"]
    assert play.states("gate") == {"agreement": "open", "outcome": "done"}
    assert play.do(tick("outcome"), AT + MINUTE) == []
