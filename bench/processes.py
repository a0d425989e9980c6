"""Programs of ours on a data folder, for as long as a block lasts."""

from __future__ import annotations

import http.client
import signal
import socket
import subprocess
import sys
import time
from contextlib import ExitStack, closing
from pathlib import Path

import psutil

from bench.server import HOST, ROOT, environment


def started(ends: ExitStack, words: list[str], folder: Path, **variables: str) -> psutil.Process:
    """`python -m WORDS` until the end; what it says goes into the folder."""
    log = ends.enter_context((folder / "log.txt").open("ab"))
    process = subprocess.Popen(
        [sys.executable, "-m", *words], env=environment(STEPLADDER_HOME=str(folder), **variables), cwd=ROOT,
        stdin=subprocess.DEVNULL, stdout=log, stderr=log,
    )  # fmt: skip

    def stop() -> None:
        process.send_signal(signal.SIGTERM)
        process.wait(20)

    ends.callback(stop)
    return psutil.Process(process.pid)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def wait_until_ready(port: int, seconds: float = 60) -> None:
    """Raises: RuntimeError - the desk does not answer in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            with closing(http.client.HTTPConnection(HOST, port, timeout=5)) as connection:
                connection.request("GET", "/readyz")
                if connection.getresponse().status == 200:
                    return
        except OSError:
            pass
        time.sleep(0.1)
    raise RuntimeError("the desk does not answer")
