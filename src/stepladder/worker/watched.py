"""Those who watch a worker while it works: the auditor and the heartbeat, each in a thread of its own.

Environment: STEPLADDER_AUDIT_PERCENT, STEPLADDER_HEARTBEAT_EVERY, STEPLADDER_HEARTBEAT_OVERDUE,
STEPLADDER_HEARTBEAT_URL and STEPLADDER_DOWN_AFTER.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import connections

from stepladder import beats, bootstrap
from stepladder.service.desk import Desk
from stepladder.service.lanes import SenderLane
from stepladder.service.outages import note_outages
from stepladder.service.ports_watch import WatchPort
from stepladder.worker.auditing import Auditor
from stepladder.worker.heartbeat import Heart, Pace

_log = logging.getLogger(__name__)
_STOP_SECONDS = 5.0
_URL = "STEPLADDER_HEARTBEAT_URL"


@contextmanager
def watched(desk: Desk, folder: Path, lanes: Sequence[SenderLane]) -> Iterator[None]:
    """Audit and beat for as long as the block runs. Raises: DeskError - a setting cannot be read.

    Takes: lanes - those of the senders of this process.
    """
    url = os.environ.get(_URL)
    grace = bootstrap.overdue_after()
    pace = Pace(
        every_seconds=bootstrap.seconds("STEPLADDER_HEARTBEAT_EVERY", 30),
        overdue_seconds=grace.total_seconds(),
        url=beats.web_address(url, _URL) if url else None,
    )
    percent = min(100.0, bootstrap.seconds("STEPLADDER_AUDIT_PERCENT", 2))
    auditor = Auditor(desk, bootstrap.audit_port(folder), bootstrap.watch_port(), percent, grace)
    heart = Heart(desk, bootstrap.watch_port(), folder, bootstrap.heartbeat_secret(), pace, lanes)
    threads = [
        threading.Thread(target=auditor.run, name="auditor", daemon=True),
        threading.Thread(target=heart.run, name="heartbeat", daemon=True),
    ]
    # Before the due loop makes up for it: only now is it seen what fell due while nobody was here.
    tell_of_outages(desk, bootstrap.watch_port(), timedelta(seconds=bootstrap.seconds("STEPLADDER_DOWN_AFTER", 120)))
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        auditor.stop()
        heart.stop()
        for thread in threads:
            thread.join(timeout=_STOP_SECONDS)


def tell_of_outages(desk: Desk, kept: WatchPort, longest_gap: timedelta) -> None:
    """As `note_outages`; a fault there is logged, for a desk that works untold is better than none."""
    try:
        note_outages(desk, kept, longest_gap)
    except Exception:
        _log.exception("whether the desk stood still could not be told")
        # A connection that broke would stay broken.
        connections.close_all()
