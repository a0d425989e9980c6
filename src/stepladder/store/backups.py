"""A backup is one file: a tar with the database, the keys of the data folder, and a note with the digest of each part.

The database is copied as it stood at one instant, while the desk goes on writing. Whoever restores gets a desk that
knows what it does not know: what was still to be sent may have gone out since, and is treated as a cut-off sender's.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import msgspec

from stepladder import __version__, home, variables
from stepladder.core.values import DeskError
from stepladder.service.time_port import of_folder
from stepladder.store import backup_postgres, backup_sqlite
from stepladder.store.flushing import flush, flush_folder
from stepladder.store.moments import stored

_NOTE = "backup.json"
_FORM = 1
_KEPT = ("*.key", "log-ins.json", "clock.json")
"""What of the folder is kept beside the database: keys, the log-ins the desk made, the note about a shifted clock."""
_CHUNK = 1 << 20


class Note(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in the file: `parts` is name -> SHA-256, `archived` counts cases elsewhere, where that is known."""

    form: int
    release: str
    database: str
    made_at: datetime
    events: int
    cases: int
    archived: int | None = None
    parts: dict[str, str]


@dataclass(frozen=True, slots=True)
class Backup:
    """A finished backup or restore."""

    file: Path
    bytes: int
    note: Note


def back_up(data: Path, file: Path) -> Backup:
    """Copy the desk of a folder into a new file, while it runs.

    Raises: DeskError - no desk lives there, the file is there already, its folder is not or cannot be written, the copy
    is damaged, or PostgreSQL's own program is not at hand.
    """
    if file.exists():
        raise DeskError("there is such a file already", where=str(file), mend="Name another; none is overwritten.")
    if not file.parent.is_dir():
        # Where a slip of the pen made one, nobody would look for the backup.
        what, mend = "there is no such folder", "Make it first, or name a file in another one."
        raise DeskError(what, where=str(file.parent), mend=mend)
    home.must_hold_a_desk(data)
    made_at = of_folder(data).now().replace(microsecond=0)
    with _beside(file) as place:
        if _on_postgresql():
            name, kind = backup_postgres.PART, "postgresql"
            counted = backup_postgres.dump(_url(), place / name)
        else:
            name, kind = backup_sqlite.PART, "sqlite"
            counted = backup_sqlite.copy(data / name, place / name)
        kept = sorted({path for pattern in _KEPT for path in data.glob(pattern) if path.is_file()})
        parts = {name: place / name} | {path.name: path for path in kept}
        digests = {part: _digest(path) for part, path in parts.items()}
        note = Note(form=_FORM, release=__version__, database=kind, made_at=made_at, parts=digests, **counted)
        (place / _NOTE).write_bytes(msgspec.json.format(msgspec.json.encode(note)))
        spare = place / "whole"
        handle = os.open(spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as target:
            with tarfile.open(fileobj=target, mode="w:gz", compresslevel=3) as archive:
                for part, path in ({_NOTE: place / _NOTE} | parts).items():
                    archive.add(path, part, recursive=False)
            flush(target)
        try:
            # Unlike a rename this takes no other file's place.
            os.link(spare, file)
        except FileExistsError as fault:
            mend = "Name another; none is overwritten."
            raise DeskError("there is such a file already", where=str(file), mend=mend) from fault
    flush_folder(file.parent)
    return Backup(file, file.stat().st_size, note)


def restore(file: Path, data: Path) -> Backup:
    """Make a desk out of a backup, in a folder that is not there yet or empty, and in an empty database.

    What was still to be sent when the copy was made may have gone out since. It is marked as taken by a sender that was
    cut off, so that the worker treats it as uncertain: a notice inside the house goes out once more under the same
    key, of a message to a customer somebody is told.
    Raises: DeskError - the folder holds something, the file is no backup or damaged, it is of another kind of database
    than the environment names, the database holds tables.
    """
    if data.exists() and (not data.is_dir() or any(data.iterdir())):
        raise DeskError("the folder holds something already", where=str(data), mend="Name one that is empty or new.")
    with _beside(data / "restored", makes_folder=True) as place:
        note = _unpack(file, place)
        wanted = "postgresql" if _on_postgresql() else "sqlite"
        if note.database != wanted:
            raise DeskError(
                f"the backup is of {note.database}, and the desk is set up for {wanted}",
                where=str(file),
                mend="Name an empty PostgreSQL in STEPLADDER_DATABASE_URL, or leave that out for SQLite.",
            )
        now = stored(of_folder(place).now())
        if wanted == "sqlite":
            backup_sqlite.check(place / backup_sqlite.PART)
            backup_sqlite.doubt_what_was_unsent(place / backup_sqlite.PART, now)
        else:
            backup_postgres.load(_url(), place / backup_postgres.PART)
            backup_postgres.doubt_what_was_unsent(_url(), now)
            (place / backup_postgres.PART).unlink()
        (place / _NOTE).unlink()
        # The database last: without it a restore that was cut off is no desk that somebody could start.
        for path in sorted(place.iterdir(), key=lambda one: one.name == backup_sqlite.PART):
            path.chmod(0o600)
            with path.open("rb+") as written:
                flush(written)
            os.replace(path, data / path.name)
    flush_folder(data)
    return Backup(file, file.stat().st_size, note)


def _unpack(file: Path, place: Path) -> Note:
    """Lay the parts out in a folder. Raises: DeskError - it is no backup, or a part is not as its digest says."""
    damaged = DeskError("the file is no whole backup", where=str(file), mend="Take another one.")
    try:
        with tarfile.open(file, "r:gz") as archive:
            for member in archive:
                if not member.isreg() or Path(member.name).name != member.name:
                    raise damaged
                source = archive.extractfile(member)
                assert source is not None, "a plain file has content"
                with (place / member.name).open("xb") as target:
                    shutil.copyfileobj(source, target, _CHUNK)
        note = msgspec.json.decode((place / _NOTE).read_bytes(), type=Note)
        found = {path.name: _digest(path) for path in place.iterdir() if path.name != _NOTE}
    except FileNotFoundError as fault:
        if not file.exists():
            raise DeskError("there is no such file", where=str(file), mend="Name a file of 'backup'.") from fault
        raise damaged from fault
    except (OSError, EOFError, tarfile.TarError, msgspec.MsgspecError) as fault:
        if isinstance(fault, OSError) and fault.errno is not None:
            # The disk, and not the file: who is told otherwise throws a good backup away.
            what, mend = f"it cannot be unpacked ({fault.strerror})", "Make room, or look at the rights."
            raise DeskError(what, where=str(fault.filename or place.parent), mend=mend) from fault
        raise damaged from fault
    if note.form != _FORM:
        mend = "Restore it with the release that made it, or a later one."
        raise DeskError(f"form {note.form} of a backup is not known here", where=str(file), mend=mend)
    if found != note.parts:
        raise damaged
    return note


@contextmanager
def _beside(target: Path, *, makes_folder: bool = False) -> Iterator[Path]:
    """A folder on the disk of the target, for its owner's eyes only. Raises: DeskError - it cannot be made.

    Takes: makes_folder - whether the folder of the target is made, too, where it is not there.
    """
    try:
        if makes_folder:
            target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        place = Path(tempfile.mkdtemp(prefix=f".{target.name}.", dir=target.parent))
    except OSError as fault:
        raise DeskError(
            f"nothing can be written there ({fault.strerror})", where=str(target.parent), mend="Name another place."
        ) from fault
    try:
        yield place
    finally:
        shutil.rmtree(place, ignore_errors=True)


def _on_postgresql() -> bool:
    return bool(_url())


def _url() -> str:
    return variables.text("STEPLADDER_DATABASE_URL") or ""


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
