"""One deadline for a whole conversation, however slowly the other side talks: for SMTP and for HTTP."""

from __future__ import annotations

import io
import math
import smtplib
import socket
import time
from collections.abc import Callable
from typing import Any

LONGEST_SILENCE = 20.0
"""Seconds that one read, write or connection may take at the most, so that a dead peer is known before the deadline."""
_FOR_A_GOODBYE = 1.0


class TimedSmtp(smtplib.SMTP):
    """Each read and write waits no longer than is left until the deadline; after it they raise TimeoutError.

    The time-out of a socket alone is for one read: a peer that sends a byte now and then would hold it for ever.
    """

    def __init__(
        self, until: float, host: str, port: int, longest_silence: float = LONGEST_SILENCE, **more: Any
    ) -> None:
        """Takes: until - the deadline, as `time.monotonic` counts."""
        self._until, self._longest_silence = until, longest_silence
        super().__init__(host, port, timeout=self.seconds_left(), **more)

    def seconds_left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the conversation took too long")
        return min(left, self._longest_silence)

    def wait_to_the_end(self) -> None:
        """One read or write may take all that is left from now on: to give up early would leave a doubt."""
        self._longest_silence = math.inf

    def goodbye(self) -> None:
        """All is said and heard, so that nobody waits long for the answer to this. Raises: as any other command."""
        self._until = min(self._until, time.monotonic() + _FOR_A_GOODBYE)
        self.quit()

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = io.BufferedReader(Reading(self.sock, self.seconds_left))
        return super().getreply()

    def send(self, s: Any) -> None:
        if self.sock is not None:
            self.sock.settimeout(self.seconds_left())
        super().send(s)


class SecureTimedSmtp(TimedSmtp, smtplib.SMTP_SSL):
    """The same, encrypted from the first byte."""


class Reading(io.RawIOBase):
    """What a peer says, for as long as there is time. Takes: seconds_left - raises TimeoutError where none is left."""

    def __init__(self, sock: socket.socket, seconds_left: Callable[[], float]) -> None:
        self._sock, self._seconds_left = sock, seconds_left

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        self._sock.settimeout(self._seconds_left())
        return self._sock.recv_into(into)


def no_answer(fault: BaseException | None, begun: float) -> str | None:
    """`did not answer within 20 s`; None where the fault is another than that the peer said nothing.

    Takes: begun - when the try began, as `time.monotonic` counts.
    """
    while fault is not None and not isinstance(fault, TimeoutError):
        # smtplib tells of it as of a connection that was closed.
        fault = fault.__cause__ or fault.__context__
    waited = max(1, round(time.monotonic() - begun))
    return f"did not answer within {waited} s" if fault is not None else None
