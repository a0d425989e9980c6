"""The accounts of a rehearsal, in a plain dictionary, moved by the functions that run the desk."""

from __future__ import annotations

from datetime import datetime

import msgspec
from msgspec import field

from stepladder.core.account.answer import handle
from stepladder.core.account.apply import evolve
from stepladder.core.account.commands import AnyAccountCommand, ClearSign, ReactionOfAccount
from stepladder.core.account.events import Happening
from stepladder.core.account.hearing import alone, contacts, customer_at, escalates, heard
from stepladder.core.account.state import Account
from stepladder.core.account.tick import tick, wake_at
from stepladder.core.case.events import Happened
from stepladder.core.case.state import Case
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.decide import decide
from stepladder.core.triage.request import Request

_REACTION: msgspec.json.Decoder[ReactionOfAccount] = msgspec.json.Decoder(ReactionOfAccount)


class Accounts(msgspec.Struct):
    """Those that anything was heard of, by customer.

    Fields: packs - the primary first, then those that are laid over it (Q-51); told - what happened, each with how many
    events of cases had happened before it, its account, and the case at which it did.
    """

    packs: tuple[Pack, ...]
    by_customer: dict[str, Account] = field(default_factory=dict)
    told: list[tuple[int, str, str | None, Happening]] = field(default_factory=list)

    def hear(
        self, request: Request, signal: str, joins: Case | None, case: Case | None, now: datetime, *, after: int
    ) -> None:
        """A signal came in. Takes: joins - the case before it; case - the one it belongs to; after - events before."""
        customer = request.customer.id if request.customer is not None else None
        if customer is None:
            return
        asked = request if joins is None else alone(request, joins)
        primary, *overlays = self.packs
        command = heard(
            decide(primary, asked, now, overlays=overlays),
            account=customer,
            signal=signal,
            sender=request.signal.sender,
            case=None if case is None else case.id,
            escalates=escalates(case),
        )
        if command is not None:
            self.ask(customer, command, "desk", now, case=command.case, after=after)

    def follow(self, case: Case, events: tuple[Happened, ...], now: datetime, *, after: int) -> None:
        """What the events of a case ask of its customer's account. Takes: case - the case after them."""
        for order in contacts(case, events, first_version=case.version - len(events) + 1):
            command = _REACTION.decode(order.command)
            self.ask(command.account, command, "desk", now, case=case.id, after=after)

    def clear(self, case: Case, command: ClearSign, by: str, now: datetime, *, after: int) -> None:
        """A person takes a sign away, at a case of the customer. Raises: Refused."""
        self.ask(customer_at(case), command, by, now, case=case.id, after=after)

    def ask(
        self, customer: str, command: AnyAccountCommand, by: str, now: datetime, *, case: str | None, after: int
    ) -> None:
        """Carry out a command. Raises: Refused - then nothing happened."""
        account = self.by_customer.get(customer) or Account(id=customer)
        self._keep(account, handle(account, command, by=by, now=now), case, after)

    def next_wake(self) -> tuple[datetime, str] | None:
        """The instant at which an account wants to be woken first, and which; None where none does."""
        wakes = ((wakes, id_) for id_, one in self.by_customer.items() if (wakes := wake_at(one)) is not None)
        return min(wakes, default=None)

    def let_pass(self, customer: str, now: datetime, *, after: int) -> None:
        """Time has come for an account."""
        account = self.by_customer[customer]
        self._keep(account, tick(account, now), None, after)

    def _keep(self, account: Account, events: tuple[Happening, ...], case: str | None, after: int) -> None:
        self.by_customer[account.id] = evolve(account, *events)
        self.told += [(after, account.id, case, one) for one in events]
