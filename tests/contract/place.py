"""A desk on a real database with a clock that the test sets: what the contract tests stand on."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Any

import msgspec

from stepladder import packfiles
from stepladder.channels.console import ConsoleBox
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load
from stepladder.core.triage.request import Customer
from stepladder.service.desk import Desk
from stepladder.service.intake import IntakeResult, receive_signal
from stepladder.service.lanes import ANY, lanes
from stepladder.service.packs import Packs
from stepladder.service.ports import Channel, Message, NotSent, Sent
from stepladder.service.rows import DeliveryLine, PackVersion, WorkspaceRow
from stepladder.service.sending import send_due
from stepladder.store.adapter import StoreAdapter
from stepladder.store.outbox import OutboxAdapter
from stepladder.store.proof_keeper import ProofKeeper

START = datetime(2025, 3, 9, 4, 40, tzinfo=UTC)
"""23:40 on a Saturday in New York, two hours before the clocks go forward."""
LEAK = "The invoice list shows another company's invoices"
WORKSPACE = "main"


@dataclass(slots=True)
class HandClock:
    """A clock that stands where it is put."""

    at: datetime = START
    shifted: bool = True

    def now(self) -> datetime:
        return self.at

    def forward(self, **span: float) -> datetime:
        self.at += timedelta(**span)
        return self.at


@dataclass(slots=True)
class Peer:
    """A way out that keeps what it takes, and answers as it is told to: a fault to raise, or None to take it."""

    name: str = "peer"
    deadline_seconds: int = 30
    taken: list[Message] = field(default_factory=list)
    answers: list[NotSent | None] = field(default_factory=list)

    def send(self, message: Message) -> Sent:
        fault = self.answers.pop(0) if self.answers else None
        if fault is not None and not fault.maybe:
            raise fault
        self.taken.append(message)
        if fault is not None:
            raise fault
        return Sent(ref="taken")


@cache
def shipped() -> tuple[Pack, dict[str, str]]:
    name, files = packfiles.read("support-desk")
    return load(name, files), files


@dataclass(slots=True)
class Place:
    """One desk with the workspace `main` and its policy in force."""

    desk: Desk
    clock: HandClock
    peer: Peer

    @property
    def store(self) -> StoreAdapter:
        assert isinstance(self.desk.store, StoreAdapter)
        return self.desk.store

    def signal(self, key: str, text: str = LEAK, **more: Any) -> IntakeResult:
        return receive_signal(self.desk, WORKSPACE, "tests", key, body(text, **more))

    def opened(self, key: str, text: str = LEAK, **more: Any) -> str:
        """The id of the case that this signal opened or joined."""
        case = msgspec.json.decode(self.signal(key, text, **more).body)["case"]
        assert isinstance(case, str)
        return case

    def events(self, case: str) -> list[str]:
        return [one.type for one in self.store.events(WORKSPACE, case)]

    def deliveries(self) -> dict[str, DeliveryLine]:
        return {f"{one.to} {one.purpose}": one for one in self.store.deliveries(WORKSPACE)}

    def send_all(self) -> int:
        """Send what is due now, over every lane."""
        return sum(send_due(self.desk, lane, lambda: 1.0) for lane in lanes(self.desk))

    def seal_all(self) -> None:
        """As the sealer of a worker does."""
        while self.desk.proof.seal(WORKSPACE, self.clock.now(), 500).sealed:
            pass

    def another(self) -> Place:
        """The same database as another process sees it: nothing is shared but what is stored."""
        return _place(self.clock, self.peer, {ANY: self.peer})


def body(text: str = LEAK, *, id: str | None = None, **more: Any) -> bytes:
    """A request. Takes: more - keys of the signal, or `customer`, `contact` and `at` of the request."""
    request: dict[str, Any] = {name: more.pop(name) for name in ("customer", "contact", "at") if name in more}
    signal = {"text": text, **({"id": id} if id else {}), **more}
    return msgspec.json.encode({**request, "signal": signal})


def new_place(channels: Callable[[Peer], Mapping[str, Channel]] | None = None) -> Place:
    """A desk on the database that Django is connected to."""
    clock, peer = HandClock(), Peer()
    place = _place(clock, peer, channels(peer) if channels else {ANY: peer})
    pack, files = shipped()
    place.store.save_workspace(WorkspaceRow(id=WORKSPACE, name="Main", zone=pack.zone, pack=pack.id))
    place.store.publish(WORKSPACE, version_of(pack, files))
    place.store.save_customer(WORKSPACE, Customer(id="harbor", name="Harbor & Pine", plan="pro"))
    return place


def version_of(pack: Pack, files: dict[str, str]) -> PackVersion:
    header = pack.text.header
    return PackVersion(
        digest=pack.digest, pack=pack.id, version=header.version, title=header.title, published_at=START, by="tests",
        source="support-desk", in_force=True, files=files,
    )  # fmt: skip


def _place(clock: HandClock, peer: Peer, channels: Mapping[str, Channel]) -> Place:
    store = StoreAdapter(clock)
    packs = Packs(store)
    packs.keep(shipped()[0])
    desk = Desk(
        store=store,
        outbox=OutboxAdapter(),
        proof=ProofKeeper(),
        time=clock,
        channels=channels,
        packs=packs,
        link="http://desk.example",
    )
    return Place(desk, clock, peer)


def console(peer: Peer) -> Mapping[str, Channel]:
    return {ANY: ConsoleBox()}
