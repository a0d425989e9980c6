"""What a case costs: bytes on each database, work per second on this machine, memory of the processes.

No promise, since none of it is a ratio: it prints figures, for docs/explanation/sizing.md and for whoever has to buy
disks. `python -m bench sizing`.
"""

from __future__ import annotations

import importlib
import os
import platform
import socket
import sys
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import ExitStack
from pathlib import Path

import psutil

from bench.idle import _postgresql as postgresql
from bench.server import HOST, ROOT, environment
from bench.side_by_side import Promise
from stepladder import bootstrap, home

SETTLE_SECONDS = 5.0
BOARDS = 50


def measure() -> list[Promise]:
    """Prints all figures; promises nothing."""
    print(f"{platform.machine()}, {os.cpu_count()} processors, {platform.system()}, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory(prefix="stepladder-bench-") as place, ExitStack() as ends:
        folder = Path(place)
        folder.chmod(0o755)  # PostgreSQL runs as another user where this runs as root, and must get in.
        bootstrap.setup(folder / "home")
        kinds = {"SQLite": home.sqlite(folder / "home" / "desk.sqlite3")}
        server = ends.enter_context(postgresql(folder))
        if server is not None:
            kinds["PostgreSQL"] = server(0)
        # Tables can be imported only where Django has been set up.
        sized = importlib.import_module("bench.sized")
        for kind, settings in kinds.items():
            for line in sized.figures(kind, settings):
                print(line, flush=True)
        for line in memory(folder):
            print(line, flush=True)
    return []


def memory(folder: Path) -> list[str]:
    """Of a web server that has answered, and of a worker at rest, each with all its processes."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = str(probe.getsockname()[1])
    found = []
    parts = {"web": ("stepladder.worker.web", HOST, port), "worker": ("stepladder.worker.run",)}
    for name, words in parts.items():
        with (folder / f"{name}.log").open("wb") as log:
            own = environment(STEPLADDER_HOME=str(folder / "home"))
            process = psutil.Popen([sys.executable, "-m", *words], env=own, cwd=ROOT, stdout=log, stderr=log)
        try:
            time.sleep(SETTLE_SECONDS)
            if name == "web":
                found += _board(f"http://{HOST}:{port}/", process.pid)
            found.append(f"memory, {name}: {_resident(process.pid):.0f} MiB")
        finally:
            process.terminate()
            process.wait(30)
    return found


def _board(url: str, pid: int) -> list[str]:
    """CPU that a board takes the web server, for somebody who has logged in: shown whole, and asked for news."""
    from django.test import Client

    from stepladder.service.workspace import DEFAULT
    from stepladder.users.models import User

    visitor = Client()
    visitor.force_login(User.objects.create_user("lee", "a long password", name="Lee", workspace_id=DEFAULT))
    cookie = {"Cookie": "; ".join(f"{name}={one.value}" for name, one in visitor.cookies.items())}
    etag = _asked(url, cookie)
    if not etag:
        raise AssertionError("the board was not shown")
    found = []
    polling = cookie | {"HX-Request": "true", "If-None-Match": etag}
    for what, headers in {"shown whole": cookie, "asked for news, of which there are none": polling}.items():
        before = _cpu(pid)
        for _ in range(BOARDS):
            _asked(url, headers)
        found.append(f"the board, {what}: {1_000 * (_cpu(pid) - before) / BOARDS:.0f} ms of CPU")
    return found


def _asked(url: str, headers: dict[str, str]) -> str | None:
    """The ETag of the answer."""
    try:
        with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=30) as answer:
            answer.read()
            return str(answer.headers["ETag"])
    except urllib.error.HTTPError as unchanged:
        if unchanged.code != 304:
            raise
        return None


def _cpu(pid: int) -> float:
    process = psutil.Process(pid)
    used = [one.cpu_times() for one in [process, *process.children(recursive=True)]]
    return sum(one.user + one.system for one in used)


def _resident(pid: int) -> float:
    """MiB of a process and of all that it started, what they share counted once."""
    process = psutil.Process(pid)
    return sum(one.memory_full_info().pss for one in [process, *process.children(recursive=True)]) / 2**20
