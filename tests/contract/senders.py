"""Senders of a desk with real peers: what the tests of deliveries under faults stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from django.db import connection

from stepladder.channels.smtp import MailServer, Smtp
from stepladder.channels.webhook import Webhook
from stepladder.channels.webhook import WebhookPeer as Address
from stepladder.core.lane.circuit import FAILURES
from stepladder.core.lane.rate import Rate
from stepladder.service.desk import SendingRules
from stepladder.service.lanes import ANY, SenderLane, lanes
from stepladder.service.ports import Channel, Message, NotSent, Sent
from stepladder.service.rows import DeliveryLine
from stepladder.service.sending import send_due
from tests.contract.place import WORKSPACE, Place
from tests.harness import webhook as peers
from tests.harness.mail import MailPeer


@dataclass
class Around:
    """A real channel with something happening just before it sends or just after the peer took the message."""

    inner: Channel
    before: Callable[[], object] = lambda: None
    after: Callable[[], object] = lambda: None
    name: str = "around"
    deadline_seconds: int = 10
    sent: list[str] = field(default_factory=list)

    def send(self, message: Message) -> Sent:
        self.before()
        sent = self.inner.send(message)
        self.sent.append(message.key)
        self.after()
        return sent


def mail(peer: MailPeer) -> Smtp:
    return Smtp(MailServer.of_url(f"smtp://{peer.host}:{peer.port}", "Desk <desk@company.example>"), 5)


def hook(peer: peers.WebhookPeer, seconds: int = 2) -> Webhook:
    return Webhook(Address.of_url(peer.url, peer.secret), seconds)


def with_ways(place: Place, ways: Mapping[str, Channel], **rates: Rate) -> Place:
    """The same desk with other ways out. Takes: rates - by the lane, `any` for `*`."""
    rules = SendingRules(rates={ANY if name == "any" else name: rate for name, rate in rates.items()})
    return replace(place, desk=replace(place.desk, channels=ways, rules=rules))


@dataclass
class Senders:
    """One process's senders, which remember how their peers are."""

    place: Place
    lanes: tuple[SenderLane, ...] = ()

    def __post_init__(self) -> None:
        self.lanes = lanes(self.place.desk)

    def run(self) -> int:
        return sum(send_due(self.place.desk, lane, lambda: 1.0) for lane in self.lanes)


def change(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def opened(place: Place, count: int, *, urgency: int) -> list[str]:
    """Cases whose notices wait, made as urgent as is said."""
    cases = [place.opened(f"u{urgency}-{number}", conversation=f"u{urgency}-{number}") for number in range(count)]
    for case in cases:
        change(f"UPDATE store_delivery SET urgency = {urgency} WHERE case_id = '{case}'")
    return cases


def notices(place: Place, *cases: str) -> list[DeliveryLine]:
    found = [one for one in place.store.deliveries(WORKSPACE, limit=5000) if one.purpose == "route"]
    return [one for one in found if not cases or one.case in cases]


def quick(place: Place) -> Senders:
    """Senders that take many at a time."""
    place.peer.deadline_seconds = 2
    return Senders(place)


def ill(times: int = FAILURES) -> list[NotSent | None]:
    return [NotSent("the mail server was not reached", again=True, peer=True) for _ in range(times)]
