"""Files of rows, read as they come: CSV and NDJSON, plain or gzip, told apart by what is in them."""

from __future__ import annotations

import csv
import gzip
import io
import re
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any, BinaryIO

import msgspec

from stepladder.cli.given import name_of
from stepladder.core.values import DeskError
from stepladder.service.requests import LONGEST_LINE

_GZIP = b"\x1f\x8b"


@dataclass(frozen=True, slots=True)
class Line:
    """One row with the number of its line, or why it cannot be read."""

    number: int
    row: dict[str, Any] | None = None
    what: str = ""
    mend: str = ""


@dataclass(slots=True)
class Opened:
    """A file being read. `done` tells how many bytes of the file itself (packed, where it is gzip) were read so far."""

    lines: Iterator[Line]
    size: int | None
    done: Callable[[], int]
    is_csv: bool


@contextmanager
def opened(file: str) -> Iterator[Opened]:
    """Open a file of rows, or standard input for `-`. Raises: DeskError - it cannot be opened, is empty or broken."""
    raw: BinaryIO
    try:
        raw = sys.stdin.buffer if file == "-" else Path(file).open("rb")  # noqa: SIM115 - closed below
    except (OSError, ValueError) as wrong:
        said = (getattr(wrong, "strerror", None) or str(wrong)).lower()
        raise DeskError(
            f"it cannot be read ({said})", where=name_of(file), mend="Give a CSV or NDJSON file."
        ) from wrong
    counted = _Counted(raw)
    whole = io.BufferedReader(counted, 64 * 1024)
    try:
        stream: BinaryIO = whole
        if whole.peek(2)[:2] == _GZIP:
            stream = io.BufferedReader(gzip.GzipFile(fileobj=whole), 64 * 1024)
        start = stream.peek(512)[:512].removeprefix(b"\xef\xbb\xbf").lstrip()  # type: ignore[attr-defined]
        is_csv = not start.startswith(b"{")
        lines = _csv_lines(stream, name_of(file)) if is_csv else _json_lines(stream)
        size = None if file == "-" else Path(file).stat().st_size
        yield Opened(lines, size, lambda: counted.count, is_csv)
    except (OSError, EOFError, zlib.error) as wrong:
        raise DeskError(f"it is damaged ({wrong})", where=name_of(file), mend="Fetch or pack it again.") from wrong
    finally:
        if file != "-":
            raw.close()


class _Counted(io.RawIOBase):
    """Counts what is read, for the progress bar."""

    def __init__(self, inner: BinaryIO) -> None:
        self._inner, self.count = inner, 0

    def readable(self) -> bool:
        return True

    def readinto(self, room: Any) -> int:
        data = self._inner.read(len(room))
        room[: len(data)] = data
        self.count += len(data)
        return len(data)


def _json_lines(stream: BinaryIO) -> Iterator[Line]:
    decode = msgspec.json.Decoder(dict[str, Any]).decode
    for number, data in enumerate(_bounded(stream), start=1):
        data = data.removeprefix(b"\xef\xbb\xbf") if number == 1 else data
        if not data.strip():
            continue
        if len(data) > LONGEST_LINE:
            yield Line(number, what="the line is over 64 KiB", mend="Shorten it.")
            continue
        try:
            yield Line(number, row=decode(data))
        except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
            yield Line(number, what=f"it is not a JSON object ({wrong})", mend="Write one object a line, in UTF-8.")


def _csv_lines(stream: BinaryIO, name: str) -> Iterator[Line]:
    texts = _Texts(stream)
    reader = csv.reader(texts, strict=True)
    heads = _heads(reader, texts, name)
    while True:
        first = texts.begin_row()
        cells: list[str] = []
        what, mend = "", "Mend the quotes or letters there."
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as wrong:
            what = f"it is not CSV in UTF-8 ({wrong})"
        if texts.wrong:
            what, mend = texts.wrong, texts.mend
        elif cells and len(cells) != len(heads):
            what = f"it has {len(cells)} cells under {len(heads)} names"
            mend = "Quote cells that hold commas or quotes."
        if what and texts.number > first:
            # What an open quote has taken in are no rows of their own, and are named all the same.
            what, mend = f"{what}, and goes on to line {texts.number}", f"{mend} See that its quotes are closed."
        if what:
            yield Line(first, what=what, mend=mend)
        elif cells:
            yield Line(first, row=dict(zip(heads, cells, strict=True)))


