"""How the peers of the lanes are: said in the log once when one falls ill and once when it is well, kept for the pages.

Each process finds out for itself. What is kept is the last word of any of them.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import UTC, datetime

from stepladder.core.clock.when_words import instant_in_words
from stepladder.service.desk import Desk
from stepladder.service.flow import Flow
from stepladder.service.lanes import in_words
from stepladder.service.ports_outbox import IllPeer

_log = logging.getLogger(__name__)


def tell_of_peers(desk: Desk, flows: Mapping[str, Flow]) -> None:
    """Say and keep what has changed. Raises: what the database raises; it is kept the next time then."""
    for lane, flow in flows.items():
        if not flow.is_new:
            continue
        _say(lane, flow)
        circuit = flow.circuit
        if circuit.is_ill and circuit.since is not None:
            desk.outbox.keep_ill(IllPeer(lane=lane, since=circuit.since, reason=circuit.reason))
        elif not circuit.failures:
            desk.outbox.forget_ill(lane)
        flow.is_new = False


def _say(lane: str, flow: Flow) -> None:
    before = flow.turned()
    if before is None:
        return
    now = flow.told
    if now.is_ill:
        _log.warning(
            "nothing gets through %s since %s; what is not critical waits: %s",
            in_words(lane), _instant(now.since), now.reason,
        )  # fmt: skip
    else:
        _log.warning("messages get through %s again; none had since %s", in_words(lane), _instant(before.since))


def _instant(at: datetime | None) -> str:
    return instant_in_words(at, UTC) if at is not None else "some time ago"
