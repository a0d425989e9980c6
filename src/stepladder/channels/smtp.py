"""Mail by SMTP: tells apart what was refused, what may be tried again, and what may have gone out."""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import parseaddr
from urllib.parse import parse_qsl, unquote

from stepladder.channels.smtp_faults import broken_off, not_opened, refused
from stepladder.channels.timed import LONGEST_SILENCE, SecureTimedSmtp, TimedSmtp
from stepladder.core.values import DeskError
from stepladder.service.ports import Message, NotSent, Sent
from stepladder.variables import shown, split_address, yes_or_no

_MEND = "Write smtp://host:25, smtp://user:password@host:587?starttls=yes or smtps://host."
_LINE_DOT = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where mail is handed over. `security`: `none`, `starttls` or `tls` (from the first byte)."""

    host: str
    port: int
    security: str = "none"
    user: str | None = None
    password: str | None = None
    sender: str

    @classmethod
    def of_url(cls, url: str, sender: str, *, where: str = "STEPLADDER_SMTP_URL") -> MailServer:
        """From `smtp://user:password@host:587?starttls=yes` or `smtps://host`. Raises: DeskError - another form."""
        noun = "the address of a mail server"
        parts = split_address(url, ("smtp", "smtps"), where=where, noun=noun, mend=_MEND)
        asked = dict(parse_qsl(parts.query, keep_blank_values=True))
        starttls = yes_or_no(asked.pop("starttls", "no"))
        # A slip here would send in the clear what somebody wanted encrypted.
        if asked or starttls is None:
            what = f"what stands behind the '?' is not starttls=yes or starttls=no ({shown(url)})"
            raise DeskError(what, where=where, mend=_MEND)
        security = "tls" if parts.scheme == "smtps" else "starttls" if starttls else "none"
        return cls(
            host=parts.hostname,
            port=parts.port or {"tls": 465, "starttls": 587, "none": 25}[security],
            security=security,
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            sender=sender_of(sender, where="STEPLADDER_SMTP_FROM"),
        )

    @property
    def address(self) -> str:
        """That of the sender, without the name."""
        return parseaddr(self.sender)[1]


def sender_of(text: str, *, where: str) -> str:
    """Who mail comes from, as it was given. Raises: DeskError - it holds no mail address."""
    address = parseaddr(text)[1]
    if "@" in address and address.isascii():
        return text
    mend = "Write desk@company.example, or Desk <desk@company.example>."
    raise DeskError(f"'{text[:60]}' is no mail address", where=where, mend=mend)


class Smtp:
    """One connection per message: slow peers and broken ones then harm only the message at hand."""

    name = "smtp"

    def __init__(
        self, server: MailServer, deadline_seconds: int = 40, longest_silence: float = LONGEST_SILENCE
    ) -> None:
        """Takes: deadline_seconds - how long a message may take from connecting to the last answer; longest_silence -
        how many seconds of them the server may say nothing before it has the words.
        """
        self._server, self.deadline_seconds, self._longest_silence = server, deadline_seconds, longest_silence

    def send(self, message: Message) -> Sent:
        to = parseaddr(message.to)[1]
        if "@" not in to or not to.isascii():
            raise NotSent(f"'{message.to[:80]}' is no mail address that can be written to", again=False)
        mail, message_id = self._mail(message)
        begun = time.monotonic()
        with self._connected(begun) as connection:
            self._say(connection, "MAIL", begun, to)
            self._say(connection, "RCPT", begun, to)
            return Sent(ref=f"{message_id} {self._words(connection, mail, begun, to)}".strip())

    def ask(self) -> None:
        """Do all that a message needs but naming an addressee. Nothing is sent. Raises: NotSent - as `send`."""
        begun = time.monotonic()
        with self._connected(begun) as connection:
            self._say(connection, "MAIL", begun)
            with suppress(OSError, smtplib.SMTPException):
                connection.rset()

    def _mail(self, message: Message) -> tuple[bytes, str]:
        name = hashlib.sha256(message.key.encode()).hexdigest()[:40]
        message_id = f"<{name}@{self._server.address.partition('@')[2]}>"
        mail = EmailMessage(policy=MAIL_POLICY)
        try:
            mail["From"], mail["To"] = self._server.sender, message.to
            mail["Subject"] = " ".join(message.subject.split())[:400]
            mail["Message-ID"] = message_id
            mail["Auto-Submitted"] = "auto-generated"
            mail.set_content(message.body)
            return mail.as_bytes(), message_id
        except (MessageError, ValueError, IndexError) as fault:
            raise NotSent(f"the address or the words make no mail ({fault})", again=False) from fault

    @contextmanager
    def _connected(self, begun: float) -> Iterator[TimedSmtp]:
        server, connection = self._server, None
        try:
            try:
                connection = self._greeted(begun + self.deadline_seconds)
                if server.security == "starttls":
                    connection.starttls(context=ssl.create_default_context())
                connection.ehlo_or_helo_if_needed()
                if server.user is not None:
                    connection.login(server.user, server.password or "")
            except (OSError, smtplib.SMTPException, UnicodeError) as fault:
                raise not_opened(fault, server.user, begun) from fault
            yield connection
        finally:
            if connection is not None:
                with suppress(OSError, smtplib.SMTPException):
                    connection.goodbye()
                connection.close()

    def _greeted(self, until: float) -> TimedSmtp:
        server, silence = self._server, self._longest_silence
        if server.security == "tls":
            return SecureTimedSmtp(until, server.host, server.port, silence, context=ssl.create_default_context())
        return TimedSmtp(until, server.host, server.port, silence)

    def _say(self, connection: TimedSmtp, command: str, begun: float, to: str = "") -> None:
        """Name the sender or the addressee."""
        sender = self._server.address
        try:
            code, said = connection.mail(sender) if command == "MAIL" else connection.rcpt(to)
        except (OSError, smtplib.SMTPException) as fault:
            raise broken_off(fault, begun) from fault
        if code // 100 != 2:
            raise refused(command, code, said, sender=sender, to=to)

    def _words(self, connection: TimedSmtp, mail: bytes, begun: float, to: str) -> str:
        sender = self._server.address
        try:
            code, said = connection.docmd("DATA")
        except (OSError, smtplib.SMTPException) as fault:
            raise broken_off(fault, begun) from fault
        if code != 354:
            raise refused("DATA", code, said, sender=sender, to=to)
        # Many a server reads the words for harm before it answers.
        connection.wait_to_the_end()
        try:
            connection.send(_LINE_DOT.sub(b"..", mail) + (b".\r\n" if mail.endswith(b"\r\n") else b"\r\n.\r\n"))
            code, said = connection.getreply()
        except (OSError, smtplib.SMTPException) as fault:
            raise broken_off(fault, begun, after_the_words=True) from fault
        if code // 100 != 2:
            raise refused("DATA", code, said, sender=sender, to=to, after_the_words=True)
        return said.decode("utf-8", "replace")[:120]
