"""Rows as the auditor reads them, and set right by it: each repair holds only for the row that was looked at."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from django.db import IntegrityError

from stepladder.core.case.state import Case
from stepladder.service.auditing import CASE
from stepladder.service.ports import Change
from stepladder.service.ports_audit import Finding, KeptRow, Mend, Place
from stepladder.service.rows import StoredEvent
from stepladder.store import cases, findings, lines, models, proof, writing
from stepladder.store.moments import read, stored
from stepladder.store.sql import Database, Row, listed, marks

_OF_CASE = ("version", "shape", "state", "wake_at", "faults")
_LISTED = tuple(name for name in lines.CHANGING if name not in _OF_CASE)
_CASES = f'SELECT "workspace_id", "id", {", ".join(f"{chr(34)}{name}{chr(34)}" for name in (*_OF_CASE, *_LISTED))} '
_AGGREGATES = 'SELECT "workspace_id", "kind", "id", "version", "shape", "state", "wake_at", "faults", "urgency" '
_SAME = '"version" = %s AND "faults" = %s AND "wake_at" IS NOT DISTINCT FROM %s'
_MOST_PLACES = 400
"""Values in one statement."""
_ALL = 1_000_000
_WAITS = "('waiting', 'failed', 'sending')"
"""States of deliveries that are never without an instant at which somebody takes them up."""


class AuditAdapter:
    """Implements `service.ports_audit.AuditPort`."""

    def __init__(self, alias: str = "default", ring: Callable[[], None] | None = None) -> None:
        """Takes: ring - called after each repair, so that a sleeping worker looks for work."""
        self._database, self._ring = Database(alias), ring

    def cases(self, after: Place, limit: int) -> list[KeptRow]:
        workspace, _, id_ = after
        rows = self._database.rows(
            f'{_CASES}FROM "store_case" WHERE ("workspace_id", "id") > (%s, %s) ORDER BY "workspace_id", "id" LIMIT %s',
            (workspace, id_, limit),
        )
        return [_case(row) for row in rows]

    def aggregates(self, after: Place, limit: int) -> list[KeptRow]:
        rows = self._database.rows(
            f'{_AGGREGATES}FROM "store_aggregate" WHERE ("workspace_id", "kind", "id") > (%s, %s, %s) '
            'ORDER BY "workspace_id", "kind", "id" LIMIT %s',
            (*after, limit),
        )
        return [_aggregate(row) for row in rows]

    def row(self, place: Place) -> KeptRow | None:
        workspace, kind, id_ = place
        if kind == CASE:
            statement = f'{_CASES}FROM "store_case" WHERE "workspace_id" = %s AND "id" = %s'
            found = self._database.row(statement, (workspace, id_))
            return None if found is None else _case(found)
        statement = f'{_AGGREGATES}FROM "store_aggregate" WHERE "workspace_id" = %s AND "kind" = %s AND "id" = %s'
        found = self._database.row(statement, place)
        return None if found is None else _aggregate(found)

    def events(self, workspace: str, stream: str) -> tuple[StoredEvent, ...]:
        return cases.events(self._database, workspace, stream, after=0, limit=_ALL)

    def altered(self, workspace: str, stream: str) -> int | None:
        rows = self._database.rows(
            f'SELECT {listed(models.Event)} FROM "store_event" WHERE "workspace_id" = %s AND "stream" = %s '
            'ORDER BY "version"',
            (workspace, stream),
        )
        return proof.first_altered(rows)

    def columns_of(self, case: Case) -> Mapping[str, Any]:
        values = lines.changing(case, None)
        return {name: values[name] for name in _LISTED}

    def deliveries(self, workspace: str, ids: Collection[str]) -> Mapping[str, bool]:
        found: dict[str, bool] = {}
        for some in _chunks(ids):
            rows = self._database.rows(
                f'SELECT "id", "due_at" IS NOT NULL OR "state" NOT IN {_WAITS} FROM "store_delivery" '
                f'WHERE "workspace_id" = %s AND "id" IN ({marks(some)})',
                (workspace, *some),
            )
            found |= {id_: bool(awake) for id_, awake in rows}
        return found

    def reactions(self, workspace: str, keys: Collection[tuple[str, str]]) -> Mapping[tuple[str, str], bool]:
        found: dict[tuple[str, str], bool] = {}
        for some in _chunks(dict.fromkeys(event for event, _ in keys)):
            rows = self._database.rows(
                'SELECT "event", "target", "due_at" IS NOT NULL OR "done_at" IS NOT NULL FROM "store_reaction" '
                f'WHERE "workspace_id" = %s AND "event" IN ({marks(some)})',
                (workspace, *some),
            )
            found |= {(event, target): bool(awake) for event, target, awake in rows}
        return found

    def mend(self, row: KeptRow, mend: Mend, now: datetime) -> bool:
        try:
            with self._database.transaction():
                done = self._write(row, mend) and self._orders(row.workspace, mend, now)
        except IntegrityError:
            return False  # Another auditor was quicker.
        if done and self._ring is not None:
            self._ring()
        return done

    def standing(self, limit: int = 100) -> list[Finding]:
        return findings.standing(self._database, limit)

    def standing_of(self, streams: Collection[tuple[str, str]]) -> list[Finding]:
        return findings.standing_of(self._database, streams)

    def standing_overdue(self) -> list[Finding]:
        return findings.standing_overdue(self._database)

    def counts(self) -> Mapping[tuple[str, str], int]:
        return findings.counted(self._database)

    def findings(self, limit: int = 100) -> list[Finding]:
        return findings.newest(self._database, limit)

    def report(self, found: Sequence[Finding]) -> None:
        findings.report(self._database, found)

    def settle(self, found: Sequence[Finding], now: datetime) -> None:
        findings.settle(self._database, found, now)

    def _write(self, row: KeptRow, mend: Mend) -> bool:
        """Put the row right, or hold it as it is until the commit. False: it is not the row that was looked at."""
        state, same = mend.state, (row.version, row.faults, stored(row.wake_at))
        if row.kind == CASE:
            values: dict[str, Any] = {"version": row.version}
            if isinstance(state, Case):
                values = lines.changing(state, mend.wake_at)
            table, key, ids = "store_case", '"workspace_id" = %s AND "id" = %s', (row.workspace, row.id)
        else:
            values = {"version": row.version}
            if state is not None and not isinstance(state, Case):
                values = {
                    "version": state.version, "shape": state.shape, "state": state.state.decode(),
                    "wake_at": stored(mend.wake_at), "faults": 0, "urgency": mend.urgency,
                }  # fmt: skip
            table, key, ids = "store_aggregate", '"workspace_id" = %s AND "kind" = %s AND "id" = %s', row.place
        sets = ", ".join(f'"{name}" = %s' for name in values)
        changed = self._database.change(
            f'UPDATE "{table}" SET {sets} WHERE {key} AND {_SAME}', (*values.values(), *ids, *same)
        )
        return changed == 1

    def _orders(self, workspace: str, mend: Mend, now: datetime) -> bool:
        # Asked again under the lock of the row: another auditor may have been here.
        there = self.deliveries(workspace, [one.id for one in mend.deliveries])
        known = self.reactions(workspace, [(one.event, one.target) for one in mend.reactions])
        rows = writing.Rows()
        rows.add(
            Change(
                workspace=workspace,
                recorded_at=now,
                deliveries=tuple(one for one in mend.deliveries if one.id not in there),
                reactions=tuple(one for one in mend.reactions if (one.event, one.target) not in known),
            )
        )
        rows.insert(self._database)
        for id_ in mend.wake_deliveries:
            # One that a sender held is settled as one whose lease has ended.
            self._database.change(
                'UPDATE "store_delivery" SET "due_at" = %s WHERE "workspace_id" = %s AND "id" = %s '
                f'AND "due_at" IS NULL AND "state" IN {_WAITS}',
                (stored(now), workspace, id_),
            )
        for event, target in mend.wake_reactions:
            self._database.change(
                'UPDATE "store_reaction" SET "due_at" = %s WHERE "workspace_id" = %s AND "event" = %s '
                'AND "target" = %s AND "due_at" IS NULL AND "done_at" IS NULL',
                (stored(now), workspace, event, target),
            )
        return True


def _case(row: Row) -> KeptRow:
    workspace, id_, version, shape, state, wakes, faults, *others = row
    return KeptRow(
        workspace=workspace,
        kind=CASE,
        id=id_,
        version=version,
        shape=shape,
        state=state.encode(),
        wake_at=read(wakes),
        faults=faults,
        columns=dict(zip(_LISTED, others, strict=True)),
    )


def _aggregate(row: Row) -> KeptRow:
    workspace, kind, id_, version, shape, state, wakes, faults, urgency = row
    return KeptRow(
        workspace=workspace,
        kind=kind,
        id=id_,
        version=version,
        shape=shape,
        state=state.encode(),
        wake_at=read(wakes),
        faults=faults,
        columns={"urgency": urgency},
    )


def _chunks(values: Iterable[str]) -> Iterator[tuple[str, ...]]:
    left = iter(values)
    while some := tuple(islice(left, _MOST_PLACES)):
        yield some
