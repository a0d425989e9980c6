"""Time has come for a case: what fell due is noticed, and where time changes the answer the policy is asked again."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from stepladder.core.case.answer import handle
from stepladder.core.case.apply import evolve
from stepladder.core.case.commands import AskAgain
from stepladder.core.case.events import Happened
from stepladder.core.case.knowledge import VerdictFor
from stepladder.core.case.state import Case
from stepladder.core.case.tick import due_by
from stepladder.core.case.wake import asks_again, wake_at


def let_pass(
    case: Case, now: datetime, verdict_for: Callable[[datetime], VerdictFor]
) -> tuple[tuple[Happened, ...], Case]:
    """Everything that the passing of time changes up to `now`, each at its own instant and after what came before it.

    Answers the events, and the case after them.

    So it makes no difference for what happens when somebody looks: after an outage clocks run from where they should
    have begun, and whoever had the case by then is told.
    Takes: verdict_for - gives the way to ask the policy as of an instant; most cases wake for what their state alone
    can tell.
    """
    told: list[Happened] = []
    asked: datetime | None = None
    while (at := wake_at(case)) is not None and at <= now:
        if asks_again(case, at):
            if asked is not None and asked >= at:
                break  # The policy wants to be asked again about the instant that it was asked about.
            asked = at
            found = handle(case, AskAgain(), by="clock", now=now, at=at, verdict_for=verdict_for(at))
        else:
            found = due_by(case, at, noticed_at=now)
        if not found:
            break
        told += found
        case = evolve(case, *found)
    return tuple(told), case
