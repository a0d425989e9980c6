"""Mail by SMTP: tells apart what was refused, what may be tried again, and what may have gone out."""

from __future__ import annotations

import hashlib
import re
import smtplib
import ssl
import time
from contextlib import suppress
from dataclasses import dataclass
from email.errors import MessageError
from email.message import EmailMessage
from email.policy import SMTP as MAIL_POLICY
from email.utils import parseaddr
from urllib.parse import parse_qsl, unquote

from stepladder.channels.timed import SecureTimedSmtp, TimedSmtp
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


def sender_of(text: str, *, where: str) -> str:
    """Who mail comes from, as it was given. Raises: DeskError - it holds no mail address."""
    if "@" in parseaddr(text)[1]:
        return text
    mend = "Write desk@company.example, or Desk <desk@company.example>."
    raise DeskError(f"'{text[:60]}' is no mail address", where=where, mend=mend)


class Smtp:
    """One connection per message: slow peers and broken ones then harm only the message at hand."""

    name = "smtp"

    def __init__(self, server: MailServer, deadline_seconds: int = 40) -> None:
        """Takes: deadline_seconds - how long a message may take from connecting to the last answer."""
        self._server, self.deadline_seconds = server, deadline_seconds

    def send(self, message: Message) -> Sent:
        sender = parseaddr(self._server.sender)[1]
        if "@" not in parseaddr(message.to)[1]:
            raise NotSent(f"'{message.to[:80]}' is no mail address", again=False)
        mail, message_id = self._mail(message, sender)
        connection = self._connect()
        try:
            self._envelope(connection, sender, message.to)
            return Sent(ref=f"{message_id} {self._words(connection, mail)}".strip())
        finally:
            with suppress(OSError, smtplib.SMTPException):
                connection.quit()
            connection.close()

    def _mail(self, message: Message, sender: str) -> tuple[bytes, str]:
        name = hashlib.sha256(message.key.encode()).hexdigest()[:40]
        message_id = f"<{name}@{sender.partition('@')[2]}>"
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

    def _connect(self) -> smtplib.SMTP:
        server, until = self._server, time.monotonic() + self.deadline_seconds
        try:
            if server.security == "tls":
                secure = ssl.create_default_context()
                connection: smtplib.SMTP = SecureTimedSmtp(until, server.host, server.port, context=secure)
            else:
                connection = TimedSmtp(until, server.host, server.port)
            if server.security == "starttls":
                connection.starttls(context=ssl.create_default_context())
            if server.user is not None:
                connection.login(server.user, server.password or "")
            else:
                connection.ehlo_or_helo_if_needed()
            return connection
        except smtplib.SMTPAuthenticationError as fault:
            # Mended in the settings, not in the message: it stays worth another try.
            raise NotSent(f"the mail server refused the log-in ({fault.smtp_code})", again=True, peer=True) from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise NotSent(f"the mail server was not reached ({_short(fault)})", again=True, peer=True) from fault

    def _envelope(self, connection: smtplib.SMTP, sender: str, to: str) -> None:
        try:
            code, said = connection.mail(sender)
            if code // 100 == 2:
                code, said = connection.rcpt(parseaddr(to)[1])
                if code // 100 == 2:
                    return
            raise _refused(f"the mail server refused the address {to}", code, said)
        except (OSError, smtplib.SMTPException) as fault:
            raise NotSent(f"the mail server hung up ({_short(fault)})", again=True, peer=True) from fault

    def _words(self, connection: smtplib.SMTP, mail: bytes) -> str:
        try:
            code, said = connection.docmd("DATA")
            if code != 354:
                raise _refused("the mail server does not take the message", code, said)
        except (OSError, smtplib.SMTPException) as fault:
            raise NotSent(f"the mail server hung up ({_short(fault)})", again=True, peer=True) from fault
        try:
            connection.send(_LINE_DOT.sub(b"..", mail) + (b".\r\n" if mail.endswith(b"\r\n") else b"\r\n.\r\n"))
            code, said = connection.getreply()
        except (OSError, smtplib.SMTPException) as fault:
            # The words are out; whether the peer took them, nobody knows.
            raise NotSent(
                f"the mail server hung up after the message ({_short(fault)})", again=True, maybe=True, peer=True
            ) from fault
        if code // 100 != 2:
            raise _refused("the mail server refused the message", code, said)
        return said.decode("utf-8", "replace")[:120]


def _refused(what: str, code: int, said: bytes) -> NotSent:
    """An answer of 4xx asks to come back, one of 5xx does not."""
    words = " ".join(said.decode("utf-8", "replace").split())[:120]
    # 421 is said of the server itself, the others of the address or the message at hand.
    return NotSent(f"{what} ({code} {words})", again=code // 100 == 4, peer=code == 421)


def _short(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:120]
