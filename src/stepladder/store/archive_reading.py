"""Archives held against what the desk knows of them, read, listed, and put back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from stepladder.core.values import DeskError
from stepladder.service.desk import Desk
from stepladder.store import archived_rows, proof, proof_key
from stepladder.store.archive_file import Header, find, opened
from stepladder.store.archived_rows import ArchivedRow
from stepladder.store.belonging_rows import events_of, put_in
from stepladder.store.belongings import Belongings, checksum
from stepladder.store.moments import read
from stepladder.store.sql import Database

Standing = Literal["whole", "restored", "older", "altered", "missing", "unknown"]
"""How a case of a file stands: as it was written; in the database again; archived again into another file; not as it
was written; not in the file that should hold it; of no desk that this one knows."""
WRONG = ("altered", "missing", "unknown")


@dataclass(frozen=True, slots=True)
class Looked:
    """One case of a file. `said` is a sentence for people, empty where it is whole."""

    case: str
    standing: Standing
    said: str = ""


@dataclass(frozen=True, slots=True)
class Kept:
    """A file as the database speaks of it."""

    workspace: str
    file: str
    cases: int
    events: int
    archived_at: datetime
    first_closed_at: datetime
    last_closed_at: datetime


def check(desk: Desk, file: Path) -> Iterator[Looked]:
    """Look at every case of a file, and for those that should be in it.

    Raises: DeskError - the file cannot be read or is damaged; WrongKey.
    """
    desk.proof.check_key()
    database, seen = Database(), set[str]()
    with opened(file) as (header, lines):
        for line, one in lines:
            seen.add(one.id)
            yield _look_at(database, header, line, one)
    for case in archived_rows.in_file(database, header.workspace, header.name):
        if case not in seen:
            yield Looked(case, "missing", f"case {case} should be in it, and is not")


def _look_at(database: Database, header: Header, line: bytes, one: Belongings) -> Looked:
    workspace = header.workspace
    row = archived_rows.one(database, workspace, one.id)
    if row is None:
        there = database.row('SELECT 1 FROM "store_case" WHERE "workspace_id" = %s AND "id" = %s', (workspace, one.id))
        if there is not None:
            return Looked(one.id, "restored", f"case {one.id} is in the database")
        return Looked(one.id, "unknown", f"case {one.id} is none that this desk has archived")
    if not row.is_whole:
        said = f"what the database says of case {one.id} is not what was written: run 'stepladder audit verify'"
        return Looked(one.id, "altered", said)
    if checksum(line) == row.checksum:
        return Looked(one.id, "whole")
    wrong = _altered_event(row, one)
    if wrong is not None:
        return Looked(one.id, "altered", wrong)
    if row.file != header.name:
        return Looked(one.id, "older", f"case {one.id} was archived again since, into {row.file}")
    count = len(one.rows["events"])
    if count != row.version:
        return Looked(one.id, "altered", f"case {one.id} has {count} events, and {row.version} were written")
    said = f"the events of case {one.id} are as they were written, and something beside them is not"
    return Looked(one.id, "altered", said)


def _altered_event(row: ArchivedRow, one: Belongings) -> str | None:
    """The first event that is not as it was written, by the digests that stayed in the database."""
    try:
        events = events_of(one)
    except KeyError as fault:
        return f"the events of case {one.id} lack {fault}"
    before: str | None = None
    for number, event in enumerate(events):
        position, digest = row.digests[number] if number < row.version else (None, "")
        made = proof.digest_of(event, before, adopted=digest.endswith(proof.ADOPTED))
        if made != digest or event[proof.POSITION] != position:
            return f"event {event[2]} of case {one.id} is not what was written"
        before = digest
    return None


def restore(desk: Desk, file: Path, ids: Sequence[str]) -> list[Belongings]:
    """Put cases back into the database as they were; all of them can be, or none is.

    Raises: DeskError - the file cannot be read, a case is not in it, not as it was written, or not archived; WrongKey.
    """
    database = Database()
    proof_key.hold(database)
    header, found = find(file, ids)
    with database.transaction():
        for line, one in found:
            row = archived_rows.one(database, header.workspace, one.id, hold=True)
            looked = _look_at(database, header, line, one)
            if row is None or looked.standing != "whole":
                raise _cannot(looked, file)
            put_in(database, one)
            archived_rows.forget(database, header.workspace, one.id)
    return [one for _, one in found]


def _cannot(looked: Looked, file: Path) -> DeskError:
    mends = {
        "restored": "Nothing is to be done.",
        "older": "Name that file.",
        "unknown": "Name a file of this desk.",
    }
    mend = mends.get(looked.standing, "Take another copy of the file. Nothing was put back.")
    return DeskError(looked.said, where=str(file), mend=mend)


def kept() -> list[Kept]:
    """The files that hold archived cases, by workspace and in the order they were made."""
    rows = Database().rows(
        'SELECT "workspace_id", "file", count(*), sum("version"), min("archived_at"), min("closed_at"), '
        'max("closed_at") FROM "store_archivedcase" GROUP BY "workspace_id", "file" ORDER BY 1, 5, 2'
    )
    return [
        Kept(workspace, file, int(cases), int(events), read(at), read(first), read(last))
        for workspace, file, cases, events, at, first, last in rows
    ]
