"""Time passes: cases that asked to be woken are, in batches."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from stepladder.core.account.hearing import KIND as ACCOUNT
from stepladder.core.agenda.answer import KIND as AGENDA
from stepladder.core.case.state import Case
from stepladder.core.case.wake import wake_at
from stepladder.service.accounts import tick_account
from stepladder.service.agendas import tick_agenda
from stepladder.service.aggregate_rows import Aggregate, AggregateChange
from stepladder.service.changes import change_of
from stepladder.service.desk import Desk
from stepladder.service.passing import by_now
from stepladder.service.ports import Change, DueReport

BATCH = 100

TickOne = Callable[[Desk, str, Aggregate, datetime], AggregateChange | None]
_TICKS: dict[str, TickOne] = {ACCOUNT: tick_account, AGENDA: tick_agenda}
"""How each kind of aggregate lets time pass."""


def tick_due(desk: Desk, limit: int = BATCH) -> DueReport:
    """Tick one batch of due cases. Call it again while `seen` reaches `limit`: nothing that is due may wait (T45)."""
    now = desk.time.now()

    def one(workspace: str, case: Case) -> Change | None:
        return tick_case(desk, workspace, case, now)

    return desk.store.tick_due(now, limit, one)


def tick_aggregates(desk: Desk, limit: int = BATCH) -> DueReport:
    """The same for what stands beside the cases."""
    now = desk.time.now()

    def one(workspace: str, row: Aggregate) -> AggregateChange | None:
        return _TICKS[row.kind](desk, workspace, row, now)

    return desk.store.tick_aggregates(now, limit, one)


def tick_case(desk: Desk, workspace: str, case: Case, now: datetime) -> Change | None:
    """What the passing of time changes on a case; None where it asked to be woken for nothing, which is a defect."""
    events, after = by_now(desk, workspace, case, now)
    if events:
        return change_of(workspace, case, events, now, after=after)
    wakes = wake_at(case)
    if wakes is not None and wakes <= now:
        return None
    # It was woken too early, after a pause that followed a fault: only the wake-up moves.
    return Change(workspace=workspace, recorded_at=now, case=case, wake_at=wakes, expected_version=case.version)
