"""A person, or a program, says: send it again."""

from __future__ import annotations

from collections.abc import Sequence

from stepladder.service.desk import Desk
from stepladder.service.problems import NotAllowed, NotFound


def resend(desk: Desk, workspace: str, delivery: str) -> None:
    """Let a delivery go out again, tried as often as a new one.

    Raises: NotFound - there is no such delivery; NotAllowed - it is under way, went out, or is not needed any more.
    """
    if desk.store.resend(workspace, delivery, desk.time.now()):
        return
    where = f"delivery {delivery[:80]}"
    if desk.outbox.one(workspace, delivery) is None:
        raise NotFound("there is no such delivery", where=where, mend="List them with GET /api/v1/deliveries.")
    raise NotAllowed("it is under way, went out, or is not needed any more", where=where, mend="Look at how it stands.")


def resend_all(desk: Desk, workspace: str, deliveries: Sequence[str]) -> int:
    """Let those go out again that may; how many do."""
    now = desk.time.now()
    return sum(desk.store.resend(workspace, one, now) for one in dict.fromkeys(deliveries))
