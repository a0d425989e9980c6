"""What each of the programs is asked, and how its answers are handed over. Imported under other Pythons too."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any
from unittest.mock import patch

CLAIMS = {
    "second pass": "a second pass over the same overdue case tells nobody again",
    "holiday": "a holiday puts the deadline off",
    "zone": "opening hours are those of the office's zone",
    "warning once": "a warning before the deadline comes, and once",
    "unassigned": "somebody in the house hears of an overdue case that nobody has",
}
DUE = 300
"""Overdue cases of the pass whose CPU time is taken."""
DATABASE = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": ":memory:"}}
APPS = ["django.contrib.auth", "django.contrib.contenttypes", "django.contrib.sessions", "django.contrib.sites"]


def at(text: str) -> datetime:
    """An instant with its offset."""
    return datetime.fromisoformat(text)


def when(moment: datetime) -> Any:
    """For a program that asks Django for the time: what it is to be told, as long as the block lasts."""
    return patch("django.utils.timezone.now", lambda: moment)


def answer(claims: dict[str, Callable[[], bool]], each: Callable[[], tuple[float, float]], version: str) -> None:
    """Print it all as JSON. Takes: each - milliseconds of CPU and messages of an overdue case."""
    right = {name: claims[name]() for name in CLAIMS}
    each_ms, messages = each()
    json.dump({"version": version, "right": right, "each_ms": each_ms, "messages": messages}, sys.stdout)
