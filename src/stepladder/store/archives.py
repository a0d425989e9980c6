"""Closed cases move out of the database into a file, whole, and back.

First they are written and read back, then they are taken out, a few at a time and each only as it was written. Whoever
is cut off in between leaves a file that holds some cases which are still in the database; the next one takes those.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path

import msgspec

from stepladder import __version__
from stepladder.core.streams import WrittenLater
from stepladder.core.values import DeskError
from stepladder.service.archiving import Stays, listed_by_incidents, must_be_past, why_it_stays
from stepladder.service.desk import Desk
from stepladder.service.rows import WorkspaceRow
from stepladder.store import archived_rows, cases, findings, models, proof
from stepladder.store.archive_file import FORM, Header, NewArchive, opened
from stepladder.store.belonging_rows import events_of, read, take_out
from stepladder.store.belongings import Belongings, checksum
from stepladder.store.moments import stored
from stepladder.store.sql import Database

_PAGE = 200
_TOGETHER = 5
"""Cases that are taken out in one transaction: some 20 ms in which SQLite has no other writer."""


@dataclass(slots=True)
class Moved:
    """What was put away of one workspace.

    Fields: file - None where nothing was written; cases, events - that are in the file and in the database no more, or
    would be; stays - how many cases stayed, by what they are needed for.
    """

    workspace: str
    file: Path | None = None
    bytes: int = 0
    cases: int = 0
    events: int = 0
    stays: Counter[Stays] = field(default_factory=Counter)


@dataclass(frozen=True, slots=True)
class _Bounds:
    """Up to when cases go, and which incidents keep. `listed` are the cases of those that go on."""

    before: datetime
    listed: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Written:
    """A case as it stands in the file."""

    id: str
    checksum: str
    events: int


def make(
    desk: Desk,
    workspace: WorkspaceRow,
    folder: Path,
    before: datetime,
    *,
    dry_run: bool = False,
    told: Callable[[Path], None] = lambda file: None,
    between: Callable[[], None] = lambda: None,
    alias: str = "default",
) -> Moved:
    """Move the cases that were closed before an instant, and quiet since, into a new file in a folder.

    Takes: dry_run - nothing is written or moved, only counted; told - of the file, once it is read back and before
    anything is taken out; between - called before each transaction; alias - Django's name of the desk's database.
    Raises: DeskError - the instant is too late, there is no such folder, it cannot be written; WrongKey.
    """
    must_be_past(desk, workspace.id, before)
    desk.proof.check_key()
    if not folder.is_dir():
        # Where a slip of the pen made one, nobody would look for the archive.
        raise DeskError("there is no such folder", where=str(folder), mend="Make it first, or name another.")
    database, done = Database(alias), Moved(workspace.id)
    chosen = _chosen(desk, database, workspace.id, _bounds(desk, workspace, before), done.stays)
    if dry_run:
        for one in chosen:
            done.cases += 1
            done.events += len(one.rows["events"])
        return done
    header = _header(workspace, desk.time.now())
    target = folder / header.name
    written = _write(chosen, target, header, done)
    _must_hold(target, written)
    if written:
        told(target)
    left, bounds = iter(written), _bounds(desk, workspace, before)
    while some := list(islice(left, _TOGETHER)):
        between()
        _take_out(desk, database, workspace.id, target.name, sorted(some, key=lambda one: one.id), bounds, done)
    return done


def _bounds(desk: Desk, workspace: WorkspaceRow, before: datetime) -> _Bounds:
    return _Bounds(before, listed_by_incidents(desk, workspace.id))


def _header(workspace: WorkspaceRow, now: datetime) -> Header:
    return Header(
        form=FORM,
        workspace=workspace.id,
        zone=workspace.zone,
        release=__version__,
        made_at=now.astimezone(UTC).replace(microsecond=0),
    )


def _write(chosen: Iterator[Belongings], target: Path, header: Header, done: Moved) -> list[_Written]:
    written: list[_Written] = []
    file = NewArchive(target, header)
    try:
        for one in chosen:
            line = one.line
            file.add(line)
            written.append(_Written(one.id, checksum(line), len(one.rows["events"])))
        if written:
            done.bytes, done.file = file.finish(), target
    except OSError as fault:
        what = f"the file cannot be written ({fault.strerror})"
        mend = "Make room, or name another folder. Nothing was taken out of the database."
        raise DeskError(what, where=str(target), mend=mend) from fault
    finally:
        file.drop()
    return written


def _must_hold(target: Path, written: Sequence[_Written]) -> None:
    """Read it back: nothing is taken out that is not there. Raises: DeskError."""
    if not written:
        return
    with opened(target) as (_, lines):
        found = [checksum(line) for line, _ in lines]
    if found != [one.checksum for one in written]:
        mend = "Look at the disk. Nothing was taken out of the database."
        raise DeskError("what was read back is not what was written", where=str(target), mend=mend)


def _chosen(
    desk: Desk, database: Database, workspace: str, bounds: _Bounds, stays: Counter[Stays]
) -> Iterator[Belongings]:
    after = ""
    while rows := database.rows(
        'SELECT "id" FROM "store_case" WHERE "workspace_id" = %s AND "id" > %s AND "closed_at" < %s '
        f'ORDER BY "id" LIMIT {_PAGE}',
        (workspace, after, stored(bounds.before)),
    ):
        for (after,) in rows:
            one = read(database, workspace, after)
            why = _why(desk, database, workspace, one, bounds) if one is not None else None
            if why == "altered":
                # It may have changed between the statements that read it.
                with database.transaction():
                    one = read(database, workspace, after, hold=True)
                    why = _why(desk, database, workspace, one, bounds) if one is not None else None
            if one is None:
                continue  # Somebody else archives, too.
            if why is None:
                yield one
            else:
                stays[why] += 1


def _take_out(
    desk: Desk,
    database: Database,
    workspace: str,
    file: str,
    some: Sequence[_Written],
    bounds: _Bounds,
    done: Moved,
) -> None:
    moved: list[_Written] = []
    stays: list[Stays] = []
    with database.transaction():
        for written in some:
            one = read(database, workspace, written.id, hold=True)
            if one is None:
                continue  # Somebody else archives, too, and took it out.
            if checksum(one.line) != written.checksum:
                stays.append("changed")
                continue
            why = _why(desk, database, workspace, one, bounds)
            if why is not None:
                stays.append(why)
                continue
            row = archived_rows.made(workspace, one, file, desk.time.now())
            database.insert(models.ArchivedCase, [row])
            take_out(database, workspace, one)
            moved.append(written)
    done.cases += len(moved)
    done.events += sum(one.events for one in moved)
    done.stays.update(stays)


def _why(desk: Desk, database: Database, workspace: str, one: Belongings, bounds: _Bounds) -> Stays | None:
    """Why a case stays: nothing of it may be under way or new, and all of its history must be proved."""
    try:
        case = cases.restored(database, workspace, one.id, one.case["state"], one.case["shape"])
    except WrittenLater:
        return "later"
    except DeskError:
        return "altered"  # An event cannot be read.
    except msgspec.MsgspecError:
        return "finding"  # The state cannot, and the auditor sets it right.
    if one.case["wake_at"] is not None:
        return "to_come"
    why = why_it_stays(desk, workspace, case, bounds.listed)
    if why is not None:
        return why
    if one.is_under_way or _is_asked(database, workspace, one.id):
        return "under_way"
    events = events_of(one)
    if any(row[proof.POSITION] is None or row[proof.DIGEST] is None for row in events):
        return "unsealed"
    if [row[2] for row in events] != list(range(1, one.case["version"] + 1)) or proof.first_altered(events) is not None:
        return "altered"
    if one.rows["events"][-1]["recorded_at"] >= stored(bounds.before):
        # It was told of late, where a desk stood still, or named by somebody: that is not for the attic yet.
        return "recent"
    return "finding" if findings.standing_of(database, [(workspace, one.id)]) else None


def _is_asked(database: Database, workspace: str, case: str) -> bool:
    """Whether something elsewhere has caused a command on it that was not run yet."""
    # Of a workspace that no index knows: SQLite would else look at all reactions that were ever run.
    row = database.row(
        'SELECT 1 FROM "store_reaction" '
        'WHERE "due_at" IS NOT NULL AND "workspace_id" || \'\' = %s AND "target" = %s LIMIT 1',
        (workspace, case),
    )
    return row is not None
