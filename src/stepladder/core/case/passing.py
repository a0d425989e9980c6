"""Time has come for a case: what fell due is noticed, and where time changes the answer the policy is asked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from stepladder.core.case.answer import handle
from stepladder.core.case.commands import AskAgain
from stepladder.core.case.events import Happened
from stepladder.core.case.knowledge import VerdictFor
from stepladder.core.case.state import Case
from stepladder.core.case.tick import tick
from stepladder.core.case.wake import asks_again


def let_pass(case: Case, now: datetime, verdict_for: Callable[[], VerdictFor]) -> tuple[Happened, ...]:
    """Everything that the passing of time changes up to `now`.

    Takes: verdict_for - gives the way to ask the policy; most cases wake for what their state alone can tell.
    """
    if asks_again(case, now):
        return handle(case, AskAgain(), by="clock", now=now, verdict_for=verdict_for())
    return tick(case, now)
