"""Many senders at once, each with a connection of its own and one request under way: sends the next when answered.

One thread with plain sockets, so that what is measured is the server and not its clients.
"""

from __future__ import annotations

import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from types import TracebackType

from bench.server import HOST

_HEAD_ENDS = b"\r\n\r\n"
_PATIENCE_SECONDS = 60.0


@dataclass(slots=True)
class _Sender:
    """One connection. `number` is the request under way."""

    connection: socket.socket
    number: int = -1
    since: float = 0.0
    answer: bytearray = field(default_factory=bytearray)

    def is_answered(self) -> bool:
        head, found, body = bytes(self.answer).partition(_HEAD_ENDS)
        return bool(found) and len(body) >= _length(head)


class Senders:
    """`with Senders(port, 64) as senders: senders.send(requests)`."""

    def __init__(self, port: int, count: int) -> None:
        self._all = [_Sender(socket.create_connection((HOST, port), timeout=_PATIENCE_SECONDS)) for _ in range(count)]
        self._chooser = selectors.DefaultSelector()
        for one in self._all:
            one.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            self._chooser.register(one.connection, selectors.EVENT_READ, one)

    def __enter__(self) -> Senders:
        return self

    def __exit__(self, kind: type[BaseException] | None, fault: BaseException | None, at: TracebackType | None) -> None:
        self._chooser.close()
        for one in self._all:
            one.connection.close()

    def send(self, requests: Sequence[bytes], status: bytes = b"201") -> list[float]:
        """Seconds from each request to its answer. Raises: RuntimeError - one was answered otherwise, or not at all."""
        left, open_, seconds = iter(enumerate(requests)), 0, [0.0] * len(requests)
        for one in self._all:
            open_ += self._next(one, left)
        while open_:
            ready = self._chooser.select(_PATIENCE_SECONDS)
            if not ready:
                raise RuntimeError(f"{open_} requests were not answered")
            for key, _ in ready:
                one: _Sender = key.data
                piece = one.connection.recv(65_536)
                if not piece:
                    raise RuntimeError("the server hung up")
                one.answer += piece
                if not one.is_answered():
                    continue
                seconds[one.number] = time.perf_counter() - one.since
                if one.answer[9:12] != status:
                    raise RuntimeError(f"answered {bytes(one.answer[:300])!r}")
                open_ += self._next(one, left) - 1
        return seconds

    def _next(self, one: _Sender, left: enumerate[bytes]) -> int:
        """How many requests it brings under way: one, or none where all are sent."""
        try:
            one.number, request = next(left)
        except StopIteration:
            return 0
        one.answer.clear()
        one.since = time.perf_counter()
        one.connection.sendall(request)
        return 1


def request_of(path: str, body: bytes, headers: dict[str, str]) -> bytes:
    """A request as it goes over the wire."""
    lines = [f"POST {path} HTTP/1.1", f"Host: {HOST}", f"Content-Length: {len(body)}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + _HEAD_ENDS + body


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise RuntimeError(f"an answer without a length: {head!r}")
