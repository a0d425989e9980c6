"""A batch of 100,000 lines over HTTP: the memory it takes while it is read, stored and answered."""

from __future__ import annotations

import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import msgspec

from bench.fresh import Fresh
from bench.server import Server
from bench.side_by_side import Promise

COUNT = 100_000
LENGTH = 2_000
"""Bytes of a line: 200 MB in all, so that a body that is kept anywhere shows."""
MOST_BYTES = 32_000_000


def measure() -> list[Promise]:
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place, ExitStack() as ends:
        fresh = Fresh(Path(place) / "ours")
        server = Server("stepladder.worker.web", Path(place) / "ours.log", STEPLADDER_HOME=str(fresh.home))
        ends.callback(server.stop)
        headers = {"Authorization": f"Bearer {fresh.token}", "Content-Type": "application/x-ndjson"}
        _send(server, "warm-up", 1_000, headers)
        ended, before, seen = threading.Event(), server.memory_bytes(), []

        def watch() -> None:
            while not ended.wait(0.05):
                seen.append(server.memory_bytes())

        watcher = threading.Thread(target=watch)
        watcher.start()
        try:
            started = time.perf_counter()
            _send(server, "line", COUNT, headers)
            seconds = time.perf_counter() - started
        finally:
            ended.set()
            watcher.join()
    grown = max(seen) - before
    said = f"{grown / 1e6:,.1f} MB more than the {before / 1e6:,.0f} MB before, {COUNT / seconds:,.0f} lines/s"
    return [
        Promise(
            "memory of a batch of 100,000 lines, as a share of 32 MB", 1, grown / MOST_BYTES, said, at_least=False
        )
    ]  # fmt: skip


def _send(server: Server, name: str, count: int, headers: dict[str, str]) -> None:
    """Raises: AssertionError - it was not taken as it must be: nine of ten lines are good."""
    status, body = server.send("POST", "/api/v1/signals/batch", _lines(name, count), headers)
    answer = msgspec.json.decode(body)
    refused = len(answer.get("refused", ())) + answer.get("refused_more", 0)
    if (status, answer.get("accepted"), refused) != (200, count - count // 10, count // 10):
        raise AssertionError(f"answered {status}: {body[:300]!r}")


def _lines(name: str, count: int) -> Iterator[bytes]:
    """Each tenth has a key that is not known."""
    for number in range(count):
        key = "sign" if number % 10 == 9 else "signal"
        yield msgspec.json.encode({key: {"id": f"{name}-{number}", "text": "Good morning"}}).ljust(LENGTH - 1) + b"\n"
