"""The parts of a desk as programs of their own: web servers and workers, on several hosts or of several releases."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from tests.harness import asking
from tests.harness.desk import START_SECONDS, STOP_SECONDS, free_port
from tests.harness.environment import child_environment

_LOOK_EVERY = 0.1


@dataclass(frozen=True)
class Host:
    """A machine of its own: its folder, and the environment of all that runs there."""

    data: Path
    environment: dict[str, str]

    def run(self, *words: str, status: int = 0) -> str:
        """What a command of the program says when it has ended as it should."""
        done = subprocess.run(
            _command(*words), env=self._whole(), cwd=self._folder(), capture_output=True, text=True, timeout=120
        )
        assert done.returncode == status, f"{words} ended with {done.returncode}: {done.stdout}\n{done.stderr}"
        return done.stdout if status == 0 else done.stderr

    def start(self, *words: str) -> Part:
        log = (self._folder() / f"{words[0]}-{free_port()}.log").open("wb")
        with log:
            process = subprocess.Popen(
                _command(*words), env=self._whole(), cwd=self.data, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        return Part(process, Path(log.name))

    def _folder(self) -> Path:
        self.data.mkdir(parents=True, exist_ok=True)
        return self.data

    def _whole(self) -> dict[str, str]:
        return child_environment(self.data, **self.environment)


class Part:
    """One process that runs until it is stopped. `url` is set for a web server."""

    def __init__(self, process: subprocess.Popen[bytes], log: Path) -> None:
        self.process, self._log, self.url = process, log, ""

    def log(self) -> str:
        return self._log.read_text(encoding="utf-8", errors="replace")

    def ended_within(self, seconds: float) -> bool:
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            return False
        return True

    def until(self, holds: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
        """Wait until something holds. Raises: AssertionError - this process ended, or it took too long."""
        for _ in range(int(seconds / _LOOK_EVERY)):
            if holds():
                return
            assert not self.ended_within(_LOOK_EVERY), f"ended with {self.process.returncode}:\n{self.log()}"
        raise AssertionError(f"not within {seconds} s: {what}\n{self.log()}")

    def stop(self) -> int:
        """End it as an operator would; what does not end in time is killed."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            if not self.ended_within(STOP_SECONDS):
                self.process.kill()
        return self.process.wait(STOP_SECONDS)


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "stepladder", *words]


def answers(url: str) -> bool:
    """Whether a web server says that it can take work."""
    try:
        return asking.get(f"{url}/readyz", timeout=5).status_code == 200
    except httpx.TransportError:
        return False


class Parts:
    """Starts web servers and workers; all of them end with the test."""

    def __init__(self) -> None:
        self.started: list[Part] = []

    def web(self, host: Host) -> Part:
        """A web server that is ready."""
        port = free_port()
        part = self._kept(host.start("web", "--port", str(port)))
        part.url = f"http://127.0.0.1:{port}"
        part.until(lambda: answers(part.url), "a web server that is ready")
        return part

    def worker(self, host: Host) -> Part:
        return self._kept(host.start("worker"))

    def _kept(self, part: Part) -> Part:
        self.started.append(part)
        return part


@pytest.fixture
def parts() -> Iterator[Parts]:
    made = Parts()
    yield made
    for part in made.started:
        part.stop()
