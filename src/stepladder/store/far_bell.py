"""The bell across hosts: PostgreSQL's NOTIFY, for workers that share a database but no folder with who stores.

It is rung after the commit and not inside the transaction, where every NOTIFY would make all commits of the database
queue up. What is lost by that is a second: workers look by themselves.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import Error, connections
from django.db.backends.base.base import BaseDatabaseWrapper

_log = logging.getLogger(__name__)
CHANNEL = "stepladder_bell"
_REST = 0.02
"""Seconds between two rings: a thousand commits at once are fifty rings."""


@contextmanager
def own_connection(alias: str) -> Iterator[BaseDatabaseWrapper]:
    """A connection beside the thread's usual one, to the same database. Raises: Error - it does not answer."""
    connection = connections[alias].copy()
    try:
        connection.ensure_connection()
        yield connection
    finally:
        connection.close()


class FarRinger:
    """Rings from a thread of its own, so that nobody who stores waits for it; rings close together become one."""

    def __init__(self, alias: str = "default") -> None:
        self._alias = alias
        self._rung, self._starting = threading.Event(), threading.Lock()
        self._thread: threading.Thread | None = None
        self._said = False

    def __call__(self) -> None:
        self._rung.set()
        if self._thread is None or not self._thread.is_alive():
            with self._starting:
                if self._thread is None or not self._thread.is_alive():
                    self._thread = threading.Thread(target=self._run, name="far ringer", daemon=True)
                    self._thread.start()

    def _run(self) -> None:
        while True:
            self._rung.wait()
            try:
                with own_connection(self._alias) as connection:
                    self._ring_over(connection.connection)
            except Error as fault:
                if not self._said:
                    _log.warning("workers elsewhere cannot be rung for and look every second: %s", fault)
                self._said = True
                self._rung.clear()
                time.sleep(1)

    def _ring_over(self, driver: Any) -> None:
        with connections[self._alias].wrap_database_errors:
            while True:
                self._rung.wait()
                # Before the ring: whatever is stored while it sounds is rung for again.
                self._rung.clear()
                driver.execute(f"NOTIFY {CHANNEL}")
                self._said = False
                time.sleep(_REST)
