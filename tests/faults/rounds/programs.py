"""What runs in the processes of a round: the web server, the worker, who prepares a database, who looks at it.

They are forked from one process that has everything imported, so that a start costs a hundredth of a second.
"""

from __future__ import annotations

import logging
import os
import random
import signal
import socket
import sys
import traceback
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib import import_module
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer

from tests.faults.rounds.mortal import Death, mortal

PACK = Path(__file__).resolve().parents[2] / "data" / "faults"
TOKEN = "sl_" + "f" * 43
WORKSPACE = "main"
SOURCE = "faults"
SECRET = "a secret of these rounds alone"
THREADS = 4


@dataclass(frozen=True, slots=True)
class Place:
    """Where a desk of a round lives. `database_url` is None for the SQLite file in the folder."""

    folder: Path
    database_url: str | None
    mail: str
    posts: str


def get_ready() -> None:
    """Import all that a process will need. Called once, in the process that the others are forked from."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "stepladder.settings"
    os.environ.pop("STEPLADDER_DATABASE_URL", None)
    # Each process is led to a folder of its own later. Whoever would forget that finds a place where nothing can be.
    os.environ["STEPLADDER_HOME"] = os.devnull
    os.environ["STEPLADDER_CHAIN_KEY"] = "the same for every process of every round"
    import django

    django.setup()
    for module in _NEEDED:
        import_module(module)
    from stepladder.core.triage.loading import load
    from stepladder.packfiles import read

    name, files = read(PACK)
    _compiled.append(load(name, files))


_compiled: list[Any] = []
_NEEDED = (
    "psycopg", "stepladder.bootstrap", "stepladder.store.adapter", "stepladder.web.urls", "stepladder.web.wsgi",
    "stepladder.worker.loop", "stepladder.worker.prepare", "stepladder.worker.sealer", "tests.faults.rounds.law",
)  # fmt: skip


def run_worker(place: Place, death: Death | None) -> None:
    """`stepladder worker` without its start: due loop, senders and sealer."""
    folder = _enter(place, death)
    from stepladder import bootstrap
    from stepladder.worker.bell import Bell
    from stepladder.worker.loop import Worker
    from stepladder.worker.sealer import Sealer

    desk = bootstrap.desk()
    worker = Worker(desk, Bell(folder))
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: worker.stop())
    # Without the auditor: it would make up for what is lost before anybody could see it.
    with Sealer(desk).in_a_thread():
        worker.run()


def run_web(place: Place, death: Death | None, port: int) -> None:
    """The desk's own application behind a plain server of as many threads as the real one has."""
    _enter(place, death)
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    from stepladder.web.wsgi import application

    server = _Server(("127.0.0.1", port), _Quiet)
    server.set_app(application)
    server.serve_forever()


def prepare(place: Place) -> None:
    """Tables, a workspace with the policy of seconds, a token: what a round starts from."""
    _enter(place, None)
    from stepladder import bootstrap
    from stepladder.service.workspace import create_workspace
    from stepladder.users.tokens import new_token
    from stepladder.worker import prepare as start

    start.set_up_tables()
    desk = bootstrap.desk()
    create_workspace(desk, WORKSPACE, name="Faults", pack=str(PACK))
    new_token(WORKSPACE, SOURCE, ("admin",), now=desk.time.now(), source=SOURCE, secret=TOKEN)
    _close()


def look(place: Place, said: Any, back: Connection) -> None:
    """Say what is broken; without `said` what is still to be done."""
    _enter(place, None)
    from stepladder import bootstrap
    from tests.faults.rounds import law

    desk = bootstrap.desk()
    back.send(law.waiting(desk) if said is None else law.broken(desk, said))
    _close()


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _enter(place: Place, death: Death | None) -> Path:
    """Make this process one of the desk's: its folder, its database, its clock, its way to die."""
    from stepladder.worker.lifeline import tie_to_parent

    tie_to_parent()
    if not _compiled:
        get_ready()  # Nobody had prepared it.
    sys.stderr = (place.folder / "desk.log").open("a", buffering=1, encoding="utf-8")
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, force=True)
    os.environ["STEPLADDER_HOME"] = str(place.folder)
    os.environ["STEPLADDER_SMTP_URL"] = place.mail
    os.environ["STEPLADDER_WEBHOOK_URL"], os.environ["STEPLADDER_WEBHOOK_SECRET"] = place.posts, SECRET
    if place.database_url is not None:
        os.environ["STEPLADDER_DATABASE_URL"] = place.database_url
    from django.db import connections

    from stepladder import bootstrap, home

    if any(one.alias == "default" for one in connections.all(initialized_only=True)):
        del connections["default"]
    chosen = {"default": home.database(place.folder)}
    connections.settings["default"] = connections.configure_settings(chosen)["default"]
    _build_with(bootstrap, place, death)
    random.seed()
    return place.folder


def _build_with(bootstrap: Any, place: Place, death: Death | None) -> None:
    """Let bootstrap put the desk together as ever, on the clock of the round, and mark the place of death in it."""
    from tests.faults.rounds.clock import MovableClock

    build = bootstrap.build

    def built(*_: Any) -> Any:
        desk = build(MovableClock(place.folder / "moved"))
        for pack in _compiled:
            desk.packs.keep(pack)
        return desk if death is None else mortal(desk, death)

    bootstrap.build = built


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Say nothing of each request."""


class _Server(WSGIServer):
    """A pool of threads that live on, since each holds a connection to the database."""

    request_queue_size = 64

    def __init__(self, *words: Any) -> None:
        self._pool = ThreadPoolExecutor(THREADS)
        super().__init__(*words)

    def server_bind(self) -> None:
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_name, self.server_port = self.server_address[:2]
        self.setup_environ()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._pool.submit(self._answer, request, client_address)

    def _answer(self, request: Any, client_address: Any) -> None:
        try:
            self.finish_request(request, client_address)
        except OSError:
            pass  # Whoever asked is gone.
        except Exception:
            traceback.print_exc()
        finally:
            self.shutdown_request(request)


def said_in(path: Path) -> list[str]:
    """The places at which processes ended themselves."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []
