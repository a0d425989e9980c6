"""A worker keeps account of its due loop, and stores it now and then for whoever looks after the desk."""

from __future__ import annotations

import os
import socket
import threading
import time
from datetime import datetime, timedelta

from stepladder.service.desk import Desk
from stepladder.service.ports import DueReport
from stepladder.service.ports_due import DueRecord

_BUSY, _IDLE = 10.0, 60.0
"""Seconds between two stored accounts while there is something new to say, and else."""


class Account:
    """Lateness, failures and jumps of the clock since this worker started. Any thread may tell of a jump."""

    def __init__(self, desk: Desk) -> None:
        self._desk, now = desk, desk.time.now()
        name = f"{socket.gethostname()[:60]}/{os.getpid()}/{now:%Y-%m-%dT%H:%M:%S}"
        self._record = self._kept = DueRecord(worker=name, started_at=now, seen_at=now)
        self._keep_at = 0.0
        self._lock = threading.Lock()

    def woken(self, report: DueReport) -> None:
        if not report.seen:
            return
        with self._lock:
            self._record = self._record.and_woken(report.late_by, len(report.failed))

    def jumped(self, now: datetime, by: timedelta) -> None:
        with self._lock:
            self._record = self._record.and_jumped(now, by)
            self._keep_at = 0.0

    def keep(self) -> None:
        """Store it if it is time to."""
        steady = time.monotonic()
        if steady < self._keep_at - (_IDLE - _BUSY if self._record is not self._kept else 0.0):
            return
        with self._lock:
            self._record = self._kept = self._record.seen(self._desk.time.now())
        self._desk.due_records.keep(self._kept)
        self._keep_at = steady + _IDLE
