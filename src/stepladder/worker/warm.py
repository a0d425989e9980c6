"""Before the first piece of work: policies compiled, threads made to give way soon, and garbage kept from view."""

from __future__ import annotations

import logging
import sys

from stepladder.memory import keep_from_view
from stepladder.service.desk import Desk

_log = logging.getLogger(__name__)
_GIVE_WAY_AFTER = 0.0005
"""Seconds. The due loop shares its process with senders: at Python's own 5 ms each of them would make it that late."""


def warm_up(desk: Desk) -> None:
    """Compile the policies in force, which takes most of a second. Never fails: what is amiss shows in the work."""
    try:
        for workspace in desk.store.workspaces():
            desk.packs.in_force(workspace.id)
    except Exception as fault:
        _log.warning("nothing could be prepared yet: %s", fault)
    sys.setswitchinterval(_GIVE_WAY_AFTER)
    keep_from_view()
