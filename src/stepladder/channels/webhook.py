"""Messages as signed HTTP posts: tells apart what was refused, what may be tried again, and what may have arrived."""

from __future__ import annotations

import http.client
import io
import json
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from stepladder.channels.timed import Reading, no_answer
from stepladder.core.values import DeskError, format_instant
from stepladder.service.ports_channels import Message, NotSent, Sent
from stepladder.service.time_port import SystemTime
from stepladder.signing import HEADER, signature
from stepladder.variables import shown, split_address

CONNECT_SECONDS = 5
MOST_OF_ANSWER = 64 * 1024
"""Bytes of an answer that are read; what comes after them is left."""
MOST_WORDS = 100_000
"""Characters of a body; the rest stands in the case."""
_LONGEST_WAIT = 3600
_CUT = "\n\n[The rest is left out here. The desk has the whole.]\n"
_AGAIN = (408, 425, 429)


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookPeer:
    """Where messages are posted. `secret` signs them; no user or password stands in the address."""

    host: str
    port: int
    path: str
    is_secure: bool
    secret: str

    @classmethod
    def of_url(cls, url: str, secret: str) -> WebhookPeer:
        """From `https://host/path`. Raises: DeskError - another form, or a secret of fewer than 16 letters."""
        where, noun = "STEPLADDER_WEBHOOK_URL", "an address to post to"
        mend = "Write https://host/path, without a user or a password."
        parts = split_address(url, ("http", "https"), where=where, noun=noun, mend=mend)
        if parts.username is not None:
            raise DeskError(f"{shown(url)} is not {noun}", where=where, mend=mend)
        secret, secure = strong_secret(secret), parts.scheme == "https"
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        return cls(
            host=parts.hostname, port=parts.port or (443 if secure else 80), path=path, is_secure=secure, secret=secret
        )


def strong_secret(secret: str) -> str:
    """What signs the posts, as it was given. Raises: DeskError - it has fewer than 16 letters."""
    if len(secret) >= 16:
        return secret
    what = f"what signs the posts has {len(secret)} letters" if secret else "what signs the posts is missing"
    mend = "Give 16 letters or more by chance, and the same to whoever receives the posts."
    raise DeskError(what, where="STEPLADDER_WEBHOOK_SECRET", mend=mend)


class Webhook:
    """One connection per message. No redirect is followed: a signed message goes to the address that was named."""

    name = "webhook"

    def __init__(self, peer: WebhookPeer, deadline_seconds: int = 15) -> None:
        """Takes: deadline_seconds - how long a message may take from connecting to the end of the answer."""
        self._peer, self.deadline_seconds = peer, deadline_seconds

    def send(self, message: Message) -> Sent:
        body = document(message)
        begun = time.monotonic()
        connection = self._connect(begun)
        try:
            self._post(connection, message.key, body, begun)
            return _answer(connection, begun)
        finally:
            with suppress(OSError):
                connection.close()

    def _connect(self, begun: float) -> http.client.HTTPConnection:
        peer, seconds = self._peer, min(CONNECT_SECONDS, self.deadline_seconds)
        if peer.is_secure:
            context = ssl.create_default_context()
            connection: http.client.HTTPConnection = http.client.HTTPSConnection(
                peer.host, peer.port, timeout=seconds, context=context
            )
        else:
            connection = http.client.HTTPConnection(peer.host, peer.port, timeout=seconds)
        try:
            connection.connect()
        except (OSError, UnicodeError) as fault:
            # Mended in the settings or at the peer, not in the message: it stays worth another try.
            said = no_answer(fault, begun) or f"was not reached ({_short(fault)})"
            raise NotSent(f"the webhook {said}", again=True, peer=True) from fault
        connection.sock = _TimedSocket(connection.sock, begun + self.deadline_seconds)
        return connection

    def _post(self, connection: http.client.HTTPConnection, key: str, body: bytes, begun: float) -> None:
        at = int(SystemTime().now().timestamp())  # The receiver compares it with its own time of day.
        try:
            connection.putrequest("POST", self._peer.path, skip_accept_encoding=True)
            for name, value in (
                ("Content-Type", "application/json"),
                ("Content-Length", str(len(body))),
                ("Idempotency-Key", key),
                (HEADER, signature(self._peer.secret, body, at)),
                ("User-Agent", "Stepladder"),
                ("Connection", "close"),
            ):
                connection.putheader(name, value)
            # Until the last byte is out, which is when this returns, the peer cannot act on it.
            connection.endheaders(body)
        except (OSError, http.client.HTTPException) as fault:
            said = no_answer(fault, begun) or f"hung up ({_short(fault)})"
            raise NotSent(f"the webhook {said}", again=True, peer=True) from fault


