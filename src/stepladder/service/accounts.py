"""Accounts of customers on the desk: loaded, asked, woken and changed, each change one transaction."""

from __future__ import annotations

from datetime import datetime

from stepladder.core.account.answer import handle
from stepladder.core.account.apply import evolve, fold
from stepladder.core.account.commands import AnyAccountCommand
from stepladder.core.account.events import VERSION, decode
from stepladder.core.account.hearing import KIND
from stepladder.core.account.state import Account
from stepladder.core.account.tick import tick, wake_at
from stepladder.service.aggregate_rows import Aggregate, AggregateChange
from stepladder.service.aggregates import Kind
from stepladder.service.desk import Desk
from stepladder.service.ports import Store

ACCOUNTS = Kind(KIND, Account, decode, VERSION, evolve, fold, wake_at)


def account_of(store: Store, workspace: str, customer: str) -> Account:
    """The account as it stands; one that nothing was ever heard of has version 0."""
    return ACCOUNTS.load(store, workspace, customer) or Account(id=customer)


def ask_of_account(
    desk: Desk, workspace: str, customer: str, command: AnyAccountCommand, by: str
) -> AggregateChange | None:
    """What a command changes, not stored yet; None for nothing. Raises: Refused."""
    account, now = account_of(desk.store, workspace, customer), desk.time.now()
    events = handle(account, command, by=by, now=now)
    return ACCOUNTS.change(workspace, account, events, now)[1] if events else None


def tick_account(desk: Desk, workspace: str, row: Aggregate, now: datetime) -> AggregateChange | None:
    """What the passing of time changes; None where it asked to be woken for nothing, which is a defect."""
    account = ACCOUNTS.read(desk.store, workspace, row)
    events, wakes = tick(account, now), wake_at(account)
    if not events and wakes is not None and wakes <= now:
        return None
    # Without events it was woken too early, after a pause that followed a fault: only the wake-up moves.
    return ACCOUNTS.change(workspace, account, events, now)[1]
