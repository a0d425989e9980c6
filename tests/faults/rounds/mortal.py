"""A desk that ends itself by SIGKILL when it comes to a named place for the n-th time; else it is as bootstrap made it.

The places are before, inside and after each method of a port that changes something durable, and each try of a channel.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from stepladder.service.desk import Desk

When = Literal["before", "inside", "after"]
WORKER_POINTS = {
    "tick_due": 4, "tick_aggregates": 3, "claim_deliveries": 4, "report_attempt": 8, "finish_reaction": 8, "send": 8,
    "seal": 2,
}  # fmt: skip
"""What a worker changes, and how far into a round its end may lie: at most at so many calls."""
WEB_POINTS = {"commit": 8}
CHANGING = {
    "commit", "tick_due", "tick_aggregates", "claim_deliveries", "report_attempt", "resend", "finish_reaction",
    "postpone_reaction", "save_workspace", "publish", "publish_on_top", "retire_pack", "settle_retirement",
    "keep_candidate", "drop_candidate", "refuse_pack", "publish_calendars", "settle_calendars", "save_person",
    "save_address", "save_absence", "drop_absence", "save_rota", "drop_rota", "save_override", "drop_override",
    "save_customer", "hold_back", "hand_back", "seal",
}  # fmt: skip
"""The methods of the store, the outbox and the proof after which something is stored that was not before."""


@dataclass(slots=True)
class Death:
    """Where a process ends.

    Fields: point - a method of the store, or `send`; number - at which time it comes there; for `inside`, at which
    statement of that method; note - a file that gets the name of the place in the moment before.
    """

    point: str
    when: When
    number: int
    note: Path
    _seen: int = 0
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _here: threading.local = field(default_factory=threading.local)

    def __getstate__(self) -> tuple[str, When, int, Path]:
        return self.point, self.when, self.number, self.note

    def __setstate__(self, kept: tuple[str, When, int, Path]) -> None:
        self.__init__(*kept)  # type: ignore[misc]

    @property
    def name(self) -> str:
        return f"{self.when} {self.point}"

    @contextmanager
    def around(self, point: str) -> Iterator[None]:
        if point == self.point:
            self._come_to("before")
        self._here.point = point
        yield
        self._here.point = None
        if point == self.point:
            self._come_to("after")

    def statement(self) -> None:
        """A statement that changes something runs on this thread."""
        if getattr(self._here, "point", None) == self.point:
            self._come_to("inside")

    def _come_to(self, when: When) -> None:
        if when != self.when:
            return
        with self._lock:
            self._seen += 1
            if self._seen == self.number:
                with self.note.open("a", encoding="utf-8") as file:
                    file.write(f"{self.name}\n")
                os.kill(os.getpid(), signal.SIGKILL)


class _Mortal:
    """A port whose named methods pass the place of death."""

    def __init__(self, port: Any, points: Mapping[str, str], death: Death) -> None:
        self._port, self._points, self._death = port, points, death

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._port, name)
        point = self._points.get(name)
        return found if point is None else self._passing(found, point)

    def _passing(self, method: Callable[..., Any], point: str) -> Callable[..., Any]:
        def call(*words: Any, **more: Any) -> Any:
            with self._death.around(point):
                return method(*words, **more)

        return call


def mortal(desk: Desk, death: Death) -> Desk:
    """The same desk, whose process ends where `death` says."""
    points = {name: name for name in CHANGING}
    ports = {name: getattr(desk, name) for name in ("store", "outbox", "proof")}
    for port in ports.values():
        _watch_statements(port, death)
    passing: dict[str, Any] = {name: _Mortal(port, points, death) for name, port in ports.items()}
    channels: Any = {name: _Mortal(one, {"send": "send"}, death) for name, one in desk.channels.items()}
    return replace(desk, **passing, channels=channels)


def _watch_statements(port: Any, death: Death) -> None:
    """Pass the place of death before each statement by which a port changes a row."""
    for name in ("change", "insert"):
        before = getattr(port._database, name)

        def run(*words: Any, _before: Callable[..., Any] = before) -> Any:
            death.statement()
            return _before(*words)

        setattr(port._database, name, run)
