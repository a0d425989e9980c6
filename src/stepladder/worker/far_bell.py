"""Hears the bell across hosts and rings the one that the due loop waits on."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from typing import Any

from django.db import Error, connections

from stepladder.store.far_bell import CHANNEL, own_connection

_log = logging.getLogger(__name__)
_TRIAL_SECONDS = 2.0
_LONGEST_PAUSE = 30.0
_TRY_AGAIN_AFTER = 180.0
"""Seconds. A trial that was not heard may have met a database that was slow for a moment."""


class FarBell:
    """Listens in a thread of its own from `start` to `stop`, on a connection of its own.

    A pooler that lends connections by the transaction takes the order to listen and then passes nothing on. So a ring
    of our own, over another connection, is tried first: where it is not heard, that is said once and tried again every
    few minutes, and the due loop goes on looking every second, as it does while the database is away.
    """

    def __init__(
        self, ring: Callable[[], None], alias: str = "default", try_again_after: float = _TRY_AGAIN_AFTER
    ) -> None:
        self._ring, self._alias, self._try_again_after = ring, alias, try_again_after
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="far bell", daemon=True)
        self.hears = threading.Event()
        """Set while the bell is heard."""

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Returns within some seconds."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join(timeout=_TRIAL_SECONDS + 1)

    def _run(self) -> None:
        pause, said = 0.5, False
        while not self._stopping.is_set():
            try:
                with own_connection(self._alias) as connection, connections[self._alias].wrap_database_errors:
                    driver = connection.connection
                    heard = self._is_heard(driver)
                    if heard:
                        pause, said = 0.5, False
                        self.hears.set()
                        self._listen(driver)
                if not heard:
                    if not said:
                        _log.warning(
                            "the database passes no notifications on, as behind a pooler: work that others store is "
                            "seen within a second, not at once"
                        )
                    said = True
                    self._stopping.wait(self._try_again_after)
            except Error as fault:
                if self.hears.is_set() or pause == 0.5:
                    _log.warning("the bell across hosts is not heard for now: %s", fault)
                self.hears.clear()  # Before the pause, in which nothing is heard.
                self._stopping.wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            finally:
                self.hears.clear()
                connections[self._alias].close()

    def _is_heard(self, driver: Any) -> bool:
        trial = secrets.token_hex(8)
        driver.execute(f"LISTEN {CHANNEL}")
        with own_connection(self._alias) as other:
            other.connection.execute("SELECT pg_notify(%s, %s)", (CHANNEL, trial))
        return any(one.payload == trial for one in driver.notifies(timeout=_TRIAL_SECONDS, stop_after=1))

    def _listen(self, driver: Any) -> None:
        # What was stored before somebody listened.
        self._ring()
        while not self._stopping.is_set():
            for _ in driver.notifies(timeout=1.0, stop_after=1):
                self._ring()
