"""`stepladder serve`: keeps one web and one worker process alive, and takes them along when it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TextIO

from stepladder import bootstrap, environment
from stepladder.memory import keep_from_view
from stepladder.service.time_port import read_start
from stepladder.worker import prepare, run, web
from stepladder.worker.forked import OWN_SIGNALS, Forked
from stepladder.worker.inside import stay_inside
from stepladder.worker.lifeline import PARENT
from stepladder.worker.ports import held, link_to

FORKS = sys.platform == "linux" and Path("/proc/self/fd").is_dir()
"""Whether children go on from here, which spares them most of a start; elsewhere system libraries may not bear that."""
_LOOK_EVERY = 0.1
_STOP_SECONDS = 12.0
_LONGEST_PAUSE = 30.0
_STEADY_SECONDS = 60.0
"""A child that lived this long has not failed at its start."""


@dataclass(slots=True)
class Child:
    """A process that is started again whenever it ends, after a pause that grows while it keeps failing.

    Fields: work - what it does, answering the exit code; command - the same as a program of its own.
    """

    name: str
    work: Callable[[], int]
    command: list[str]
    process: Forked | subprocess.Popen[bytes] | None = None
    started: float = 0.0
    pause: float = 0.5
    again_at: float = field(default=0.0)

    def start(self) -> None:
        supervisor = str(os.getpid())
        # Each in a process group of its own: a Ctrl-C is the supervisor's to pass on, in its order.
        if FORKS:
            self.process = Forked(f"stepladder-{self.name}", partial(_supervised, supervisor, self.work))
        else:
            environment = os.environ | {PARENT: supervisor}
            self.process = subprocess.Popen(self.command, env=environment, stdin=subprocess.DEVNULL, process_group=0)
        self.started = time.monotonic()

    def look(self) -> None:
        """Start it again if it has ended and its pause is over."""
        now = time.monotonic()
        if self.process is not None and self.process.poll() is not None:
            code, self.process = self.process.returncode, None
            self.pause = 0.5 if now - self.started > _STEADY_SECONDS else min(self.pause * 2, _LONGEST_PAUSE)
            self.again_at = now + self.pause
            wait = "at once" if self.pause < 1 else f"in {self.pause:.0f} s"
            say(f"The {self.name} process ended with {code}; it is started again {wait}.", to=sys.stderr)
        if self.process is None and now >= self.again_at:
            self.start()

    def tell(self, number: int) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(number)


def serve(
    host: str = "127.0.0.1",
    port: int = 8000,
    *,
    demo: bool = False,
    data: Path | None = None,
    clock: str | None = None,
    send_nothing: bool = False,
) -> int:
    """Serve the desk until SIGTERM or SIGINT. Answers the exit code.

    Takes: data - the folder that holds all that is written; clock - the instant at which the clock starts;
    send_nothing - whatever the environment names, nothing goes outside.
    Raises: DeskError - the port is taken, another desk runs in the folder, later events are stored, and the like.
    """
    # What was given is looked at before what stands around: a wrong word is wrong on a free port, too.
    start = read_start(clock) if clock is not None else None
    if send_nothing:
        stay_inside()
    with held(host, port) as address:
        return _serve(host, address, port, demo=demo, data=data, start=start, send_nothing=send_nothing)


def _serve(
    host: str, address: str, port: int, *, demo: bool, data: Path | None, start: datetime | None, send_nothing: bool
) -> int:
    folder = bootstrap.setup(data, preparing=True)
    bootstrap.reach_database()
    link = link_to(host, port)
    bootstrap.warn_of_lost_links(link)
    os.environ["STEPLADDER_URL"] = environment.public_address() or link
    with prepare.lock_of(folder):
        with prepare.alone():
            prepare.set_up_tables()
            prepare.set_clock(folder, start)
            desk = bootstrap.quiet_desk()
            log_ins = prepare.fill(desk, folder, demo=demo)
        from django.db import connections

        connections.close_all()
        say(f"Stepladder is starting on {link}, with its data in {folder}")
        if start is not None:
            say(f"The clock is set: it started at {start.isoformat()} and runs on. It is not the time of day.")
        if send_nothing:
            say("Nothing is sent outside: mail, posts and heartbeats stay in this desk.")
        for one in log_ins:
            # Whoever cannot be told it would have a desk that nobody gets into.
            print(f"Log in as {one.username} ({one.role}) with the password {one.password}", flush=True)
        children = [
            Child("web", partial(web.main, address, port), [sys.executable, "-m", web.__name__, address, str(port)]),
            Child("worker", run.main, [sys.executable, "-m", run.__name__]),
        ]
        return _keep_alive(children, host, port, link)


def _keep_alive(children: list[Child], host: str, port: int, link: str) -> int:
    stopping: list[int] = []

    def stop(number: int, frame: FrameType | None) -> None:
        stopping.append(number)

    for number in OWN_SIGNALS:
        signal.signal(number, stop)
    # Whoever started this may have left the ends of its children to the system: then nobody could be asked how.
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    # Not before: an interrupt in there is not raised, but told and forgotten.
    keep_from_view()
    ready = False
    try:
        for child in children:
            child.start()
        while not stopping:
            for child in children:
                child.look()
            if not ready and _answers(host, port):
                ready = True
                say(f"Ready: {link}")
            time.sleep(_LOOK_EVERY)
    finally:
        _stop(children)
    return 0


def _supervised(supervisor: str, work: Callable[[], int]) -> int:
    """In a child that was forked: as one that was told by its environment whose it is."""
    os.environ[PARENT] = supervisor
    return work()


def _stop(children: list[Child]) -> None:
    """Ask them to end, and end those that do not."""
    for child in children:
        child.tell(signal.SIGTERM)
    end = time.monotonic() + _STOP_SECONDS
    for child in children:
        if child.process is None:
            continue
        try:
            child.process.wait(max(0.1, end - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()


def _answers(host: str, port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1" if host in ("0.0.0.0", "::") else host, port), timeout=0.5):
            return True
    except OSError:
        return False


def say(words: str, to: TextIO | None = None) -> None:
    """A line for people, at once. One that cannot be told, as on a full disk, ends no desk."""
    with suppress(OSError, ValueError):
        print(words, file=to or sys.stdout, flush=True)
