"""The heartbeat: while the desk works in time it says so, to a file, a row and a webhook; else it falls silent."""

from __future__ import annotations

import logging
import os
import socket
import threading
import urllib.request
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import msgspec
from django.db import connections
from msgspec.structs import replace

from stepladder import __version__, beats
from stepladder.beats import Beat, Sealed
from stepladder.core.values import lasted
from stepladder.service.counting import COUNTS
from stepladder.service.desk import Desk
from stepladder.service.lanes import SenderLane, in_words
from stepladder.service.patience import CRITICAL
from stepladder.service.ports_watch import WatchPort
from stepladder.service.time_port import not_shifted

_log = logging.getLogger(__name__)
_LOOK_AGAIN = 2.0
"""Seconds until a desk that was not well is looked at again, so that a short fault costs no whole beat."""
_POST_SECONDS = 10.0


@dataclass(frozen=True, slots=True)
class Pace:
    """How often the heart beats, where to, and how late the desk's work may be. `url` is None for no webhook."""

    every_seconds: float = 30.0
    overdue_seconds: float = 60.0
    url: str | None = None


class Heart:
    """Beats until `stop`, as long as nothing is overdue and the database answers.

    A loop, sender or sealer that hangs is noticed by what it leaves undone: the next instant of its work stays past.
    Messages may wait for longer while their sender tries one after the other: then it is their peer that hangs.
    Takes: lanes - those of the senders of this process, which know when they last took a message up.
    """

    def __init__(
        self, desk: Desk, kept: WatchPort, folder: Path, secret: str, pace: Pace, lanes: Sequence[SenderLane]
    ) -> None:
        self._desk, self._kept, self._folder, self._secret, self._pace = desk, kept, folder, secret, pace
        self._lanes = lanes
        self._stopping = threading.Event()
        self._time = not_shifted(desk.time)
        self._started_at = self._time.now()
        self._worker = f"{socket.gethostname()}:{os.getpid()}"
        self._sequence = 0
        self._silent_because: str | None = None
        self._posting: threading.Thread | None = None

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        """Beat until stopped. Whatever keeps it from beating is logged once."""
        while not self._stopping.is_set():
            try:
                self.add_counts()
                amiss = self.amiss()
                if amiss is None:
                    self.beat()
            except Exception as fault:
                amiss = f"the desk cannot be looked at ({type(fault).__name__}: {str(fault)[:200]})"
                # A connection that broke would stay broken.
                connections.close_all()
            self._say(amiss)
            every = self._pace.every_seconds
            self._stopping.wait(every if amiss is None else min(every, _LOOK_AGAIN))
        connections.close_all()

    def add_counts(self) -> None:
        """Add what this process counted to the sums of the desk; what cannot be added now is kept for later."""
        COUNTS.hand_over(self._kept.add)

    def amiss(self) -> str | None:
        """Why the heart must not beat now; None where all is done in time. Raises: what the database raises."""
        now = self._desk.time.now()
        patience = timedelta(seconds=self._pace.overdue_seconds)
        for what, instant in self._left_undone(now, patience):
            if instant is not None and now - instant > patience:
                return f"{what} has been due for {lasted(now - instant)}"
        return None

    def _left_undone(self, now: datetime, patience: timedelta) -> Iterator[tuple[str, datetime | None]]:
        """What is due next of all that nobody is seen to work on, each with its name."""
        store = self._desk.store
        yield "a case or a command", store.next_instant()
        for one in self._lanes:
            if not one.is_at_work(now, patience):
                yield f"a message {in_words(one.name)}", store.next_instant(one.lane)
            elif not one.is_at_work(now, patience, critical=True):
                # A sender that tries others meanwhile is no excuse.
                critical = replace(one.lane, from_urgency=CRITICAL)
                yield f"a critical message {in_words(one.name)}", store.next_instant(critical)
        backlog = self._desk.proof.backlog()
        yield "the seal of an event", None if backlog is None else backlog.stands_since

    def beat(self) -> None:
        """Say that the desk is well. Raises: OSError - the folder cannot be written; what the database raises."""
        self._sequence += 1
        now = self._time.now()
        beat = Beat(
            desk=self._desk.link,
            worker=self._worker,
            release=__version__,
            started_at=self._started_at,
            at=now,
            sequence=self._sequence,
            every_seconds=max(1, round(self._pace.every_seconds)),
            ill_peers=tuple(one.name for one in self._lanes if one.flow.is_probing),
        )
        sealed = beats.seal(beat, self._secret)
        self._kept.keep_beat(self._worker, now, msgspec.json.encode(sealed))
        beats.write(self._folder, sealed)
        self._post(sealed)

    def _say(self, amiss: str | None) -> None:
        if amiss is not None and self._silent_because is None:
            _log.error("the heartbeat stops: %s", amiss)
        elif amiss is None and self._silent_because is not None:
            _log.warning("the heartbeat goes on; it had stopped because %s", self._silent_because)
        self._silent_because = amiss

    def _post(self, sealed: Sealed) -> None:
        """In a thread of its own: a receiver that hangs must not keep the file from being written."""
        if self._pace.url is None or (self._posting is not None and self._posting.is_alive()):
            return
        self._posting = threading.Thread(
            target=_post, args=(self._pace.url, sealed), name="heartbeat post", daemon=True
        )
        self._posting.start()


def _post(url: str, sealed: Sealed) -> None:
    request = urllib.request.Request(
        url,
        data=sealed.beat.encode(),
        headers={"Content-Type": "application/json", beats.HEADER: sealed.signature},
        method="POST",
    )
    try:
        with urllib.request.urlopen(request, timeout=_POST_SECONDS) as answer:
            answer.read(beats.LARGEST)
    # Whatever the receiver does, the next beat tries again; who listens there notices what is missing.
    except Exception as fault:
        _log.warning("the heartbeat was not taken by its webhook (%s: %s)", type(fault).__name__, str(fault)[:200])
