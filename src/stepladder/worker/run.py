"""`stepladder worker`: the due loop, the senders and the sealer in one process."""

from __future__ import annotations

import logging
import signal
import sys
from pathlib import Path
from types import FrameType

from stepladder import bootstrap
from stepladder.core.values import DeskError
from stepladder.worker.lifeline import tie_to_supervisor


def run_worker(data: Path | None = None) -> int:
    """Work until SIGTERM or SIGINT. Answers the exit code. Raises: DeskError - no tables, or another key."""
    tie_to_supervisor()
    folder = bootstrap.setup(data)
    from stepladder.worker.bell import Bell
    from stepladder.worker.far_bell import FarBell
    from stepladder.worker.loop import Worker, wait_for_tables
    from stepladder.worker.sealer import Sealer
    from stepladder.worker.warm import warm_up
    from stepladder.worker.watched import watched

    desk = bootstrap.desk()
    bell = Bell(folder)
    worker = Worker(desk, bell)
    sealer = Sealer(desk)

    def stop(number: int, frame: FrameType | None) -> None:
        worker.stop()

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    if not wait_for_tables(desk, lambda: False):
        what = "the database does not have the form of this release yet"
        raise DeskError(what, where="database", mend="Run 'stepladder prepare' once.")
    desk.proof.check_key()
    warm_up(desk)
    logging.getLogger(__name__).info("the worker works on %s", folder)
    far = FarBell(bell.ring)
    if bootstrap.is_postgresql():
        far.start()
    with sealer.in_a_thread(), watched(desk, folder, worker.lanes):
        worker.run()
    far.stop()
    bell.close()
    return 0


if __name__ == "__main__":
    sys.exit(run_worker())
