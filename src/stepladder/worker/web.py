"""`stepladder web`: pages and API in one web server process."""

from __future__ import annotations

import logging
import os
import sys
from pathlib import Path

from stepladder import bootstrap
from stepladder.core.values import DeskError
from stepladder.home import SLOW_BODIES, intake_waiting, supervisor
from stepladder.worker.lifeline import tie_to_supervisor
from stepladder.worker.ports import held, link_to, must_be_free

_log = logging.getLogger(__name__)
THREADS_BESIDES = 16
"""Requests at the same time, besides signals that wait for their commit and bodies that are slow to come. Connections
to the database are far fewer."""


def run_web(host: str = "127.0.0.1", port: int = 8000, data: Path | None = None) -> int:
    """Serve until SIGTERM or SIGINT. Answers the exit code.

    Raises: DeskError - the port is taken, or the history of this desk is made with another key.
    """
    tie_to_supervisor()
    if supervisor() is None:
        with held(host, port) as address:
            folder = bootstrap.setup(data)
            print(f"The web server is starting on {link_to(host, port)}, with its data in {folder}", flush=True)
            bootstrap.warn_of_lost_links()
            _serve_desk(address, port)
    else:
        bootstrap.setup(data)
        must_be_free(host, port)  # Its supervisor holds it.
        _serve_desk(host, port)
    return 0


def _serve_desk(host: str, port: int) -> None:
    look_at_database()
    threads = intake_waiting() + 2 * SLOW_BODIES + THREADS_BESIDES
    serve("stepladder.worker.wsgi:application", host, port, threads=threads)


def look_at_database() -> None:
    """Say now, where somebody reads it, why nothing can be served yet; it may be mended meanwhile.

    Raises: DeskError - the history of this desk is made with another key.
    """
    from django.db import connections

    desk = bootstrap.desk()
    if desk.store.ready():
        desk.proof.check_key()
    else:
        try:
            bootstrap.reach_database()
            _log.warning("the database does not have the form of this release yet: run 'stepladder prepare' once")
        except DeskError as fault:
            _log.warning("%s", fault)
    connections.close_all()


def serve(target: str, host: str, port: int, *, threads: int, is_factory: bool = False) -> None:
    """Serve a WSGI application, or what a factory makes, in one process until a signal ends it."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    server = Granian(
        target,
        factory=is_factory,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        websockets=False,
        log_level=LogLevels.warning,
        workers_kill_timeout=10,
    )
    # It warns of many threads; ours wait for each other's commit, and few of them ever run.
    logging.getLogger("_granian").addFilter(lambda record: "Python threads" not in record.getMessage())
    server.serve()


def main(host: str, port: int) -> int:
    """As a child of the supervisor, where it is a program: `python -m stepladder.worker.web HOST PORT`."""
    try:
        return run_web(host, port)
    except DeskError as fault:
        print(fault, file=sys.stderr, flush=True)
        # Nothing of ours is running yet, and no handler of a half loaded library may keep us.
        os._exit(2)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2])))
