"""Files of rows, read as they come: CSV and NDJSON, plain or gzip, told apart by what is in them."""

from __future__ import annotations

import csv
import gzip
import io
import sys
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
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
    csv.field_size_limit(LONGEST_LINE)
    texts = _Texts(stream)
    reader = csv.reader(texts, strict=True)
    try:
        heads = next(reader, [])
    except (csv.Error, UnicodeDecodeError) as wrong:
        raise DeskError(
            f"its first line is no CSV ({wrong})", where=name, mend="Give a CSV or NDJSON file in UTF-8."
        ) from wrong
    if not heads:
        raise DeskError("it is empty", where=name, mend="Give a CSV file with a line of names, or NDJSON.")
    while True:
        # The reader does not count a line that was no UTF-8.
        before = texts.number + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except (csv.Error, UnicodeDecodeError) as wrong:
            yield Line(before, what=f"it is not CSV in UTF-8 ({wrong})", mend="Mend the quotes or letters there.")
            continue
        if not cells:
            continue
        if len(cells) != len(heads):
            what = f"it has {len(cells)} cells under {len(heads)} names"
            yield Line(before, what=what, mend="Quote cells that hold commas or quotes.")
            continue
        yield Line(before, row=dict(zip(heads, cells, strict=True)))


class _Texts(Iterator[str]):
    """Lines as text. One that is not UTF-8 raises when it is reached, and the next one is read all the same.

    Fields: number - of the line that was reached last, counted from 1.
    """

    def __init__(self, stream: BinaryIO) -> None:
        self._lines, self.number = _bounded(stream), 0

    def __next__(self) -> str:
        data = next(self._lines)
        self.number += 1
        return data.decode("utf-8-sig" if self.number == 1 else "utf-8")


def _bounded(stream: BinaryIO) -> Iterator[bytes]:
    """Lines with their ends; of a longer one the first part only, marked by being over the limit."""
    while data := stream.readline(LONGEST_LINE + 2):
        if len(data) > LONGEST_LINE and not data.endswith(b"\n"):
            while (more := stream.readline(LONGEST_LINE)) and not more.endswith(b"\n"):
                pass
        yield data
