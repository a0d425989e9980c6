"""A desk as a user runs it: the program itself, in processes of its own, over real HTTP."""

import fcntl
import itertools
import os
import random
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from tests.harness import asking
from tests.harness.environment import child_environment
from tests.harness.tokens import new_token

ALL_SCOPES = "signals:write,cases:read,cases:write,policy:read,policy:write,admin"
START_SECONDS = 60.0
STOP_SECONDS = 15.0
PAUSE_SECONDS = 0.05

_BLOCKS, _PORTS_EACH = range(12_000, 32_000, 100), 100
"""Where the ports of tests are, below those of clients; a process draws from one block at a time."""


def free_port() -> int:
    """A port that nobody listens on and no other process of any run chooses while this one lives.

    Two desks that start at once on one port would both get it, and answer in turn.
    """
    _, ports = _block_of(os.getpid())
    for port in itertools.islice(ports, _PORTS_EACH):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise RuntimeError(f"all {_PORTS_EACH} ports of this process are in use: look for desks that it left running")


@cache
def _block_of(_pid: int) -> tuple[int, Iterator[int]]:
    """A block nobody else has: its lock, which the system gives back as the process ends, and its ports in turn.

    By the process, because one that is forked takes what it knows along, and would draw the same ports.
    """
    for first in random.sample(_BLOCKS, len(_BLOCKS)):
        lock = _locked(Path(tempfile.gettempdir(), f"stepladder-ports-{first}"))
        if lock is not None:
            return lock, itertools.cycle(range(first, first + _PORTS_EACH))
    raise RuntimeError(f"every block of ports is taken: look for tests that were left running, {tempfile.gettempdir()}")


def _locked(file: Path) -> int | None:
    """None where another process has it, or the file is another user's."""
    try:
        lock = os.open(file, os.O_CREAT | os.O_RDWR, 0o666)
    except OSError:
        return None
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(lock)
        return None
    return lock


class Desk:
    """One started desk.

    Fields: data - its folder. url - its address without a slash at the end. pid - of the supervisor. Started again over
    the same `data` it goes on with what is stored there.
    """

    def __init__(self, data: Path, *, options: tuple[str, ...], environment: dict[str, str], program: tuple[str, ...]):
        data.mkdir(parents=True, exist_ok=True)
        self.data = data
        self._program = program
        self._environment = child_environment(data, **environment)
        self._log = data / "desk.log"
        self._token: str | None = None
        self.url = f"http://127.0.0.1:{free_port()}"
        self._known: set[psutil.Process] = set()
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [*program, "serve", "--port", self.url.rpartition(":")[2], "--data", str(data), *options],
                env=self._environment,
                cwd=data,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # A Ctrl-C meant for the tests is not the desk's.
            )
        self.pid = self._process.pid

    def wait_until_ready(self, seconds: float = START_SECONDS) -> "Desk":
        """Return when /readyz says so. Raises: AssertionError - it ended or took too long, with its log."""
        end = time.monotonic() + seconds
        answer = "no answer"
        while time.monotonic() < end:
            assert self._process.poll() is None, f"the desk ended with {self._process.returncode}:\n{self.log()}"
            try:
                answer = str(asking.get(f"{self.url}/readyz", timeout=5).status_code)
            except httpx.TransportError as error:
                answer = str(error)
            if answer == "200":
                return self
            self.ended_within(PAUSE_SECONDS)
        raise AssertionError(f"not ready after {seconds} s, /readyz: {answer}\n{self.log()}")

    def log(self) -> str:
        """All that the desk has said, of this start and of earlier ones over the same folder."""
        return self._log.read_text(encoding="utf-8", errors="replace")

    def run(self, *words: str, input: str | None = None, status: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run another command on this desk's data. `status` is the exit code it must have; None takes any."""
        done = subprocess.run(
            [*self._program, *words],
            env=self._environment,
            cwd=self.data,
            input=input,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert status in (None, done.returncode), f"{words} ended with {done.returncode}: {done.stdout}\n{done.stderr}"
        return done

    @property
    def token(self) -> str:
        """A bearer token with every scope, made on first use; a desk started again over the same folder keeps it."""
        kept = self.data / "tests.token"
        if self._token is None and kept.exists():
            self._token = kept.read_text(encoding="utf-8")
        if self._token is None:
            self._token = new_token(self.data, self._environment, ALL_SCOPES)
            kept.write_text(self._token, encoding="utf-8")
        return self._token

    def request(self, method: str, path: str, **more: Any) -> httpx.Response:
        """One HTTP request with the token; `more` as httpx takes it."""
        headers = {"Authorization": f"Bearer {self.token}"} | more.pop("headers", {})
        return asking.request(method, self.url + path, headers=headers, timeout=more.pop("timeout", 30), **more)

    def get(self, path: str, **more: Any) -> httpx.Response:
        return self.request("GET", path, **more)

    def post(self, path: str, **more: Any) -> httpx.Response:
        return self.request("POST", path, **more)

    def processes(self) -> list[psutil.Process]:
        """The supervisor and what it has started, those alive now."""
        try:
            supervisor = psutil.Process(self.pid)
            self._known |= {supervisor, *supervisor.children(recursive=True)}
        except psutil.NoSuchProcess:
            pass
        return [process for process in self._known if _lives(process)]

    def ended_within(self, seconds: float) -> bool:
        """Whether the supervisor ends in this time."""
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def stop(self) -> int:
        """End it as an operator would. Returns the exit code; whatever does not end in time is killed."""
        started = self.processes()
        if self._process.poll() is None:
            self._process.send_signal(signal.SIGTERM)
        self.ended_within(STOP_SECONDS)
        _kill(started)
        return self._process.wait(STOP_SECONDS)

    def kill(self, seconds: float = STOP_SECONDS) -> list[psutil.Process]:
        """Kill the supervisor alone, as a crash would. Returns what of the desk lives on after `seconds`."""
        started = self.processes()
        self._process.kill()
        self._process.wait(STOP_SECONDS)
        _gone, alive = psutil.wait_procs(started, timeout=seconds)
        return [process for process in alive if _lives(process)]


def _lives(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def _kill(processes: list[psutil.Process]) -> None:
    for process in processes:
        if _lives(process):
            process.kill()
    psutil.wait_procs(processes, timeout=STOP_SECONDS)


StartDesk = Callable[..., Desk]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[StartDesk]:
    """Starts desks: `desk(clock="2025-03-08T23:40:00-05:00")`. All of them end with the test.

    Fields: data - a folder to go on with, else a new one. clock - the instant its time starts at. demo - with the demo
    workspace. database_url - a PostgreSQL, else embedded SQLite. options - further words for `serve`. environment -
    further variables. ready - whether to wait until it answers. program - how to start it, else this interpreter's
    `-m stepladder`.
    """
    started: list[Desk] = []

    def start(
        *options: str,
        data: Path | None = None,
        clock: str | None = None,
        demo: bool = False,
        database_url: str | None = None,
        environment: dict[str, str] | None = None,
        ready: bool = True,
        program: tuple[str, ...] = (sys.executable, "-m", "stepladder"),
    ) -> Desk:
        words = (*options, *(("--clock", clock) if clock else ()), *(("--demo",) if demo else ()))
        settings = (environment or {}) | ({"STEPLADDER_DATABASE_URL": database_url} if database_url else {})
        new = Desk(data or tmp_path / f"desk-{len(started)}", options=words, environment=settings, program=program)
        started.append(new)
        return new.wait_until_ready() if ready else new

    yield start
    for one in started:
        one.stop()
