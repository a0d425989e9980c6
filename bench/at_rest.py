"""A worker that waits, and a worker and a web server after some work among a million open cases."""

from __future__ import annotations

import http.client
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing
from datetime import timedelta
from pathlib import Path

import msgspec
from django.db import connections

from bench.due_cases import add
from bench.messages import messages
from bench.million import connect, desk_folder
from bench.processes import free_port, started, wait_until_ready
from bench.server import HOST, ROOT, environment
from bench.side_by_side import Promise
from stepladder.service.time_port import SystemTime

WAITING, MANY = 10_000, 1_000_000
CORE_PERCENT, MEMORY_MB = 5.0, 200.0
SECONDS, SETTLES = 20.0, 5.0
WOKEN, ASKED = 500, 200


def compare() -> Iterator[Promise]:
    yield _waiting()
    yield from _memory()


def _waiting() -> Promise:
    with ExitStack() as ends:
        worker = started(ends, ["stepladder.worker.run"], desk_folder(WAITING))
        time.sleep(SETTLES)
        used = sum(worker.cpu_times()[:2])
        time.sleep(SECONDS)
        share = (sum(worker.cpu_times()[:2]) - used) / SECONDS * 100
    said = f"{share:.2f} % of a core over {SECONDS:.0f} s"
    name = f"a worker at rest, {WAITING:,} open cases, beside {CORE_PERCENT:g} % of a core"
    return Promise(name, 1.0, share / CORE_PERCENT, said, at_least=False)


def _memory() -> Iterator[Promise]:
    """After cases were woken, signals taken and lists read; private memory and the whole, which counts shared pages."""
    folder, port = desk_folder(MANY), free_port()
    token = _token(folder)
    with ExitStack() as ends:
        worker = started(ends, ["stepladder.worker.run"], folder)
        web = started(ends, ["stepladder.worker.web", HOST, str(port)], folder)
        wait_until_ready(port)
        for number, text in enumerate(messages(ASKED, seed=3)):
            body = {"signal": {"conversation": f"r-{number}", "channel": "email", "text": text}}
            _ask(port, token, "POST", "/api/v1/signals", msgspec.json.encode(body), f"r-{number}")
            _ask(port, token, "GET", "/api/v1/cases?limit=100", b"", "")
        time.sleep(SETTLES)
        for name, process in (("worker", worker), ("web", web)):
            whole = [one.memory_full_info() for one in (process, *process.children(recursive=True))]
            rss, own = (sum(getattr(one, kind) for one in whole) / 1e6 for kind in ("rss", "uss"))
            said = f"{rss:.0f} MB resident in {len(whole)} processes, {own:.0f} MB of it private"
            title = f"memory of {name}, {MANY:,} open cases, beside {MEMORY_MB:g} MB"
            yield Promise(title, 1.0, rss / MEMORY_MB, said, at_least=False)


def _token(folder: Path) -> str:
    """Of a program that may do what is done here; with it come the cases that the worker will wake."""
    database = connect("many", folder)
    now = SystemTime().now()
    add(database, [f"x-{place}" for place in range(WOKEN)], [now + timedelta(seconds=5)] * WOKEN)
    connections["many"].close()
    words = ["token", "new", "--name", f"bench {now:%H%M%S%f}", "--scope", "signals:write,cases:read", "--json"]
    made = subprocess.run(
        [sys.executable, "-m", "stepladder", *words], env=environment(STEPLADDER_HOME=str(folder)), cwd=ROOT,
        stdout=subprocess.PIPE, check=True,
    )  # fmt: skip
    return str(msgspec.json.decode(made.stdout)["token"])


def _ask(port: int, token: str, method: str, path: str, body: bytes, key: str) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}
    with closing(http.client.HTTPConnection(HOST, port, timeout=120)) as connection:
        connection.request(method, path, body, headers | ({"Idempotency-Key": key} if key else {}))
        answer = connection.getresponse()
        said = answer.read()
        if answer.status not in (200, 201):
            raise RuntimeError(f"the desk answered {answer.status}: {said[:300]!r}")
