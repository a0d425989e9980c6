"""Time passes for a case before anything else happens to it, so that it makes no difference when a worker looks."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.case.events import Happened
from stepladder.core.case.knowledge import VerdictFor
from stepladder.core.case.passing import let_pass
from stepladder.core.case.state import Case
from stepladder.service import asking
from stepladder.service.desk import Desk


def by_now(desk: Desk, workspace: str, case: Case, now: datetime) -> tuple[tuple[Happened, ...], Case]:
    """What fell due on a case that nobody has noticed yet, and the case after it; mostly nothing, and the same."""

    def verdict_for(at: datetime) -> VerdictFor:
        return asking.verdict_for(desk.store, workspace, case, desk.packs.by_digest(workspace, case.digest), at)

    return let_pass(case, now, verdict_for)
