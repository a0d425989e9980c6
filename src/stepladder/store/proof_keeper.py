"""The keeper of the proof on any of Django's databases."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime

from stepladder.service.ports_proof import Backlog, Broken, Head, SealReport, Verified
from stepladder.store import proof, proof_archived, proof_key, proof_sealing, proof_seals, proof_streams
from stepladder.store.moments import read, stored
from stepladder.store.proof_findings import Findings
from stepladder.store.sql import Database

_TABLES = ("store_event", "store_seal", "store_case", "store_aggregate", "store_archivedcase")


class ProofKeeper:
    """Implements `service.ports_proof.Proof`; the contract tests say what that means."""

    def __init__(self, alias: str = "default") -> None:
        self._database = Database(alias)

    def hold_key(self) -> None:
        proof_key.hold(self._database)

    def check_key(self) -> None:
        proof_key.check(self._database)

    def fingerprint(self) -> str | None:
        return proof_key.fingerprint()

    def backlog(self) -> Backlog | None:
        return proof_sealing.backlog(self._database)

    def unsealed(self, after: str = "") -> str | None:
        return proof_sealing.unsealed(self._database, after)

    def seal(self, workspace: str, now: datetime, limit: int) -> SealReport:
        proof_key.check(self._database)
        return proof_sealing.seal(self._database, workspace, now, limit)

    def heads(self) -> tuple[Head, ...]:
        with _one_moment(self._database):
            found = [self._head(workspace) for workspace in self._workspaces()]
        return tuple(head for head in found if head is not None)

    def verify(self, now: datetime, found: Callable[[Broken], None], kept: Sequence[Head] = ()) -> Verified:
        proof_key.check(self._database)
        events = unsealed = adopted = archived = 0
        with _one_moment(self._database):
            for head in kept:
                if head != self._head(head.workspace, head.number):
                    found(_not_contained(head))
            for workspace in self._workspaces():
                findings = Findings(workspace, found, adopted_until=0 if proof.proves_all() else None)
                if proof_seals.look_along(self._database, findings):
                    proof_streams.look_along(self._database, findings, stored(now))
                    proof_archived.look_along(self._database, findings)
                events += findings.events
                unsealed += findings.unsealed
                adopted += findings.adopted
                archived += findings.archived
        return Verified(events=events, unsealed=unsealed, adopted=adopted, archived=archived)

    def _workspaces(self) -> Iterator[str]:
        """Every workspace that any table of the proof names, in the order of the names."""
        found: set[str] = set()
        for table in _TABLES:
            after = ""
            while row := self._database.row(
                f'SELECT "workspace_id" FROM "{table}" WHERE "workspace_id" > %s ORDER BY "workspace_id" LIMIT 1',
                (after,),
            ):
                after = row[0]
                found.add(after)
        yield from sorted(found)

    def _head(self, workspace: str, number: int | None = None) -> Head | None:
        """The newest seal of a workspace, or the one with this number."""
        where, values = ("", ()) if number is None else (' AND "number" = %s', (number,))
        row = self._database.row(
            f'SELECT "number", "last_position", "head", "at" FROM "store_seal" WHERE "workspace_id" = %s{where} '
            'ORDER BY "number" DESC LIMIT 1',
            (workspace, *values),
        )
        if row is None:
            return None
        return Head(workspace=workspace, number=row[0], position=row[1], digest=row[2], at=read(row[3]))


def _not_contained(head: Head) -> Broken:
    said = (
        f"the chain of {head.workspace} no longer contains seal {head.number} as it was kept: "
        "what came before it was written anew, or cut off"
    )
    return Broken(workspace=head.workspace, what="head", said=said, seal=head.number, position=head.position)


@contextmanager
def _one_moment(database: Database) -> Iterator[None]:
    """Everything read inside is as it stood at one moment, whatever is stored meanwhile. Writers need not wait."""
    database.change("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY" if database.is_postgresql else "BEGIN DEFERRED")
    try:
        yield
    finally:
        database.change("ROLLBACK")
