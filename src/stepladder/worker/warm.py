"""Before the first piece of work: policies compiled, and what stays for ever out of the garbage collector's way."""

from __future__ import annotations

import gc
import logging

from stepladder.service.desk import Desk

_log = logging.getLogger(__name__)


def warm_up(desk: Desk) -> None:
    """Compile the policies in force, which takes most of a second. Never fails: what is amiss shows in the work."""
    try:
        for workspace in desk.store.workspaces():
            desk.packs.in_force(workspace.id)
    except Exception as fault:
        _log.warning("nothing could be prepared yet: %s", fault)
    # Packs and code are many small objects that live as long as the process: looking through them again is in vain.
    gc.collect()
    gc.freeze()
