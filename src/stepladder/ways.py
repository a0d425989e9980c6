"""The ways out that the environment names, and how messages go out by them. No Django in here.

Environment: STEPLADDER_SMTP_URL and STEPLADDER_SMTP_FROM name a mail server, else mail stays in the console box;
STEPLADDER_WEBHOOK_URL, STEPLADDER_WEBHOOK_SECRET and STEPLADDER_WEBHOOK_CHANNELS name who takes other channels by post;
STEPLADDER_RATES and STEPLADDER_UNCERTAIN say how messages go out. STEPLADDER_LOOKOUT_SMTP_URL, STEPLADDER_LOOKOUT_FROM,
STEPLADDER_LOOKOUT_TO and STEPLADDER_LOOKOUT_WEBHOOK are a lookout's own ways.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from stepladder import variables
from stepladder.channels.console import ConsoleBox
from stepladder.channels.smtp import MailServer, Smtp, sender_of
from stepladder.channels.webhook import Webhook, WebhookPeer, strong_secret
from stepladder.core.lane.rate import Rate, read_rates
from stepladder.core.values import DeskError
from stepladder.service.desk import SendingRules
from stepladder.service.lanes import ANY
from stepladder.service.ports import Channel

_SENDER = "Stepladder <desk@localhost>"


def channels() -> dict[str, Channel]:
    """Mail by SMTP where a server is named, other channels by webhook where one is; all else into the console box.

    Raises: DeskError - a setting cannot be read.
    """
    found: dict[str, Channel] = {ANY: ConsoleBox()}
    server, peer = mail_server(), webhook_peer()
    if server is not None:
        found["email"] = Smtp(server)
    if peer is not None:
        found |= {name: Webhook(peer) for name in webhook_channels()}
    return found


def lead_out() -> bool:
    """Whether messages leave the desk at all."""
    return any(variables.text(name) for name in ("STEPLADDER_SMTP_URL", "STEPLADDER_WEBHOOK_URL"))


def mail_server() -> MailServer | None:
    """Who takes mail. Raises: DeskError - no address of a mail server, or of a sender."""
    return _server("STEPLADDER_SMTP_URL", mail_sender)


def mail_sender() -> str:
    """Who mail comes from. Raises: DeskError - no mail address."""
    return sender_of(variables.text("STEPLADDER_SMTP_FROM") or _SENDER, where="STEPLADDER_SMTP_FROM")


def webhook_peer() -> WebhookPeer | None:
    """Who takes messages by post. Raises: DeskError - no address to post to, or no secret to sign with."""
    url = variables.text("STEPLADDER_WEBHOOK_URL")
    return None if url is None else WebhookPeer.of_url(url, variables.text("STEPLADDER_WEBHOOK_SECRET") or "")


def webhook_secret() -> str:
    """What signs the posts; empty where nothing is posted. Raises: DeskError - it is needed, and missing or short."""
    given = variables.text("STEPLADDER_WEBHOOK_SECRET") or ""
    return strong_secret(given) if variables.text("STEPLADDER_WEBHOOK_URL") else given


def webhook_channels() -> list[str]:
    """Which channels are posted. Raises: DeskError - mail is among them, and goes out another way."""
    found = variables.words("STEPLADDER_WEBHOOK_CHANNELS") or ["chat"]
    if "email" in found and variables.text("STEPLADDER_SMTP_URL"):
        raise DeskError(
            "'email' goes out another way",
            where="STEPLADDER_WEBHOOK_CHANNELS",
            mend="Leave it out here, or leave STEPLADDER_SMTP_URL out.",
        )
    if ANY in found:
        mend = "Name channels, as in: chat pager."
        raise DeskError(f"'{ANY}' is no channel", where="STEPLADDER_WEBHOOK_CHANNELS", mend=mend)
    return found


def sending_rules() -> SendingRules:
    """What the environment says about sending. Raises: DeskError - a rate of no lane, or another word."""
    return SendingRules(rates=rates(), again_after_doubt=is_sent_again())


def rates() -> dict[str, Rate]:
    """How many messages each lane may send. Raises: DeskError - a rate that is none, or of no lane."""
    return read_rates(variables.words("STEPLADDER_RATES"), _lanes(), where="STEPLADDER_RATES")


def is_sent_again() -> bool:
    """Whether what may have gone out inside the house is sent once more. Raises: DeskError - another word."""
    return variables.one_of("STEPLADDER_UNCERTAIN", "again", "tell") == "again"


def lookout_mail() -> tuple[MailServer, list[str]] | None:
    """A lookout's own mail server, and who gets its mail. Raises: DeskError - one of them cannot be read."""
    server = _server("STEPLADDER_LOOKOUT_SMTP_URL", lookout_sender)
    return None if server is None else (server, lookout_people())


def lookout_sender() -> str:
    """Who a lookout's mail comes from. Raises: DeskError - no mail address."""
    given = variables.text("STEPLADDER_LOOKOUT_FROM") or "Stepladder lookout <lookout@localhost>"
    return sender_of(given, where="STEPLADDER_LOOKOUT_FROM")


def lookout_people() -> list[str]:
    """Who gets a lookout's mail. Raises: DeskError - nobody, though a mail server is named; no mail address."""
    where, mend = "STEPLADDER_LOOKOUT_TO", "Write somebody@company.example."
    found = variables.words(where)
    if not found and variables.text("STEPLADDER_LOOKOUT_SMTP_URL"):
        raise DeskError("nobody is named", where=where, mend=mend)
    for one in found:
        if not one.rpartition("@")[0]:
            raise DeskError(f"'{one[:40]}' is no mail address", where=where, mend=mend)
    return found


def lookout_webhook() -> str | None:
    """Where a lookout posts what it tells. Raises: DeskError - no web address."""
    return variables.web_address("STEPLADDER_LOOKOUT_WEBHOOK")


def _server(name: str, sender: Callable[[], str]) -> MailServer | None:
    url = variables.text(name)
    if url is None:
        return None
    # The address first: it is the fault that this setting is asked for.
    server = MailServer.of_url(url, _SENDER, where=name)
    return replace(server, sender=sender())


def _lanes() -> list[str]:
    """The lanes that channels of the environment have, whether or not these can be read."""
    mail = ["email"] if variables.text("STEPLADDER_SMTP_URL") else []
    posted = variables.text("STEPLADDER_WEBHOOK_URL")
    return [ANY, *mail, *((variables.words("STEPLADDER_WEBHOOK_CHANNELS") or ["chat"]) if posted else [])]
