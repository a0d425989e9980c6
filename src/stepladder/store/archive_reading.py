"""Archives held against what the desk knows of them, read, listed, and put back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
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

Standing = Literal["whole", "present", "older", "altered", "missing", "unknown"]
"""How a case of a file stands: as it was written; in the database, and so not compared; archived again into another
file; not as it was written; not in the files that should hold it; of no desk that this one knows."""
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


@dataclass(slots=True)
class Checked:
    """What was seen of one file. Fields: looked - its cases, then those that are missing; fault - why not all is."""

    file: Path
    looked: list[Looked] = field(default_factory=list)
    fault: DeskError | None = None

    @property
    def cases(self) -> int:
        """How many are in it."""
        return sum(one.standing != "missing" for one in self.looked)

    @property
    def wrong(self) -> int:
        return sum(one.standing in WRONG for one in self.looked)


def check(desk: Desk, files: Sequence[Path]) -> list[Checked]:
    """Look at every case of these files, and for those that should be in them: a file may have been cut into parts.

    One that cannot be read keeps no other from being looked at. Raises: WrongKey.
    """
    desk.proof.check_key()
    database, checked = Database(), list[Checked]()
    holds: dict[tuple[str, str], Checked] = {}
    seen: set[tuple[str, str]] = set()
    for file in files:
        one = Checked(file)
        checked.append(one)
        try:
            with opened(file) as (header, lines):
                holds.setdefault((header.workspace, header.name), one)
                for line, case in lines:
                    row = archived_rows.one(database, header.workspace, case.id)
                    looked = _look_at(database, header, line, case, row)
                    one.looked.append(looked)
                    seen.add((header.workspace, case.id))
                    if row is not None and looked.standing == "whole":
                        # What a file says of itself proves nothing; this was written beside the proof of the case.
                        holds.setdefault((header.workspace, row.file), one)
        except DeskError as fault:
            one.fault = fault
    for (workspace, name), one in holds.items():
        for id_ in archived_rows.in_file(database, workspace, name):
            if (workspace, id_) not in seen:
                said = f"case {id_} should be in {name}, and is in no file that was looked at"
                one.looked.append(Looked(id_, "missing", said))
    return checked


def _look_at(database: Database, header: Header, line: bytes, one: Belongings, row: ArchivedRow | None) -> Looked:
    workspace, name = header.workspace, shown(one.id)
    if row is None:
        there = database.row('SELECT 1 FROM "store_case" WHERE "workspace_id" = %s AND "id" = %s', (workspace, one.id))
        if there is not None:
            return Looked(one.id, "present", f"case {name} is in the database, and so is not compared")
        return Looked(one.id, "unknown", f"case {name} is none that this desk has archived")
    if not row.is_whole:
        said = f"what the database says of case {name} is not what was written: run 'stepladder audit verify'"
        return Looked(one.id, "altered", said)
    if checksum(line) == row.checksum:
        return Looked(one.id, "whole")
    wrong = _altered_event(row, one)
    if wrong is not None:
        return Looked(one.id, "altered", wrong)
    if row.file != header.name:
        return Looked(one.id, "older", f"case {name} was archived again since, into {row.file}")
    count = len(one.rows["events"])
    if count != row.version:
        return Looked(one.id, "altered", f"case {name} has {count} events, and {row.version} were written")
    said = f"the events of case {name} are as written, and something beside them is not, or is laid out otherwise"
    return Looked(one.id, "altered", said)


def _altered_event(row: ArchivedRow, one: Belongings) -> str | None:
    """The first event that is not as it was written, by the digests that stayed in the database."""
    try:
        events = events_of(one)
    except KeyError as fault:
        return f"the events of case {shown(one.id)} lack {fault}"
    before: str | None = None
    for number, event in enumerate(events):
        position, digest = row.digests[number] if number < row.version else (None, "")
        made = proof.digest_of(event, before, adopted=digest.endswith(proof.ADOPTED))
        if made != digest or event[proof.POSITION] != position:
            return f"event {event[2]} of case {shown(one.id)} is not what was written"
        before = digest
    return None


@dataclass(frozen=True, slots=True)
class Restored:
    """What came back, and what was there already. `spoilt`: what of the file cannot be read besides."""

    cases: list[Belongings]
    present: list[str]
    spoilt: DeskError | None


def restore(desk: Desk, file: Path, ids: Sequence[str]) -> Restored:
    """Put cases back into the database as they were; all of them can be, or none is. Those that are there stay so.

    Raises: DeskError - the file cannot be read, a case is not in it, not as it was written, or not archived; WrongKey.
    """
    database, present = Database(), list[str]()
    proof_key.hold(database)
    found = find(file, ids)
    workspace = found.header.workspace
    with database.transaction():
        for line, one in sorted(found.cases, key=lambda pair: pair[1].id):  # So that nobody waits in a ring.
            row = archived_rows.one(database, workspace, one.id, hold=True)
            looked = _look_at(database, found.header, line, one, row)
            if looked.standing == "present":
                present.append(one.id)
                continue
            if row is None or looked.standing != "whole":
                raise _cannot(looked, file)
            put_in(database, one)
            archived_rows.forget(database, workspace, one.id)
    return Restored([one for _, one in found.cases if one.id not in present], present, found.spoilt)


def _cannot(looked: Looked, file: Path) -> DeskError:
    mends = {"older": "Name that file.", "unknown": "Name a file of this desk."}
    mend = mends.get(looked.standing, "Take another copy of the file.")
    return DeskError(looked.said, where=str(file), mend=f"{mend} Nothing was put back.")


def shown(case: str) -> str:
    """A name out of a file, which may hold anything, as a screen can bear it."""
    return "".join(one if one.isprintable() else "?" for one in case[:80])


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