def document(message: Message) -> bytes:
    """The JSON that is posted."""
    body = message.body
    if len(body) > MOST_WORDS:
        body = body[: MOST_WORDS - len(_CUT)] + _CUT
    return json.dumps(
        {
            "id": message.key,
            "case": message.case or None,
            "purpose": message.purpose,
            "channel": message.channel,
            "to": message.to,
            "subject": " ".join(message.subject.split())[:400],
            "body": body,
            "at": format_instant(message.at, UTC) if message.at else None,
        },
        ensure_ascii=False,
    ).encode("utf-8", "replace")


def _answer(connection: http.client.HTTPConnection, begun: float) -> Sent:
    try:
        answer = connection.getresponse()
    except (OSError, http.client.HTTPException) as fault:
        # The words are out; whether the peer took them, nobody knows.
        said = no_answer(fault, begun) or f"hung up ({_short(fault)})"
        raise NotSent(f"the webhook {said} after the message", again=True, maybe=True, peer=True) from fault
    status, said = answer.status, b""
    # The status says it all: an answer that breaks off after it is as good as a whole one.
    with suppress(OSError, http.client.HTTPException):
        said = answer.read(MOST_OF_ANSWER)
    if 200 <= status < 300:
        return Sent(ref=_reference(answer, said))
    if 300 <= status < 400:
        raise NotSent(f"the webhook points elsewhere ({status}), and redirects are not followed", again=False)
    words = f"the webhook answered {status} {_one_line(said)}".strip()
    after = _seconds(answer.getheader("Retry-After"), SystemTime().now())
    if status >= 500:
        raise NotSent(words, again=True, peer=True, after=after)
    if status in _AGAIN:
        raise NotSent(words, again=True, peer=status == 429, after=after)
    raise NotSent(words, again=False)


def _reference(answer: http.client.HTTPResponse, said: bytes) -> str | None:
    """What the peer calls the message: `id` of its JSON, else the header `X-Request-Id` or `Location`."""
    try:
        found = json.loads(said)
    except (ValueError, RecursionError):
        found = None
    name = found.get("id") if isinstance(found, dict) else None
    if not isinstance(name, str | int) or isinstance(name, bool):
        name = answer.getheader("X-Request-Id") or answer.getheader("Location")
    return _one_line(str(name).encode("utf-8", "replace")) if name is not None else None


def _seconds(value: str | None, now: datetime) -> int | None:
    """`Retry-After` in seconds, at most an hour: a number, or a date as HTTP writes it. None for neither."""
    if value is None:
        return None
    if value.strip().isdecimal():
        return min(int(value.strip()[:9]), _LONGEST_WAIT)
    try:
        until = parsedate_to_datetime(value)
    except (ValueError, TypeError, OverflowError):
        return None
    if until.tzinfo is None:
        return None
    return max(0, min(int((until - now).total_seconds()), _LONGEST_WAIT))


def _one_line(said: bytes) -> str:
    words = "".join(one if one.isprintable() else " " for one in said.decode("utf-8", "replace"))
    return " ".join(words.split())[:120]


def _short(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:120]


class _TimedSocket:
    """A connected socket as http.client uses it, each read and write cut at the one deadline."""

    def __init__(self, sock: socket.socket, until: float) -> None:
        self._sock, self._until = sock, until

    def _seconds_left(self) -> float:
        left = self._until - time.monotonic()
        if left <= 0:
            raise TimeoutError("the conversation took too long")
        return left

    def sendall(self, data: Any) -> None:
        # The time-out of a socket is for all of what `sendall` sends.
        self._sock.settimeout(self._seconds_left())
        self._sock.sendall(data)

    def makefile(self, mode: str) -> io.BufferedReader:
        read: Callable[[], float] = self._seconds_left
        return io.BufferedReader(Reading(self._sock, read))

    def close(self) -> None:
        self._sock.close()
