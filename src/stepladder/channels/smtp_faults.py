"""What went wrong with a mail server, and with whom it rests: the server, the desk's own settings, or one message."""

from __future__ import annotations

import re
import smtplib
import ssl

from stepladder.channels.timed import no_answer
from stepladder.service.ports_channels import NotSent

_LOG_IN_MISSING = (530, 538)
_OF_THE_SENDER = re.compile(r"\b[45]\.1\.[78]\b")
"""Status codes of RFC 3463 that speak of the sender's address."""
_THEN = "then start the desk again."
_SENDER = f"Set STEPLADDER_SMTP_FROM to an address that the server takes from this desk, {_THEN}"
_LOG_IN = f"Correct the user and the password in STEPLADDER_SMTP_URL, {_THEN}"
_NO_LOG_IN = f"Name a user and a password in STEPLADDER_SMTP_URL (smtp://user:password@host:587?starttls=yes), {_THEN}"
_PLAIN = f"Leave the user and the password out of STEPLADDER_SMTP_URL, or write starttls=yes or smtps:// there, {_THEN}"
_ENCRYPTION = (
    f"Compare host, port and smtps:// or starttls=yes in STEPLADDER_SMTP_URL with what the server has, {_THEN}"
)


def refused(command: str, code: int, said: bytes, *, sender: str, to: str, after_the_words: bool = False) -> NotSent:
    """An answer other than yes to `MAIL`, `RCPT` or `DATA`. One of 4xx asks to come back, one of 5xx does not.

    Whatever else a server says is no refusal: of the words it may have taken them.

    What the server has against the desk itself is worth another try all the same: it is mended in the settings, and
    the message is as good as any other. Many servers tell of it only when they hear the addressee, or the words.
    """
    words = " ".join(said.decode("utf-8", "replace").split())[:160]
    answer = f"({code} {words})".replace(" )", ")")
    if code // 100 not in (4, 5):
        what = f"the mail server's answer to {command} is neither yes nor no {answer}"
        return NotSent(what, again=True, maybe=after_the_words, peer=True)
    if code in _LOG_IN_MISSING:
        return _ours(f"the mail server takes mail only after a log-in {answer}", _NO_LOG_IN)
    if _speaks_of_sender(words, sender, to) or (command == "MAIL" and code // 100 == 5):
        return _ours(f"the mail server refuses the desk's own sender address {sender} {answer}", _SENDER)
    if command == "MAIL":
        return _ours(f"the mail server takes nothing from the desk just now {answer}")
    what = f"refused the address {to}" if command == "RCPT" else "refused the message"
    # 421 is said of the server itself, the others of the address or the message at hand.
    return NotSent(f"the mail server {what} {answer}", again=code // 100 == 4, peer=code == 421)


def not_opened(fault: Exception, user: str | None, begun: float) -> NotSent:
    """No conversation came about. Takes: begun - when the try began, as `time.monotonic` counts."""
    if isinstance(fault, smtplib.SMTPAuthenticationError):
        said = " ".join(str(fault.smtp_error, "utf-8", "replace").split())[:120]
        return _ours(f"the mail server refused the log-in of {user} ({fault.smtp_code} {said})", _LOG_IN)
    if isinstance(fault, UnicodeError):
        return _ours("the user or the password has letters that a log-in cannot have", _LOG_IN)
    if isinstance(fault, smtplib.SMTPNotSupportedError):
        if "STARTTLS" in str(fault):
            return _ours("the mail server does not encrypt after its greeting", _ENCRYPTION)
        return _ours("the mail server takes no log-in on this connection", _PLAIN)
    if isinstance(fault, ssl.SSLError) and not isinstance(fault, TimeoutError):
        return _ours(f"the mail server cannot be spoken to in secret ({_short(fault)})", _ENCRYPTION)
    return _ours(f"the mail server {no_answer(fault, begun) or f'was not reached ({_short(fault)})'}")


def broken_off(fault: Exception, begun: float, *, after_the_words: bool = False) -> NotSent:
    """The conversation ended early. Takes: after_the_words - they are out: whether they were taken, nobody knows."""
    silent, when = no_answer(fault, begun), " after the message" if after_the_words else ""
    said = f"{silent}{when}" if silent else f"hung up{when} ({_short(fault)})"
    return NotSent(f"the mail server {said}", again=True, maybe=after_the_words, peer=True)


def _ours(what: str, mend: str = "") -> NotSent:
    """No other message would fare better."""
    return NotSent(what, again=True, peer=True, mend=mend)


def _speaks_of_sender(words: str, sender: str, to: str) -> bool:
    said = words.casefold()
    if _OF_THE_SENDER.search(said):
        return True
    return sender.casefold() in said and not (to and to.casefold() in said)


def _short(fault: Exception) -> str:
    return f"{type(fault).__name__}: {fault}"[:120]
