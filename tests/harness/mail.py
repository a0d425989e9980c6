"""A real mail server on 127.0.0.1 that keeps what it is sent, and refuses when it is told to."""

import logging
import threading
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

import pytest
from aiosmtpd.controller import Controller


@dataclass(frozen=True)
class Mail:
    """One message as it was taken. The addresses are those of the envelope, which decides who gets it."""

    sender: str
    recipients: tuple[str, ...]
    message: EmailMessage

    @property
    def text(self) -> str:
        """Its plain text, empty if it has none."""
        body = self.message.get_body(preferencelist=("plain",))
        return body.get_content() if body else ""


class MailPeer:
    """The server's face to a test: where it is, what it was sent, how it answers next."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._taken: list[Mail] = []
        self._answers: deque[str] = deque()
        self._refusals: dict[str, str] = {}
        logging.getLogger("mail.log").setLevel(logging.WARNING)  # The library tells of every line it hears.
        self._controller = _OnAnyPort(self, hostname="127.0.0.1", port=0)

    @property
    def host(self) -> str:
        return self._controller.hostname

    @property
    def port(self) -> int:
        return self._controller.port

    @property
    def mails(self) -> list[Mail]:
        """What was taken up to now, oldest first."""
        with self._changed:
            return list(self._taken)

    def answer(self, *replies: str) -> None:
        """Answer the next messages with these lines, such as "451 4.3.0 come back later"; only "250 ..." takes one."""
        with self._changed:
            self._answers.extend(replies)

    def refuse(self, command: str, reply: str) -> None:
        """Answer `MAIL` or `RCPT` with this line from now on, as "550 5.1.8 sender rejected"; "" takes it again."""
        self._refusals[command] = reply

    def wait_for(self, count: int, seconds: float = 60) -> list[Mail]:
        """The first `count` mails, as soon as they are there. Raises: AssertionError - they did not come in time."""
        with self._changed:
            came = self._changed.wait_for(lambda: len(self._taken) >= count, timeout=seconds)
            assert came, f"{len(self._taken)} of {count} mails came within {seconds} s"
            return self._taken[:count]

    def start(self) -> None:
        self._controller.start()

    def stop(self) -> None:
        self._controller.stop()

    async def handle_MAIL(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if reply := self._refusals.get("MAIL"):
            return reply
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 fine"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, options: list[str]) -> str:
        if reply := self._refusals.get("RCPT"):
            return reply
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 fine"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        with self._changed:
            reply = self._answers.popleft() if self._answers else "250 2.0.0 taken"
            if reply.startswith("250"):
                message = message_from_bytes(envelope.original_content, policy=policy.default)
                self._taken.append(Mail(envelope.mail_from, tuple(envelope.rcpt_tos), message))
                self._changed.notify_all()
        return reply


class _OnAnyPort(Controller):
    """Takes a free port from the system; the library's own first call would go to port 0."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def mail_peer() -> Iterator[MailPeer]:
    """A running mail server for this test alone."""
    peer = MailPeer()
    peer.start()
    yield peer
    peer.stop()
