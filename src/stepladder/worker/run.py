"""`stepladder worker`: the due loop, the senders and the sealer in one process."""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from stepladder import bootstrap
from stepladder.core.values import DeskError
from stepladder.stopping import on_signals
from stepladder.worker.lifeline import tie_to_supervisor

_log = logging.getLogger(__name__)


def run_worker(data: Path | None = None) -> int:
    """Work until SIGTERM or SIGINT. Answers the exit code.

    Raises: DeskError - settings cannot be read, the database cannot be reached for a minute or has no tables, or its
    history is made with another key.
    """
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

    on_signals(worker.stop)
    bootstrap.warn_of_lost_links()
    if not desk.store.ready():
        _log.warning("the database is not ready; the worker waits for it, a minute at most")
    if not wait_for_tables(desk, worker.is_stopping):
        if worker.is_stopping():
            return 0
        bootstrap.reach_database()
        what = "the database does not have the form of this release yet"
        raise DeskError(what, where="database", mend="Run 'stepladder prepare' once.")
    desk.proof.check_key()
    warm_up(desk)
    _log.info("the worker works on %s", folder)
    far = FarBell(bell.ring)
    if bootstrap.is_postgresql():
        far.start()
    with sealer.in_a_thread(), watched(desk, folder, worker.lanes):
        worker.run()
    far.stop()
    bell.close()
    return 0


def main() -> int:
    """As a child of the supervisor, where it is a program: `python -m stepladder.worker.run`."""
    try:
        return run_worker()
    except DeskError as fault:
        print(fault, file=sys.stderr, flush=True)
        return 2


if __name__ == "__main__":
    sys.exit(main())
