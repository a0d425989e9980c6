"""The short way of one signal: from the web server to the desk and back, past Django's request and response.

At each signal those would cost more than deciding it. Whatever is out of the ordinary goes the long way: another
method, a parameter, a body in chunks, a host that is not ours. Both ways answer the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, lru_cache
from http import HTTPStatus
from typing import Any

from django.core.exceptions import DisallowedHost
from django.http import HttpRequest

from stepladder.service.intake import Lend
from stepladder.web.api.doors import refusal
from stepladder.web.api.signals import REPLAYED, SCOPE, taken
from stepladder.web.api.straight import PREFIX
from stepladder.web.api.tokens import Caller, allowed, caller_of, remembered

ADDRESS = f"{PREFIX}signals"
_HEADERS = [("Content-Type", "application/json"), ("Cache-Control", "no-store"), ("X-Content-Type-Options", "nosniff")]

Environ = dict[str, Any]
StartResponse = Callable[[str, list[tuple[str, str]]], Any]


class _Arriving:
    """What `taken` needs of a request."""

    __slots__ = ("META", "_input", "_left")

    def __init__(self, environ: Environ) -> None:
        self.META, self._input, self._left = environ, environ["wsgi.input"], int(environ["CONTENT_LENGTH"])

    def read(self, size: int, /) -> bytes:
        """The next piece of the body, never more than its length said."""
        piece: bytes = self._input.read(min(size, self._left)) if self._left else b""
        self._left -= len(piece)
        return piece


def is_one_signal(environ: Environ) -> bool:
    """Whether the short way is open to this request."""
    return (
        environ["PATH_INFO"] == ADDRESS
        and environ["REQUEST_METHOD"] == "POST"
        and environ.get("CONTENT_LENGTH", "").isdecimal()
        and not environ.get("QUERY_STRING")
        and _is_ours(environ.get("HTTP_HOST", ""))
    )


def take(environ: Environ, start_response: StartResponse, lend: Lend, lend_for_token: Lend) -> bytes:
    """Take the signal of a request for which `is_one_signal`, and give the body of the answer.

    Takes: lend - a connection to the database to store it; lend_for_token - one to look up its token. Either only for
    as long as it is used: many threads come through here.
    """
    try:
        result = taken(_Arriving(environ), _caller(environ, lend_for_token), lend)
    except Exception as fault:
        answer = refusal(fault, "POST", f"{environ.get('SCRIPT_NAME', '')}{ADDRESS}")
        status, body, headers = answer.status_code, answer.content, [*_HEADERS[2:], *answer.items()]
    else:
        status, body = result.status, result.body
        headers = [*_HEADERS, REPLAYED] if result.replayed else _HEADERS
    start_response(_status_line(status), [*headers, ("Content-Length", str(len(body)))])
    return body


def _caller(environ: Environ, lend: Lend) -> Caller:
    known = remembered(environ)
    if known is not None:
        return allowed(known, SCOPE)
    with lend():
        return caller_of(environ, SCOPE)


@cache
def _status_line(status: int) -> str:
    return f"{status} {HTTPStatus(status).phrase}"


@lru_cache(maxsize=256)
def _is_ours(host: str) -> bool:
    """Whether a host is among STEPLADDER_HOSTS. A process is asked for few, so most answers are known."""
    request = HttpRequest()
    request.META = {"HTTP_HOST": host}
    try:
        return bool(request.get_host())
    except DisallowedHost:
        return False
