"""An archive is one file: gzip of a line about itself, then a line of JSON for each case.

It takes no other file's place, and is there under its name only once all of it is on the disk.
"""

from __future__ import annotations

import gzip
import os
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import msgspec

from stepladder.core.values import DeskError
from stepladder.store import belongings
from stepladder.store.belongings import Belongings
from stepladder.store.flushing import flush, flush_folder

FORM = 1
_LEVEL = 6


class Header(msgspec.Struct, frozen=True, kw_only=True, tag_field="file", tag="stepladder archive"):
    """The first line. `zone` is that of the workspace, in which its cases are told."""

    form: int
    workspace: str
    zone: str
    release: str
    made_at: datetime

    @property
    def name(self) -> str:
        """What the file was called when it was made, whatever it is called now."""
        return f"{quote(self.workspace, safe='')}-{self.made_at.astimezone(UTC):%Y%m%dT%H%M%SZ}.ndjson.gz"


class NewArchive:
    """A file that is being written; it is gone again if it is not finished."""

    def __init__(self, target: Path, header: Header) -> None:
        """Raises: DeskError - there is such a file, or none can be made there."""
        self.target, self._spare = target, target.with_name(f".{target.name}.part")
        if target.exists():
            raise _taken(target)
        try:
            self._raw = os.fdopen(os.open(self._spare, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        except FileExistsError as fault:
            mend = "Delete it if no other 'archive make' is at work, or try again in a second."
            raise DeskError("a file that was never finished is there", where=str(self._spare), mend=mend) from fault
        except OSError as fault:
            raise DeskError(
                f"nothing can be written there ({fault.strerror})",
                where=str(target.parent),
                mend="Name another folder.",
            ) from fault
        # The time in its head would make two files of the same cases differ.
        self._packed = gzip.GzipFile(filename="", fileobj=self._raw, mode="wb", compresslevel=_LEVEL, mtime=0)
        self.add(msgspec.json.encode(header))

    def add(self, line: bytes) -> None:
        self._packed.write(line + b"\n")

    def finish(self) -> int:
        """Put it under its name, and answer how many bytes it has. Raises: DeskError - somebody was quicker."""
        self._packed.close()
        flush(self._raw)
        try:
            self._name()
        except FileExistsError as fault:
            raise _taken(self.target) from fault
        finally:
            self.drop()
        flush_folder(self.target.parent)
        return self.target.stat().st_size

    def _name(self) -> None:
        """Raises: FileExistsError - another file has the name."""
        try:
            # Unlike a rename this takes no other file's place.
            os.link(self._spare, self.target)
        except FileExistsError:
            raise
        except OSError:
            # Sticks and some shares know no links. Whoever dies in between leaves an empty file, which is no archive.
            os.close(os.open(self.target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
            self._spare.replace(self.target)

    def drop(self) -> None:
        """Let go of what is not finished."""
        # On a full disk either fails, and what was to be said of that has been raised already.
        with suppress(OSError):
            self._packed.close()
        with suppress(OSError):
            self._raw.close()
        self._spare.unlink(missing_ok=True)


def _taken(target: Path) -> DeskError:
    mend = "Try again in a second: a file is named after the time, and none is overwritten."
    return DeskError("there is such a file already", where=str(target), mend=mend)


@contextmanager
def opened(
    file: Path, spoilt: list[DeskError] | None = None
) -> Iterator[tuple[Header, Iterator[tuple[bytes, Belongings]]]]:
    """The header of an archive and its cases, each as its line and as its rows, read as they come.

    Takes: spoilt - where given, lines that are no cases are told there and passed over.
    Raises: DeskError - it is not there, no archive, damaged or cut off, or of a later form.
    """
    mend = "Take another copy of it."
    try:
        with gzip.open(file, "rb") as lines:
            header = _header(file, lines.readline())
            yield header, _cases(file, lines, spoilt)
    except FileNotFoundError as fault:
        raise DeskError("there is no such file", where=str(file), mend="Name a file of 'archive make'.") from fault
    except (PermissionError, IsADirectoryError) as fault:
        mend = "Name a file of 'archive make' that whoever runs this may read."
        raise DeskError(f"it cannot be read ({fault.strerror})", where=str(file), mend=mend) from fault
    except gzip.BadGzipFile as fault:
        said = "it is not what 'archive make' wrote: packed by gzip, or that is damaged"
        raise DeskError(f"{said} ({fault})", where=str(file), mend=mend) from fault
    except (OSError, EOFError, zlib.error) as fault:
        said = getattr(fault, "strerror", None) or str(fault)
        raise DeskError(f"the file is damaged or cut off ({said})", where=str(file), mend=mend) from fault


def _header(file: Path, line: bytes) -> Header:
    try:
        header = msgspec.json.decode(line, type=Header)
    except msgspec.MsgspecError as fault:
        raise DeskError("it is no archive", where=str(file), mend="Name a file of 'archive make'.") from fault
    if header.form != FORM:
        mend = "Read it with the release that made it, or a later one."
        raise DeskError(f"form {header.form} of an archive is not known here", where=str(file), mend=mend)
    return header


def _cases(file: Path, lines: gzip.GzipFile, spoilt: list[DeskError] | None) -> Iterator[tuple[bytes, Belongings]]:
    for number, line in enumerate(lines, 2):
        line = line.rstrip(b"\n")
        try:
            one = belongings.of_line(line)
        except (msgspec.MsgspecError, ValueError) as fault:
            where, mend = f"{file}, line {number}", "Take another copy of the file."
            wrong = DeskError("it is no case of an archive", where=where, mend=mend)
            if spoilt is None:
                raise wrong from fault
            spoilt.append(wrong)
            continue
        yield line, one


@dataclass(frozen=True, slots=True)
class Found:
    """Cases of a file, each as its line and as its rows. `spoilt`: what of the file could not be read besides."""

    header: Header
    cases: list[tuple[bytes, Belongings]]
    spoilt: DeskError | None


def find(file: Path, ids: Sequence[str]) -> Found:
    """The cases of these ids in a file, in the order of the ids, also where others in it are damaged.

    Raises: DeskError - nothing of the file can be read, or one of them is not among what can.
    """
    wanted, found = set(ids), dict[str, tuple[bytes, Belongings]]()
    spoilt: list[DeskError] = []
    header: Header | None = None
    try:
        with opened(file, spoilt) as (header, lines):
            for line, one in lines:
                if one.id in wanted:
                    found[one.id] = line, one
    except DeskError as fault:
        if header is None:
            raise
        spoilt.append(fault)
    for id_ in ids:
        if id_ not in found:
            if spoilt:
                raise spoilt[0]
            mend = "'stepladder archive check' names those that should be in it."
            raise DeskError(f"no case {id_[:80]} is in it", where=str(file), mend=mend)
    return Found(header, [found[id_] for id_ in dict.fromkeys(ids)], spoilt[0] if spoilt else None)
