"""Bodies of requests that are waited for: never so many that no thread is left for anybody else.

The web server reads no body before a thread asks for it, and a thread that waits for one cannot be called back. Whoever
opens many connections and sends nothing further would have them all, without a log-in.
"""

from __future__ import annotations

from collections.abc import Callable
from threading import BoundedSemaphore
from typing import BinaryIO

from stepladder.service.problems import Busy


class Awaited:
    """At most so many bodies are waited for at once; one that is there whole with its head has a place for no time."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._places = BoundedSemaphore(most)

    def body(self, body: BinaryIO, length: str) -> Awaiting:
        """The body, which takes a place when it is first read. Takes: length - as its head says, "" for unknown."""
        return Awaiting(body, int(length) if length.isdecimal() else None, self)

    def take(self) -> None:
        """Raises: Busy - every place is taken."""
        if not self._places.acquire(blocking=False):
            raise Busy(
                f"{self.most} senders have not sent all they announced", where="body", mend="Send it again in a moment."
            )

    def give_back(self) -> None:
        self._places.release()


class Awaiting:
    """A body with a place, from its first piece to its last. `done` gives the place back where nobody reads on."""

    __slots__ = ("_awaited", "_body", "_has_place", "_left")

    def __init__(self, body: BinaryIO, length: int | None, awaited: Awaited) -> None:
        self._body, self._left, self._awaited, self._has_place = body, length, awaited, False

    def read(self, size: int = -1, /) -> bytes:
        return self._next(self._body.read, size)

    def readline(self, size: int = -1, /) -> bytes:
        return self._next(self._body.readline, size)

    def done(self) -> None:
        if self._has_place:
            self._has_place = False
            self._awaited.give_back()

    def _next(self, read: Callable[[int], bytes], size: int) -> bytes:
        if not self._has_place:
            if self._left == 0:
                return b""
            self._awaited.take()
            self._has_place = True
        piece = read(size)
        if self._left is not None:
            self._left = max(0, self._left - len(piece))
        if not piece or self._left == 0:
            self.done()
        return piece
