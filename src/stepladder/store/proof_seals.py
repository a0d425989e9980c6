"""Looking along the chain of a workspace, seal by seal: each event stands where it was sealed, and none is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

import msgspec

from stepladder.store import models, proof
from stepladder.store.proof_archived import ArchivedEvents
from stepladder.store.proof_findings import Findings
from stepladder.store.proof_sealing import head_of
from stepladder.store.sql import Database, Row, columns, listed

ROLLING = timedelta(days=7)
"""How long after the first seal an older release may still run on some host and store events without a digest."""
_PAGE = 20
_decode = msgspec.json.Decoder(list[tuple[str, int]]).decode
_NUMBER, _FIRST, _LAST, _AT, _MEMBERS, _HEAD = (
    columns(models.Seal).index(name) for name in ("number", "first_position", "last_position", "at", "members", "head")
)

Places = dict[int, tuple[str, int, str | None]]
"""Stream, version and digest of the events at these positions."""


def look_along(database: Database, findings: Findings) -> bool:
    """False: the chain was made with another key, so that nothing can be said of it."""
    workspace, number, end = findings.workspace, 0, 0
    archived = ArchivedEvents(database, workspace)
    heads = {""}
    if _is_of_another_key(database, workspace):
        said = f"the chain of {workspace} was made with another key than the one at hand: nothing of it can be checked"
        findings.of_chain("key", said)
        return False
    for row in _seals(database, workspace):
        first = end + 1
        if row[_NUMBER] != number + 1:
            said = f"{_words(workspace, number + 1, row[_NUMBER] - 1)} not there"
            findings.of_chain("missing", said, seal=number + 1)
            heads, first = set(), row[_FIRST]
        number = row[_NUMBER]
        members = _members(row)
        made = _look_at(database, findings, row, _Expected(first, members, heads), archived)
        # Of a seal whose head was changed the next one still tells what it was.
        heads = {row[_HEAD], made} if made else {row[_HEAD]}
        end = first + len(members) - 1 if members else row[_LAST]
    _look_beyond(database, findings, end)
    return True


@dataclass(frozen=True, slots=True)
class _Expected:
    """What a seal should begin with and hold, and the heads it may follow; none where the one before is not there."""

    first: int
    members: list[tuple[str, int]]
    heads: set[str]


def _look_at(
    database: Database, findings: Findings, row: Row, expected: _Expected, archived: ArchivedEvents
) -> str | None:
    """Tell what is wrong with one seal. The head that it should have, where that can be said."""
    first, members = expected.first, expected.members
    places = _places(database, findings.workspace, first, len(members))
    places |= archived.places({at: member for at, member in enumerate(members, first) if at not in places})
    held = [at for at in range(first, first + len(members)) if at in places]
    digests = [places[at][2] or "" for at in held]
    wrong = [at for at, member in enumerate(members, first) if places.get(at, ("", 0, None))[:2] != member]
    _count_adopted(findings, row, places)
    if wrong:
        as_they_stand = msgspec.json.encode([places[at][:2] for at in held]).decode()
        if row[_HEAD] not in _heads((*row[:_MEMBERS], as_they_stand), expected.heads, digests):
            for position in wrong:
                _tell_of_place(database, findings, members[position - first], position)
            return None
    right = _heads(row[:_HEAD], expected.heads, digests)
    if not right or (row[_HEAD] in right and members):
        return str(row[_HEAD])
    said = f"seal {row[_NUMBER]} does not fit the events it holds: it was changed, or what it holds was"
    findings.of_chain("altered", said, seal=row[_NUMBER])
    return right.pop() if len(right) == 1 else None


def _heads(place: Row, before: set[str], digests: list[str]) -> set[str]:
    return {head_of(place, one, digests) for one in before}


def _tell_of_place(database: Database, findings: Findings, member: tuple[str, int], position: int) -> None:
    stream, version = member
    found = proof.before(database, [(findings.workspace, stream, version)])
    if not found:
        said = f"event {version} of {stream} is not there; it was sealed at position {position}"
        findings.of_event("missing", stream, version, said, position=position)
        return
    ((_, now_at),) = found.values()
    stands = "has none now" if now_at is None else f"stands at {now_at}"
    said = f"event {version} of {stream} was sealed at position {position} and {stands}"
    findings.of_event("reordered", stream, version, said, position=now_at)


def _count_adopted(findings: Findings, row: Row, places: Places) -> None:
    """Events without a digest of their own are fine in the days of an upgrade, and told later on."""
    adopted = [(at, *place) for at, place in places.items() if (place[2] or "").endswith(proof.ADOPTED)]
    if findings.adopted_until is None:
        findings.adopted_until = row[_AT] + ROLLING // timedelta(microseconds=1) if adopted else 0
    for position, stream, version, _ in adopted:
        if row[_AT] <= findings.adopted_until:
            findings.adopted += 1
            continue
        said = (
            f"event {version} of {stream} was stored without a digest when the desk had long made them: "
            "an older release still ran, or somebody put it there"
        )
        findings.of_event("unproved", stream, version, said, position=position)


def _look_beyond(database: Database, findings: Findings, end: int) -> None:
    for where, values in (('"position" > %s', (end,)), ('"position" < %s', (1,))):
        row = database.row(
            f'SELECT min("position"), max("position") FROM "store_event" WHERE "workspace_id" = %s AND {where}',
            (findings.workspace, *values),
        )
        if row is not None and row[0] is not None:
            span = f"the positions from {row[0]} to {row[1]}"
            said = f"no seal holds {span}: the chain was cut off, or they were given by hand"
            findings.of_chain("cut_off", said, position=row[0])


def _is_of_another_key(database: Database, workspace: str) -> bool:
    keys = {
        row[0]
        for way in ("ASC", "DESC")
        for row in database.rows(
            f'SELECT "key" FROM "store_seal" WHERE "workspace_id" = %s ORDER BY "number" {way} LIMIT 1', (workspace,)
        )
    }
    return bool(keys) and proof.fingerprint() not in keys


def _seals(database: Database, workspace: str) -> Iterator[Row]:
    after = 0
    while rows := database.rows(
        f'SELECT {listed(models.Seal)} FROM "store_seal" WHERE "workspace_id" = %s AND "number" > %s '
        f'ORDER BY "number" LIMIT {_PAGE}',
        (workspace, after),
    ):
        yield from rows
        after = rows[-1][_NUMBER]


def _members(row: Row) -> list[tuple[str, int]]:
    """Nothing where they cannot be read: then the seal does not fit either."""
    try:
        return _decode(row[_MEMBERS])
    except (msgspec.DecodeError, TypeError):
        return []


def _places(database: Database, workspace: str, first: int, count: int) -> Places:
    rows = database.rows(
        'SELECT "position", "stream", "version", "digest" FROM "store_event" WHERE "workspace_id" = %s '
        'AND "position" >= %s AND "position" < %s',
        (workspace, first, first + count),
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


def _words(workspace: str, first: int, last: int) -> str:
    return f"seal {first} of {workspace} is" if first == last else f"seals {first} to {last} of {workspace} are"
