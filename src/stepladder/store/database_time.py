"""The time of day by the database's clock, so that all hosts of one desk agree, whatever their own clocks say."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from django.db import Error

from stepladder.service.ports import TimePort
from stepladder.store.sql import Database

_ASK_EVERY = 10.0
_ASK_AGAIN = 1.0


class DatabaseTime:
    """Asked every ten seconds and counted on in between; a database that does not answer changes nothing.

    Only until it answers for the first time does the host's own clock count.
    """

    shifted = False

    def __init__(self, alias: str, own: TimePort, steady: Callable[[], float] = time.monotonic) -> None:
        self._database, self._own, self._steady = Database(alias), own, steady
        self._asking = threading.Lock()
        self._known: tuple[datetime, float] | None = None
        self._ask_at = steady()

    def now(self) -> datetime:
        # Nobody waits while another thread asks: the last answer does as well.
        if self._steady() >= self._ask_at and self._asking.acquire(blocking=False):
            try:
                self._ask()
            finally:
                self._asking.release()
        if self._known is None:
            return self._own.now()
        at, when = self._known
        return at + timedelta(seconds=self._steady() - when)

    def _ask(self) -> None:
        before = self._steady()
        try:
            row = self._database.row("SELECT clock_timestamp()")
        except Error:
            self._ask_at = self._steady() + _ASK_AGAIN
            return
        after = self._steady()
        assert row is not None
        self._known = row[0].astimezone(UTC), (before + after) / 2
        self._ask_at = after + _ASK_EVERY
