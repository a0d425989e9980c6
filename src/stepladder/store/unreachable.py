"""What is said where the database cannot be had: which one, what it said itself, and how to mend it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from stepladder.core.values import DeskError

_LONGEST = 300


def unreachable(fault: Exception, settings: Mapping[str, Any]) -> DeskError:
    """Takes: settings - the database as Django has it. Its password is not told."""
    said = _first_line(fault)
    if not settings["ENGINE"].endswith("postgresql"):
        mend = "See that the file is the desk's own and may be written; else restore a backup."
        return DeskError(f"the database cannot be opened ({said})", where=str(settings["NAME"]), mend=mend)
    host = settings.get("HOST") or "its usual socket"
    at = f"{host}:{settings['PORT']}" if settings.get("PORT") else host
    user = f" for {settings['USER']}" if settings.get("USER") else ""
    return DeskError(
        f"it cannot be reached ({said})",
        where=f"the PostgreSQL database '{settings['NAME']}' at {at}{user}",
        mend="See that it runs and lets the desk in, or mend STEPLADDER_DATABASE_URL.",
    )


def _first_line(fault: Exception) -> str:
    """What the server or the driver said, without advice and lists that follow on further lines."""
    lines = str(fault).strip().splitlines() or [type(fault).__name__]
    return " ".join(lines[0].split()).removeprefix("connection failed: ").rstrip(".")[:_LONGEST]
