"""The one way in: changes become rows, all of them in one transaction or none."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

import msgspec
from django.db import IntegrityError
from msgspec import field

from stepladder.core.case.envelope import encode
from stepladder.core.case.events import Happened
from stepladder.core.case.orders import DeliveryOrder
from stepladder.core.case.reactions import ReactionOrder
from stepladder.service.ports import (
    AggregateChange,
    AnyChange,
    Change,
    EventRow,
    IntakeAnswer,
    KeyTaken,
    StaleCase,
    StoredSignal,
    Text,
)
from stepladder.store import aggregates, lines, models, openings, proof, proof_key
from stepladder.store.moments import stored
from stepladder.store.sql import Database, Row, columns

_JSON = msgspec.json.Encoder()
_UPDATE = (
    f'UPDATE "store_case" SET {", ".join(f"{chr(34)}{name}{chr(34)} = %s" for name in lines.CHANGING)} '
    'WHERE "workspace_id" = %s AND "id" = %s AND "version" = %s'
)


class Rows(msgspec.Struct, eq=False):
    """What changes come to, table by table."""

    intake: list[Row] = field(default_factory=list)
    signals: list[Row] = field(default_factory=list)
    texts: list[Row] = field(default_factory=list)
    events: list[Row] = field(default_factory=list)
    """Without their digests, which are made when they are inserted: the streams they go on stand still by then."""
    deliveries: list[Row] = field(default_factory=list)
    reactions: list[Row] = field(default_factory=list)

    def add(self, change: AnyChange) -> None:
        """Everything but the case or aggregate itself, which has a lock to pass."""
        workspace, recorded_at = change.workspace, stored(change.recorded_at)
        self.texts += [_text(workspace, text) for text in change.texts]
        self.deliveries += [_delivery(workspace, one) for one in change.deliveries]
        self.reactions += [_reaction(workspace, one, _urgency(change)) for one in change.reactions]
        if isinstance(change, AggregateChange):
            stream = change.aggregate.stream
            for number, event in enumerate(change.events, change.expected_version + 1):
                self.events.append(_event_row(workspace, stream, number, event, recorded_at))
            return
        if change.intake is not None:
            self.intake.append(_intake(workspace, change.intake, recorded_at))
        if change.signal is not None:
            self.signals.append(_signal(workspace, change.signal))
        if change.case is not None:
            stream = change.case.id
            for number, happened in enumerate(change.events, change.expected_version + 1):
                self.events.append(_event(workspace, stream, number, happened, recorded_at))

    def insert(self, database: Database) -> None:
        """Raises: WrongKey - the history of this database is made with another key than the one at hand."""
        proof_key.hold(database)
        database.insert(models.Signal, self.signals)
        database.insert(models.Text, self.texts)
        database.insert(models.Event, proof.chained(database, self.events))
        database.insert(models.Delivery, self.deliveries)
        database.insert(models.Reaction, self.reactions)


def commit(database: Database, changes: Sequence[AnyChange]) -> None:
    """Store every change or none.

    Raises: KeyTaken - another request was quicker under an idempotency key; StaleCase - a case or an aggregate
    changed meanwhile, or there is now a case that a new case's signal belongs to.
    """
    rows = Rows()
    for change in changes:
        rows.add(change)
    of_cases = [change for change in changes if isinstance(change, Change)]
    of_aggregates = [change for change in changes if isinstance(change, AggregateChange)]
    with database.transaction():
        _claim_keys(database, rows.intake)
        openings.refuse_second(database, [change for change in of_cases if _opens(change)])
        for change in _last_states(of_cases):
            if not write_case(database, change):
                raise stale(change)
        if of_aggregates:
            aggregates.hold_cases(database, of_aggregates)
            for one in aggregates.last_states(of_aggregates):
                if not aggregates.write(database, one):
                    raise aggregates.stale(one)
        rows.insert(database)


def write_case(database: Database, change: Change) -> bool:
    """Put the new state in place. False: the case is no longer at the version the change was decided on."""
    case = change.case
    if case is None:
        return True
    values = lines.changing(case, change.wake_at)
    if change.expected_version:
        key = (change.workspace, case.id, change.expected_version)
        return database.change(_UPDATE, (*(values[name] for name in lines.CHANGING), *key)) == 1
    values |= {
        "workspace_id": change.workspace,
        "id": case.id,
        "title_text": change.signal and change.signal.text,
        "customer_name": change.customer_name,
    }
    try:
        database.insert(models.Case, [_whole_case()(values)])
    except IntegrityError as fault:
        raise stale(change) from fault
    return True


@cache
def _whole_case() -> Callable[[dict[str, Any]], Row]:
    """The row of a case from its values by their columns."""
    return itemgetter(*columns(models.Case))


def _opens(change: Change) -> bool:
    return change.case is not None and not change.expected_version


def stale(change: Change) -> StaleCase:
    name = change.case.id if change.case is not None else "none"
    return StaleCase("it changed meanwhile", where=f"case {name}", mend="Read it again and decide again.")


def _claim_keys(database: Database, rows: list[Row]) -> None:
    try:
        database.insert(models.IntakeKey, sorted(rows))  # In one order, so that nobody waits in a ring.
    except IntegrityError as fault:
        raise KeyTaken(
            "another request stored this key first", where="idempotency key", mend="Answer what that one answered."
        ) from fault


def _last_states(changes: Sequence[Change]) -> list[Change]:
    """One change per case: the version the first was decided on, with the state that the last one left."""
    kept: dict[tuple[str, str], Change] = {}
    for change in changes:
        if change.case is None:
            continue
        key = (change.workspace, change.case.id)
        first = kept.get(key)
        if first is not None:
            change = msgspec.structs.replace(
                change,
                expected_version=first.expected_version,
                signal=first.signal,
                customer_name=first.customer_name,
            )
        kept[key] = change
    return [kept[key] for key in sorted(kept)]  # In one order, so that nobody waits in a ring.


def _intake(workspace: str, answer: IntakeAnswer, recorded_at: int) -> Row:
    return (workspace, answer.source, answer.key, answer.body_hash, answer.status, answer.body, recorded_at)


def _signal(workspace: str, one: StoredSignal) -> Row:
    return (
        workspace, one.id, one.source, one.key, stored(one.at), stored(one.received_at), one.sender, one.kind,
        one.channel, one.conversation, one.customer, None if one.contact is None else _json(one.contact),
        _json(one.facts), one.text, one.case, one.request.decode(),
    )  # fmt: skip


def _text(workspace: str, one: Text) -> Row:
    return (workspace, one.id, one.person, one.kind, one.subject, one.body)


def _event(workspace: str, stream: str, number: int, one: Happened, recorded_at: int) -> Row:
    type_, v, data = encode(one.event)
    return (
        workspace, stream, number, None, type_, v, stored(one.at), stored(one.noticed_at), recorded_at,
        one.by, one.cause, data.decode(),
    )  # fmt: skip


def _event_row(workspace: str, stream: str, number: int, one: EventRow, recorded_at: int) -> Row:
    return (
        workspace, stream, number, None, one.type, one.v, stored(one.at), stored(one.noticed_at), recorded_at,
        one.by, one.cause, one.data.decode(),
    )  # fmt: skip


def _delivery(workspace: str, one: DeliveryOrder) -> Row:
    created_at = stored(one.created_at)
    return (
        workspace, one.id, one.case, one.event, one.purpose, one.to, one.channel, one.copy, one.template, one.text,
        _json(one.details), one.urgency, "waiting", None, None, None, 0, 0, 0, created_at, created_at, None,
        None,
    )  # fmt: skip


def _reaction(workspace: str, one: ReactionOrder, urgency: int) -> Row:
    return (workspace, one.event, one.target, one.command.decode(), stored(one.due_at), 0, None, None, urgency)


def _urgency(change: AnyChange) -> int:
    """Of what a change is about; what belongs to no case waits for the others."""
    if isinstance(change, AggregateChange):
        return change.urgency
    return change.case.urgency if change.case is not None else 0


def _json(value: Any) -> str:
    return _JSON.encode(value).decode()
