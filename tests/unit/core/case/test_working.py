"""Steps, follow-ups and records: done with what shows it, left out for a reason, overdue once."""

from __future__ import annotations

from stepladder.core.case import commands as c
from stepladder.core.case import work_commands as w
from tests.unit.core.case.play import NOON
from tests.unit.core.case.work import DAY, MINUTE, Work

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
