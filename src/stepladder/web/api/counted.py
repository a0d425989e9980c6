"""Counts what becomes of signals, around the whole application: however one came in, its answer says how it ended."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterable
from typing import Any

import msgspec
from django.db import connections

from stepladder import bootstrap
from stepladder.service.counting import COUNTS, INTAKE
from stepladder.web.api.one_signal import ADDRESS, Environ, StartResponse
from stepladder.web.api.signals import REPLAYED

_log = logging.getLogger(__name__)
_BATCH = f"{ADDRESS}/batch"
_EVERY = 10.0
"""Seconds between additions to the sums of the whole desk."""

Application = Callable[[Environ, StartResponse], Iterable[bytes]]


class _Batch(msgspec.Struct, frozen=True):
    accepted: int
    duplicates: int
    refused: list[msgspec.Raw]
    refused_more: int = 0


def counted(application: Application) -> Application:
    """The same application; its answers to signals are counted."""

    def answer(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        if not path.startswith(ADDRESS) or environ["REQUEST_METHOD"] != "POST":
            return application(environ, start_response)
        seen: list[Any] = []

        def started(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            seen[:] = [status, headers]
            return start_response(status, headers, *more)

        body = application(environ, started)
        if seen:
            _count(path, seen[0], seen[1], body)
        return body

    return answer


def keep_adding() -> None:
    """Add this process's counts to the desk's now and then, for as long as the process lives."""
    threading.Thread(target=_add_for_ever, name="counts", daemon=True).start()


def add_now() -> None:
    """Add what was counted to the desk's sums; what cannot be added now is kept for later."""
    COUNTS.hand_over(bootstrap.watch_port().add)


def _add_for_ever() -> None:
    pause = threading.Event()
    while not pause.wait(_EVERY):
        try:
            add_now()
        except Exception as fault:
            _log.warning("counts could not be added (%s)", type(fault).__name__)
            connections.close_all()


def _count(path: str, status: str, headers: list[tuple[str, str]], body: Iterable[bytes]) -> None:
    if path == ADDRESS:
        COUNTS.add(INTAKE, "duplicate" if REPLAYED in headers else "accepted" if status[:1] == "2" else "refused")
    elif path == _BATCH and status[:1] == "2" and isinstance(body, list):
        try:
            batch = msgspec.json.decode(b"".join(body), type=_Batch)
        except msgspec.MsgspecError:
            return
        for outcome, count in (
            ("accepted", batch.accepted),
            ("duplicate", batch.duplicates),
            ("refused", len(batch.refused) + batch.refused_more),
        ):
            if count:
                COUNTS.add(INTAKE, outcome, count)
    elif path == _BATCH:
        COUNTS.add(INTAKE, "refused")
