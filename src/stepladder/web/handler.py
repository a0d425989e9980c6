"""From the web server to the desk and back."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Protocol

from django.core.handlers.wsgi import WSGIHandler

from stepladder.home import SLOW_BODIES, intake_waiting
from stepladder.service.intake import Lend
from stepladder.store.lending import InHand, Lease, Lending, in_hand
from stepladder.web.api.one_signal import Environ, StartResponse, is_one_signal, take
from stepladder.web.api.straight import PREFIX
from stepladder.web.awaited import Awaited

LendForRequest = Callable[[], AbstractContextManager[Lease | InHand]]
CONNECTIONS = 4
"""To the database, for all requests but signals. Those have two of their own."""


class _Body(Protocol):
    def read(self, size: int = -1, /) -> bytes: ...
    def readline(self, size: int = -1, /) -> bytes: ...


class _Patient:
    """The body of a request: while it is waited for, others have the connection. A slow sender holds up nobody."""

    def __init__(self, body: _Body, lease: Lease | InHand) -> None:
        self._body, self._lease = body, lease

    def read(self, size: int = -1, /) -> bytes:
        with self._lease.aside():
            return self._body.read(size)

    def readline(self, size: int = -1, /) -> bytes:
        with self._lease.aside():
            return self._body.readline(size)


class Handler(WSGIHandler):
    """The WSGI application: Django's own, with a short way for signals.

    Whole answers are lists: of a list the web server sends head and body at once. Any other answer it asks for piece
    after piece, each with a wake-up of another thread and a packet of its own.
    """

    def __init__(
        self, signals: Lend = in_hand, tokens_of_signals: Lend = in_hand, others: LendForRequest = in_hand
    ) -> None:
        """Takes who lends connections to the database: signals - to store one; tokens_of_signals - to look up the token
        that it came with; others - for any other request.
        """
        super().__init__()
        self.signals, self.tokens_of_signals, self.others = signals, tokens_of_signals, others
        # Behind the doors of the API nothing is read before a token is known: strangers take no place from peers.
        self.bodies_of_peers, self.bodies = Awaited(max(SLOW_BODIES, intake_waiting())), Awaited(SLOW_BODIES)

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        is_signal = is_one_signal(environ)
        awaited = self.bodies_of_peers if environ["PATH_INFO"].startswith(PREFIX) else self.bodies
        body = awaited.body(environ["wsgi.input"], environ.get("CONTENT_LENGTH", ""))
        try:
            if is_signal:
                environ["wsgi.input"] = body
                return [take(environ, start_response, self.signals, self.tokens_of_signals)]
            return self._answer(environ, start_response, body)
        finally:
            body.done()

    def _answer(self, environ: Environ, start_response: StartResponse, body: _Body) -> Iterable[bytes]:
        with self.others() as lease:
            environ["wsgi.input"] = _Patient(body, lease)
            response = super().__call__(environ, start_response)
            # A file of the pages: read after the connection is given back, for it needs none. Nothing else streams.
            if response.streaming:
                return response
            whole = [response.content]
            response.close()
            return whole


def for_many_threads() -> Handler:
    """The application of a web process, whose threads share a few connections to the database."""
    # To store a signal, nothing but statements of the store's own is needed.
    return Handler(signals=Lending(1, for_django=False), tokens_of_signals=Lending(1), others=Lending(CONNECTIONS))
