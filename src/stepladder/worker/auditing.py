"""The auditor's thread: walks over all cases and aggregates for ever, with a small share of one core."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta

from django.db import connections

from stepladder.service.audit_walk import GRACE, Round, audit_due, audit_page
from stepladder.service.counting import AUDITED, COUNTS, LEFT_ALONE, ROUNDS
from stepladder.service.desk import Desk
from stepladder.service.ports_audit import AuditPort, Finding
from stepladder.service.ports_watch import WatchPort

_log = logging.getLogger(__name__)
_SHORTEST_PAUSE = 0.05
_BETWEEN_ROUNDS = 10.0
"""Seconds. A small desk is looked through every ten seconds, a large one as often as the share allows."""
_AFTER_A_FAULT = 30.0


class Auditor:
    """Looks through the desk page by page until `stop`. Fields: at - where it stands, for metrics and tests."""

    def __init__(
        self, desk: Desk, port: AuditPort, watch: WatchPort, percent: float = 2.0, grace: timedelta = GRACE
    ) -> None:
        """Takes: percent - how much of one core it may take; grace - for how long something may be due."""
        self._desk, self._port, self._watch, self._share, self._grace = desk, port, watch, percent / 100, grace
        self._stopping = threading.Event()
        self.at = Round()

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        """Audit until stopped. A fault is logged and followed by a pause: what is broken may be mended meanwhile."""
        late_looked = 0.0
        while not self._stopping.is_set():
            begun, rounds, rows, newer = time.thread_time(), self.at.rounds, self.at.looked_at, self.at.newer
            try:
                found = audit_page(self._port, self.at, self._desk.time.now())
                if time.monotonic() - late_looked >= _BETWEEN_ROUNDS:
                    late_looked = time.monotonic()
                    found += audit_due(self._port, self._watch, self._desk.time.now(), self._grace)
                for one in found:
                    _say(one)
            except Exception:
                _log.exception("the audit failed; it goes on in %.0f s", _AFTER_A_FAULT)
                # A connection that broke would stay broken.
                connections.close_all()
                self._stopping.wait(_AFTER_A_FAULT)
                continue
            COUNTS.add(AUDITED, count=self.at.looked_at - rows)
            COUNTS.add(ROUNDS, count=self.at.rounds - rounds)
            COUNTS.add(LEFT_ALONE, count=self.at.newer - newer)
            if self.at.newer and not newer:
                _log.warning("audit: what only a later release knows is left to the auditor of that one")
            used = time.thread_time() - begun
            pause = max(_SHORTEST_PAUSE, used / self._share - used)
            self._stopping.wait(max(pause, _BETWEEN_ROUNDS) if self.at.rounds > rounds else pause)
        connections.close_all()


def _say(one: Finding) -> None:
    end = "it was repaired" if one.repaired_at is not None else "it stands"
    _log.warning("audit: %s %s of %s: %s; %s", one.kind, one.stream, one.workspace, one.said, end)
