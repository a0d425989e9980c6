"""Looking along each stream: every event follows from the one before it, up to the version that its case has."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from stepladder.store import models, proof
from stepladder.store.proof_findings import Findings
from stepladder.store.sql import Database, Row, listed, marks

_PAGE = 500
_KEPT = 8
_LOWEST = -(2**31)


@dataclass(slots=True)
class _Stream:
    """Where we are in a stream.

    Fields: before - digests that the next event may follow from: several after an event that was altered, none after
    a hole.
    """

    name: str
    version: int = 0
    before: list[str] = field(default_factory=lambda: [""])


def look_along(database: Database, findings: Findings, now: int) -> None:
    """Tell of every event that does not follow from the one before it, and of those missing before, between and after.

    Takes: now - in the form of the tables.
    """
    # Where nothing was sealed yet the chain has not begun.
    without_digest_until = now if findings.adopted_until is None else findings.adopted_until
    ended: list[_Stream] = []
    stream: _Stream | None = None
    for row in _events(database, findings.workspace):
        if stream is None or stream.name != row[1]:
            if stream is not None:
                ended.append(stream)
            stream = _Stream(row[1])
        if len(ended) >= _PAGE:
            _look_at_ends(database, findings, ended)
            ended = []
        findings.events += 1
        findings.unsealed += row[proof.POSITION] is None
        _look_at(findings, stream, row, may_lack_digest=now <= without_digest_until)
    _look_at_ends(database, findings, [*ended, stream] if stream else ended)
    _look_for_streams_without_events(database, findings)


def _look_at(findings: Findings, stream: _Stream, row: Row, *, may_lack_digest: bool) -> None:
    version, position, digest = row[2], row[proof.POSITION], row[proof.DIGEST]
    name = f"event {version} of {stream.name}"
    if version < 1:
        findings.of_event("inserted", stream.name, version, f"{name} was put in: the first one is 1", position=position)
        return
    if version > stream.version + 1:
        findings.gone("missing", stream.name, range(stream.version + 1, version), "")
        stream.before = []
    stream.version = version
    if digest is None:
        if position is not None or not may_lack_digest:
            said = f"{name} has no digest: it was put in, or the digest was taken away"
            findings.of_event("altered" if position else "inserted", stream.name, version, said, position=position)
        stream.before = ["", *stream.before[: _KEPT - 1]]
        return
    right = [proof.digest_of(row, one, adopted=digest.endswith(proof.ADOPTED)) for one in stream.before]
    if not right or digest in right:
        stream.before = [digest]
        return
    said = f"{name} is not what was written: it was changed, or put in"
    findings.of_event("altered", stream.name, version, said, position=position, once=True)
    stream.before = [digest, *right, *stream.before][:_KEPT]


def _look_at_ends(database: Database, findings: Findings, ended: Sequence[_Stream]) -> None:
    """A case knows how many events it has, and so does all that stands beside the cases."""
    known = _versions(database, findings.workspace, [one.name for one in ended])
    for stream in ended:
        version = known.get(stream.name)
        if version is None:
            said = f"there is no case or record of its own for the events of {stream.name}"
            findings.of_event("missing", stream.name, stream.version, said)
        elif version > stream.version:
            where = f": its case is at version {version}"
            findings.gone("cut_off", stream.name, range(stream.version + 1, version + 1), where)
        elif version < stream.version:
            said = f"event {version + 1} of {stream.name} is one too many: its case is at version {version}"
            findings.of_event("inserted", stream.name, version + 1, said, once=True)


def _look_for_streams_without_events(database: Database, findings: Findings) -> None:
    for table, name in (("store_case", 'one."id"'), ("store_aggregate", 'one."kind" || \':\' || one."id"')):
        after = ""
        while rows := database.rows(
            f'SELECT {name}, one."version" FROM "{table}" AS one WHERE one."workspace_id" = %s AND {name} > %s '
            'AND NOT EXISTS (SELECT 1 FROM "store_event" AS event WHERE event."workspace_id" = one."workspace_id" '
            f'AND event."stream" = {name}) ORDER BY {name} LIMIT {_PAGE}',
            (findings.workspace, after),
        ):
            for stream, version in rows:
                findings.gone("cut_off", stream, range(1, version + 1), f": its case is at version {version}")
            after = rows[-1][0]


def _events(database: Database, workspace: str) -> Iterator[Row]:
    """Every event, stream by stream, never more than a page of them in memory."""
    after = "", _LOWEST
    while rows := database.rows(
        f'SELECT {listed(models.Event)} FROM "store_event" WHERE "workspace_id" = %s '
        f'AND ("stream", "version") > (%s, %s) ORDER BY "stream", "version" LIMIT {_PAGE}',
        (workspace, *after),
    ):
        yield from rows
        after = rows[-1][1], rows[-1][2]


def _versions(database: Database, workspace: str, streams: Sequence[str]) -> dict[str, int]:
    """The versions that cases and aggregates say they have, by their streams."""
    if not streams:
        return {}
    rows = database.rows(
        f'SELECT "id", "version" FROM "store_case" WHERE "workspace_id" = %s AND "id" IN ({marks(streams)})',
        (workspace, *streams),
    )
    found: dict[str, int] = {row[0]: row[1] for row in rows}
    by_kind: dict[str, list[str]] = defaultdict(list)
    for stream in streams:
        kind, colon, id_ = stream.partition(":")
        if colon and stream not in found:
            by_kind[kind].append(id_)
    for kind, ids in by_kind.items():
        rows = database.rows(
            'SELECT "id", "version" FROM "store_aggregate" WHERE "workspace_id" = %s AND "kind" = %s '
            f'AND "id" IN ({marks(ids)})',
            (workspace, kind, *ids),
        )
        found |= {f"{kind}:{id_}": version for id_, version in rows}
    return found
