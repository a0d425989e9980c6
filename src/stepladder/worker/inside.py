"""A copy of a desk on trial acts on nobody: the ways out that the environment names are forgotten."""

from __future__ import annotations

import os

WAYS_OUT = ("STEPLADDER_SMTP_URL", "STEPLADDER_WEBHOOK_URL", "STEPLADDER_HEARTBEAT_URL", "STEPLADDER_RATES")
"""What leads outside, and the rates of lanes that are there for that alone. A test holds the list to the settings."""


def stay_inside() -> None:
    """Forget them in this process and in all that it starts. Called before any setting is read."""
    for name in WAYS_OUT:
        os.environ.pop(name, None)
