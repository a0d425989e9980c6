"""Accounts of customers on the desk: loaded, asked, woken and changed, each change one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from functools import cache

import msgspec

from stepladder.core.account.answer import handle
from stepladder.core.account.apply import evolve, fold
from stepladder.core.account.commands import AnyAccountCommand
from stepladder.core.account.events import VERSION, Happening, decode
from stepladder.core.account.hearing import KIND
from stepladder.core.account.state import Account
from stepladder.core.account.tick import tick, wake_at
from stepladder.core.streams import Told, stream_of
from stepladder.service.aggregate_rows import Aggregate, AggregateChange, EventRow
from stepladder.service.desk import Desk
from stepladder.service.ports import Store

_ENCODER = msgspec.json.Encoder()
_DECODER = msgspec.json.Decoder(Account)
_ALL = 1_000_000


@cache
def shape() -> str:
    """The form of today's snapshots: it changes whenever the state of an account gets another field or type."""
    schema = msgspec.json.encode(msgspec.json.schema(Account), order="sorted")
    return hashlib.sha256(schema).hexdigest()[:12]


def account_of(store: Store, workspace: str, customer: str) -> Account:
    """The account as it stands; one that nothing was ever heard of has version 0."""
    row = store.load_aggregate(workspace, KIND, customer)
    return Account(id=customer) if row is None else read(store, workspace, row)


def read(store: Store, workspace: str, row: Aggregate) -> Account:
    """The account of a snapshot, or of its whole history where the snapshot has an older form."""
    if row.shape == shape():
        return _DECODER.decode(row.state)
    return fold(row.id, history(store, workspace, row.id))


def history(store: Store, workspace: str, customer: str) -> Iterator[Happening]:
    """Every event of an account in order."""
    for one in store.events(workspace, stream_of(KIND, customer), limit=_ALL):
        event = decode(one.type, one.v, one.data)
        yield Told(at=one.at, noticed_at=one.noticed_at, by=one.by, cause=one.cause, event=event)


def change_of(
    workspace: str, before: Account, events: tuple[Happening, ...], now: datetime
) -> tuple[Account, AggregateChange]:
    """What these events do to an account: how it stands then, and the change that stores it."""
    after = evolve(before, *events)
    row = Aggregate(kind=KIND, id=after.id, version=after.version, shape=shape(), state=_ENCODER.encode(after))
    return after, AggregateChange(
        workspace=workspace,
        recorded_at=now,
        aggregate=row,
        wake_at=wake_at(after),
        urgency=after.urgency,
        expected_version=before.version,
        events=tuple(
            EventRow(
                type=str(one.event.__struct_config__.tag),
                v=VERSION,
                at=one.at,
                noticed_at=one.noticed_at,
                by=one.by,
                cause=one.cause,
                data=_ENCODER.encode(one.event),
            )
            for one in events
        ),
    )


def ask_of_account(
    desk: Desk, workspace: str, customer: str, command: AnyAccountCommand, by: str
) -> AggregateChange | None:
    """What a command changes, not stored yet; None for nothing. Raises: Refused."""
    account, now = account_of(desk.store, workspace, customer), desk.time.now()
    events = handle(account, command, by=by, now=now)
    return change_of(workspace, account, events, now)[1] if events else None


def tick_account(desk: Desk, workspace: str, row: Aggregate, now: datetime) -> AggregateChange | None:
    """What the passing of time changes; None where it asked to be woken for nothing, which is a defect."""
    account = read(desk.store, workspace, row)
    events, wakes = tick(account, now), wake_at(account)
    if not events and wakes is not None and wakes <= now:
        return None
    # Without events it was woken too early, after a pause that followed a fault: only the wake-up moves.
    return change_of(workspace, account, events, now)[1]
