"""Those who watch a worker while it works: the auditor and the heartbeat, each in a thread of its own."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from django.db import connections

from stepladder import bootstrap, environment
from stepladder.service.desk import Desk
from stepladder.service.lanes import SenderLane
from stepladder.service.outages import note_outages
from stepladder.service.ports_watch import WatchPort
from stepladder.worker.auditing import Auditor
from stepladder.worker.heartbeat import Heart, Pace

_log = logging.getLogger(__name__)
_STOP_SECONDS = 5.0


@contextmanager
def watched(desk: Desk, folder: Path, lanes: Sequence[SenderLane]) -> Iterator[None]:
    """Audit and beat for as long as the block runs. Raises: DeskError - a setting cannot be read.

    Takes: lanes - those of the senders of this process.
    """
    grace = environment.overdue_after()
    pace = Pace(
        every_seconds=environment.heartbeat_every(),
        overdue_seconds=grace.total_seconds(),
        url=environment.heartbeat_url(),
    )
    auditor = Auditor(desk, bootstrap.audit_port(folder), bootstrap.watch_port(), environment.audit_percent(), grace)
    heart = Heart(desk, bootstrap.watch_port(), folder, bootstrap.heartbeat_secret(), pace, lanes)
    threads = [
        threading.Thread(target=auditor.run, name="auditor", daemon=True),
        threading.Thread(target=heart.run, name="heartbeat", daemon=True),
    ]
    # Before the due loop makes up for it: only now is it seen what fell due while nobody was here.
    tell_of_outages(desk, bootstrap.watch_port(), environment.down_after())
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
