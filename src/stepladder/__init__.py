"""Stepladder: a desk that runs written escalation policy."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stepladder.api import Calendar, Decision, DeskError, Pack, PackFaults, Trace, load_pack, rehearse

__all__ = ["Calendar", "Decision", "DeskError", "Pack", "PackFaults", "Trace", "load_pack", "rehearse"]
__version__ = "0.1.0"


def __getattr__(name: str) -> Any:
    # The face is loaded when it is asked for, so that importing one room does not import them all.
    if name in __all__:
        from stepladder import api

        return getattr(api, name)
    raise AttributeError(f"module 'stepladder' has no attribute '{name}'")
