"""What goes to the log of a request that was told to come again: a line, and not where in the desk that was said.

Anybody may bring that about, and as often as they like.
"""

from __future__ import annotations

import logging

from stepladder.service.problems import Busy


class Brief(logging.Filter):
    """For the logger of requests, which gives every exception with all the calls that led to it."""

    def filter(self, record: logging.LogRecord) -> bool:
        fault = record.exc_info[1] if record.exc_info else None
        if isinstance(fault, Busy):
            record.msg, record.args, record.exc_info = f"{record.getMessage()}: {fault}", None, None
        return True