def _heads(reader: Iterator[list[str]], texts: _Texts, name: str) -> list[str]:
    """The names over the columns. Raises: DeskError - they cannot be read, or two columns have one name."""
    texts.begin_row()
    wrong = ""
    try:
        heads = next(reader, [])
    except csv.Error as fault:
        wrong = str(fault)
    if texts.wrong or wrong:
        raise DeskError(
            f"its first line is no CSV ({texts.wrong or wrong})",
            where=name,
            mend="Give a CSV or NDJSON file in UTF-8.",
        )
    if not heads:
        raise DeskError("it is empty", where=name, mend="Give a CSV file with a line of names, or NDJSON.")
    twice = next((head for head in heads if head and heads.count(head) > 1), None)
    if twice is not None:
        # Only one of them could be meant, and nobody would see what became of the other.
        raise DeskError(f"two columns are called '{twice[:40]}'", where=name, mend="Give each a name of its own.")
    return heads


class _Texts(Iterator[str]):
    """The lines of a CSV file as text, for a reader that makes rows of them.

    A line that cannot be taken, being no UTF-8 or more than a row may hold, is handed on as one that opens and closes
    the same quotes, so that the reader finds the end of its row, and no other row is lost with it or made of its rest.

    Fields: number - of the line that was reached last, counted from 1; wrong, mend - why the row cannot be taken.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._stream, self._first, self._size = stream, 1, 0
        self.number, self.wrong, self.mend = 0, "", ""

    def begin_row(self) -> int:
        """The number of the line that the next row begins with."""
        self._first, self._size, self.wrong = self.number + 1, 0, ""
        return self._first

    def __next__(self) -> str:
        data = self._stream.readline(LONGEST_LINE + 2)
        if not data:
            raise StopIteration
        self.number += 1
        self._size += len(data)
        if self._size > LONGEST_LINE:
            self.wrong, self.mend = "the row is over 64 KiB", "Shorten it."
            return self._stand_in(data)
        encoding = "utf-8-sig" if self.number == 1 else "utf-8"
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as wrong:
            self.wrong, self.mend = f"it is not CSV in UTF-8 ({wrong})", "Mend the letters there."
            return data.decode(encoding, "replace")

    def _stand_in(self, data: bytes) -> str:
        """Read to the end of the line, however long, and give next to nothing with the same effect."""
        # Only within quotes does a row go on over the end of a line.
        inside = self.number > self._first
        place = _after(data, _Place.IN_QUOTES if inside else _Place.BEFORE_A_CELL)
        while not data.endswith(b"\n") and (data := self._stream.readline(LONGEST_LINE)):
            place = _after(data, place)
        if place is _Place.IN_QUOTES:
            return "" if inside else '"'
        return '"\n' if inside else "\n"


# How cells begin and end, as the reader of rows sees it: quotes within a plain cell are letters like others.
_CELLS = re.compile(rb'(?:,|[^",][^,]*,|"[^"]*(?:""[^"]*)*",)*')
_OPEN = re.compile(rb'"[^"]*(?:""[^"]*)*')
_CLOSED = re.compile(rb'"[^"]*(?:""[^"]*)*"[\r\n]*')


class _Place(Enum):
    """Where a piece of a line ends, as the shortest piece that ends there."""

    BEFORE_A_CELL = b""
    IN_A_CELL = b"a"
    IN_QUOTES = b'"'
    AT_A_QUOTE = b'""'
    """It closes the cell, or is the first of two that stand for one."""
    BROKEN = b'""a'


def _after(piece: bytes, place: _Place) -> _Place:
    """Where a piece ends that goes on from this place."""
    if place is _Place.BROKEN:
        return place
    text = place.value + piece
    cells = _CELLS.match(text)
    rest = text[cells.end() :] if cells else text
    if not rest.startswith(b'"'):
        return _Place.IN_A_CELL if rest else _Place.BEFORE_A_CELL
    if _OPEN.fullmatch(rest):
        return _Place.IN_QUOTES
    return _Place.AT_A_QUOTE if _CLOSED.fullmatch(rest) else _Place.BROKEN


def _bounded(stream: BinaryIO) -> Iterator[bytes]:
    """Lines with their ends; of a longer one the first part only, marked by being over the limit."""
    while data := stream.readline(LONGEST_LINE + 2):
        if len(data) > LONGEST_LINE and not data.endswith(b"\n"):
            while (more := stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
                pass
        yield data
