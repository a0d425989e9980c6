"""A crowd of senders at a desk in processes of its own: none is forgotten, whatever happens to the desk."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.harness import asking
from tests.harness.desk import Desk, StartDesk

SENDERS = 16
LINES = {"Content-Type": "application/x-ndjson"}
MIB = 1024 * 1024


class Crowd:
    """Senders that post one signal after the other until they are told to stop or the desk is gone."""

    def __init__(self, desk: Desk) -> None:
        self.acknowledged: dict[str, bytes] = {}
        self.refused: list[httpx.Response] = []
        self.faults: list[BaseException] = []
        self.enough = threading.Event()
        self._desk = desk
        self._token = desk.token
        self._threads = [threading.Thread(target=self._send, args=(number,)) for number in range(SENDERS)]
        for thread in self._threads:
            thread.start()

    def join(self) -> None:
        for thread in self._threads:
            thread.join(60)

    def _send(self, sender: int) -> None:
        headers = {"Authorization": f"Bearer {self._token}"}
        with asking.client(base_url=self._desk.url, headers=headers, timeout=60) as client:
            for number in range(10_000):
                key = f"{sender}-{number}"
                try:
                    answer = post(client, key)
                except httpx.TransportError:
                    return  # The desk is gone.
                if answer.status_code == 201:
                    self.acknowledged[key] = answer.content
                else:
                    self.refused.append(answer)
                if len(self.acknowledged) >= 200:
                    self.enough.set()
                if self.enough.is_set() and number >= 3:
                    return


def post(client: httpx.Client, key: str) -> httpx.Response:
    # Some share a conversation with another sender, so that groups hold signals that belong together.
    sender, _, number = key.partition("-")
    talk = f"{int(sender) // 2}-{number}"
    signal = {"conversation": talk, "text": "The invoice list shows another company's invoices"}
    return client.post("/api/v1/signals", json={"signal": signal}, headers={"Idempotency-Key": key})


def replayed(desk: Desk, acknowledged: dict[str, bytes]) -> None:
    with asking.client(base_url=desk.url, headers={"Authorization": f"Bearer {desk.token}"}, timeout=60) as client:
        for key, body in acknowledged.items():
            answer = post(client, key)
            assert (answer.status_code, answer.headers.get("Idempotency-Replayed")) == (201, "true"), key
            assert answer.content == body, key


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest) -> str | None:
    return request.getfixturevalue("postgres_url") if request.param == "postgres" else None


def test_a_kill_in_the_middle_of_a_crowd_loses_no_signal_that_was_acknowledged(
    desk: StartDesk, database_url: str | None
) -> None:
    first = desk(database_url=database_url)
    crowd = Crowd(first)
    assert crowd.enough.wait(60)
    web = next(one for one in first.processes() if one.name() == "stepladder-web")
    for process in (*web.children(recursive=True), web):
        process.kill()
    first.kill()
    crowd.join()
    assert len(crowd.acknowledged) >= 200
    assert not crowd.refused
    replayed(desk(data=first.data, database_url=database_url), crowd.acknowledged)


def test_where_few_may_wait_the_others_are_told_to_come_back_and_nobody_is_dropped(desk: StartDesk) -> None:
    started = desk(environment={"STEPLADDER_INTAKE_WAITING": "2"})
    crowd = Crowd(started)
    crowd.join()
    assert crowd.refused, "more came than may wait"
    for answer in crowd.refused:
        assert answer.status_code == 503
        assert int(answer.headers["Retry-After"]) >= 1
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["type"].endswith("busy")
    replayed(started, dict(list(crowd.acknowledged.items())[:100]))


def test_a_batch_of_20_000_lines_is_taken_in_bounded_memory(desk: StartDesk) -> None:
    """Half of them are refused, so the list of those is bounded too."""
    started = desk()
    assert started.post("/api/v1/signals/batch", content=batch("warm", 500), headers=LINES).status_code == 200
    watch = Memory(started)
    answer = started.post("/api/v1/signals/batch", content=batch("n", 20_000), headers=LINES, timeout=300)
    grown = watch.grown()
    found = answer.json()
    assert (found["accepted"], found["duplicates"]) == (10_000, 0)
    assert (len(found["refused"]), found["refused_more"]) == (1_000, 9_000)
    assert [one["line"] for one in found["refused"][:3]] == [2, 4, 6]
    assert grown < 24 * MIB, f"{grown / MIB:.1f} MiB for a batch of {20_000 * LENGTH / MIB:.0f} MiB"


LENGTH = 2_000
"""Bytes of a line, so that a batch that is kept anywhere cannot hide."""


def batch(name: str, count: int) -> Iterator[bytes]:
    """Every second line has a key that is not known. Sent in chunks, as it is made."""
    for number in range(count):
        key = "signal" if number % 2 == 0 else "sign"
        line = json.dumps({key: {"id": f"{name}-{number}", "text": "Good morning"}}).encode()
        yield line + b" " * (LENGTH - len(line)) + b"\n"


class Memory:
    """Looks all the while how much the web server's process holds."""

    def __init__(self, desk: Desk) -> None:
        (supervisor,) = [one for one in desk.processes() if one.pid == desk.pid]
        (web,) = [one for one in supervisor.children() if one.name() == "stepladder-web"]
        self._processes = [web, *web.children(recursive=True)]
        self._ended = threading.Event()
        self._before = self._most = self._now()
        self._thread = threading.Thread(target=self._look)
        self._thread.start()

    def grown(self) -> int:
        """Bytes at the most above what it held at first."""
        self._ended.set()
        self._thread.join()
        return self._most - self._before

    def _look(self) -> None:
        while not self._ended.wait(0.05):
            self._most = max(self._most, self._now())

    def _now(self) -> int:
        return sum(int(one.memory_info().rss) for one in self._processes)


def test_a_file_of_20_000_lines_is_imported_in_bounded_memory(desk: StartDesk, tmp_path: Path) -> None:
    started = desk()
    _, few = imported(started, tmp_path, "few", 500)
    found, many = imported(started, tmp_path, "many", 20_000)
    assert (found["read"], found["stored"]) == (20_000, 10_000)
    assert (len(found["refused"]), found["refused_more"]) == (1_000, 9_000)
    assert many - few < 24 * MIB, f"{(many - few) / MIB:.1f} MiB more than for 500 lines"


def imported(desk: Desk, folder: Path, name: str, count: int) -> tuple[dict[str, Any], int]:
    """What the import answers, and the most memory it held, in bytes."""
    file, said = folder / f"{name}.ndjson", folder / f"{name}.json"
    with file.open("wb") as lines:
        lines.writelines(batch(name, count))
    words = [sys.executable, "-m", "stepladder", "import", str(file), "--json", "--data", str(desk.data)]
    with said.open("wb") as out:
        program = subprocess.Popen(words, stdout=out, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(program.pid, 0)
        program.returncode = os.waitstatus_to_exitcode(status)
    assert program.returncode == 1, "some lines are refused"
    return json.loads(said.read_bytes()), used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
