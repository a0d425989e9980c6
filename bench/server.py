"""A web server in processes of its own, spoken to over one connection that is kept open."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil

from stepladder.worker.lifeline import PARENT

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
KEY = {"STEPLADDER_CHAIN_KEY": "one key for every desk that is measured"}
"""Desks are made by copying the database of another, and its history goes on under its own key alone."""
START_SECONDS, STOP_SECONDS = 60.0, 15.0


def environment(**more: str) -> dict[str, str]:
    """For a program of ours: nothing of the developer's own desk. Its processes end with this one."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("STEPLADDER_", "DJANGO_"))}
    path = os.pathsep.join([str(ROOT / "src"), str(ROOT)])
    return inherited | {"PYTHONPATH": path, PARENT: str(os.getpid()), **KEY} | more


class Server:
    """`python -m MODULE HOST PORT`, until `stop`. Raises: RuntimeError - it does not answer."""

    def __init__(self, module: str, log: Path, **variables: str) -> None:
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            port = int(probe.getsockname()[1])
        with log.open("wb") as file:
            self._process = subprocess.Popen(
                [sys.executable, "-m", module, HOST, str(port)],
                env=environment(**variables), cwd=ROOT, stdin=subprocess.DEVNULL, stdout=file, stderr=file,
            )  # fmt: skip
        self.port = port
        self._log, self._connection = log, http.client.HTTPConnection(HOST, port, timeout=30)
        try:
            self._wait(port)
        except BaseException:
            self.stop()
            raise

    def _wait(self, port: int) -> None:
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end and self._process.poll() is None:
            try:
                socket.create_connection((HOST, port), timeout=1).close()
                return
            except OSError:
                time.sleep(0.05)
        raise RuntimeError(f"the server does not answer:\n{self.log()}")

    def log(self) -> str:
        """The end of what it said."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-2_000:]

    def send(self, method: str, path: str, body: bytes | Iterator[bytes], headers: dict[str, str]) -> tuple[int, bytes]:
        """Status and body of the answer. Takes: body - pieces are sent one by one, as they are made."""
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        return answer.status, answer.read()

    def cpu_seconds(self) -> float:
        """What its processes have used so far, in their own code and in the kernel's."""
        process = psutil.Process(self._process.pid)
        used = [one.cpu_times() for one in (process, *process.children(recursive=True))]
        return sum(one.user + one.system for one in used)

    def memory_bytes(self) -> int:
        """What its processes hold now."""
        process = psutil.Process(self._process.pid)
        return sum(int(one.memory_info().rss) for one in (process, *process.children(recursive=True)))

    def stop(self) -> None:
        self._connection.close()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOP_SECONDS)
