"""Looking at archived cases: their digests stand in for their events, and the row that holds them is proved itself."""

from __future__ import annotations

from collections.abc import Mapping

from stepladder.store import archived_rows
from stepladder.store.proof_findings import Findings
from stepladder.store.sql import Database

_REMEMBERED = 2_000
Place = tuple[str, int, str | None]
"""Stream, version and digest of an event."""


class ArchivedEvents:
    """Events of a workspace that went into files, looked up by stream and version.

    Seals that follow each other hold events of the same streams, so that those read last are remembered.
    """

    def __init__(self, database: Database, workspace: str) -> None:
        self._database, self._workspace = database, workspace
        self._known: dict[str, tuple[tuple[int, str], ...]] = {}

    def places(self, wanted: Mapping[int, tuple[str, int]]) -> dict[int, Place]:
        """Those of the wanted that were archived from that very position."""
        found: dict[int, Place] = {}
        for position, (stream, version) in wanted.items():
            digests = self._digests(stream)
            if 1 <= version <= len(digests) and digests[version - 1][0] == position:
                found[position] = stream, version, digests[version - 1][1]
        return found

    def _digests(self, stream: str) -> tuple[tuple[int, str], ...]:
        if stream not in self._known:
            if len(self._known) >= _REMEMBERED:
                self._known.clear()
            row = archived_rows.one(self._database, self._workspace, stream)
            self._known[stream] = row.digests if row is not None else ()
        return self._known[stream]


def look_along(database: Database, findings: Findings) -> None:
    """Tell of each row that is not as it was written, and of cases that are there although they were archived."""
    for row in archived_rows.every(database, findings.workspace):
        findings.archived += row.version
        if not row.is_whole or len(row.digests) != row.version:
            findings.of_stream("altered", row.id, f"the row of the archived case {row.id} is not what was written")
    both = database.rows(
        'SELECT "id" FROM "store_case" WHERE "workspace_id" = %s AND "id" IN '
        '(SELECT "id" FROM "store_archivedcase" WHERE "workspace_id" = %s) ORDER BY "id"',
        (findings.workspace, findings.workspace),
    )
    for (case,) in both:
        findings.of_stream("inserted", case, f"the case {case} is there, although it was archived")
