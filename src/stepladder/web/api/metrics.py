"""`/metrics`: how the desk stands, for Prometheus and whatever reads its format."""

from __future__ import annotations

import threading
from time import monotonic

from django.http import HttpRequest, HttpResponse

from stepladder import __version__, bootstrap, environment
from stepladder.service.counting import COUNTS
from stepladder.service.metrics import CONTENT_TYPE, families, written
from stepladder.service.time_port import not_shifted
from stepladder.web.api.doors import refusal
from stepladder.web.api.tokens import caller_of

SCOPE = "admin"
KEPT_SECONDS = 5.0
"""For so long an answer is given again: counting whole tables must not become a burden by being asked often."""


class _Kept:
    """The last answer, and until when it holds."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.until, self.text = 0.0, ""


_kept = _Kept()


def metrics(request: HttpRequest) -> HttpResponse:
    """All metrics of the desk, whichever of its processes is asked."""
    try:
        if not environment.metrics_are_open():
            caller_of(request.META, SCOPE)
        answer = HttpResponse(_text(), content_type=CONTENT_TYPE)
    except Exception as fault:
        return refusal(fault, str(request.method), request.path)
    answer["Cache-Control"] = "no-store"
    return answer


def forget() -> None:
    """Count anew at the next request."""
    with _kept.lock:
        _kept.until = 0.0


def _text() -> str:
    # While one request counts, the others get the last answer: waiting, each would hold a thread and a connection.
    if not _kept.lock.acquire(blocking=not _kept.text):
        return _kept.text
    try:
        if monotonic() >= _kept.until:
            _kept.text = _counted()
            _kept.until = monotonic() + KEPT_SECONDS
        return _kept.text
    finally:
        _kept.lock.release()


def _counted() -> str:
    port, desk = bootstrap.watch_port(), bootstrap.desk()
    COUNTS.hand_over(port.add)
    last = port.last_beat()
    age = None if last is None else max(0.0, (not_shifted(desk.time).now() - last[0]).total_seconds())
    waiting, workers = port.waiting(desk.time.now(), environment.overdue_after()), desk.due_records.records()
    said = families(port.gauges(), waiting, port.counts(), workers, release=__version__, heartbeat_age=age)
    return written(said)
