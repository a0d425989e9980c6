"""The sealer: within a second it links what was committed into the chain of its workspace.

Any number of workers run one each. A look at an idle desk is one look into an index.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connections

from stepladder.core.values import DeskError
from stepladder.service.desk import Desk

_log = logging.getLogger(__name__)
BATCH = 500
"""Events of one seal."""
_LOOK_EVERY = 0.5
_LONGEST_PAUSE = 60.0


class Sealer:
    """`run` returns after `stop`."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        self._stopping = threading.Event()

    @contextmanager
    def in_a_thread(self) -> Iterator[None]:
        """Work beside what is done inside; stopped at its end, with a seal under way brought to its end."""
        thread = threading.Thread(target=self.run, name="sealer", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self.stop()
            thread.join(timeout=5)

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        """Seal and sleep in turn. A fault is logged and followed by a pause that grows while it lasts."""
        pause = _LOOK_EVERY
        while not self._stopping.is_set():
            try:
                self.seal_all()
                pause = _LOOK_EVERY
            except DeskError as fault:
                pause = _LONGEST_PAUSE
                _log.error("%s", fault)
            except Exception:
                pause = min(pause * 2, _LONGEST_PAUSE)
                _log.exception("nothing could be sealed; the next try is in %.0f s", pause)
                # A connection that broke would stay broken.
                connections.close_all()
            self._stopping.wait(pause)
        connections.close_all()

    def seal_all(self) -> int:
        """Seal what is there, workspace by workspace; answers how many events that were."""
        sealed, workspace = 0, self._desk.proof.unsealed()
        while workspace is not None:
            sealed += self._seal(workspace)
            workspace = self._desk.proof.unsealed(after=workspace)
        return sealed

    def _seal(self, workspace: str) -> int:
        sealed = 0
        while not self._stopping.is_set():
            report = self._desk.proof.seal(workspace, self._desk.time.now(), BATCH)
            sealed += report.sealed
            if report.doubtful:
                (stream, version), *others = report.doubtful
                said = (
                    "event %d of %s in %s does not follow from what stands before it, nor do %d others: stored with "
                    "another STEPLADDER_CHAIN_KEY, or changed by hand"
                )
                _log.error(said, version, stream, workspace, len(others))
            if report.adopted:
                _log.warning("%d events of %s had no digest and have one from now on", report.adopted, workspace)
            if report.sealed < BATCH:
                return sealed
        return sealed
