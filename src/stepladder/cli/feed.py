"""`stepladder import`: many signals from files, through the same door as all others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import msgspec
import typer

from stepladder.cli.columns import ColumnMap
from stepladder.cli.say import aside, document, words
from stepladder.cli.tables import Line, Opened, opened
from stepladder.core.values import DeskError
from stepladder.service.requests import sender_name

if TYPE_CHECKING:
    from rich.progress import Progress

    from stepladder.service.desk import Desk

_CHUNK = 500
_SHOWN = 20
_MOST_TOLD = 1_000
"""As over HTTP: refused lines that are listed; the others are counted."""


@dataclass(slots=True)
class _Count:
    """What became of the rows.

    Fields: refused - what and mend by line, and the file where there are several, of the first thousand; more - how
    many besides were refused.
    """

    read: int = 0
    stored: int = 0
    duplicates: int = 0
    refused: list[dict[str, Any]] = field(default_factory=list)
    more: int = 0

    def refuse(self, found: list[dict[str, Any]]) -> None:
        """Takes: found - the refused lines of a chunk."""
        room = _MOST_TOLD - len(self.refused)
        # What could not be read and what could not be taken, in the order of the lines.
        self.refused += sorted(found, key=lambda one: one["line"])[:room]
        self.more += max(0, len(found) - room)

    def document(self) -> dict[str, Any]:
        told = {"read": self.read, "stored": self.stored, "duplicates": self.duplicates, "refused": self.refused}
        return told | ({"refused_more": self.more} if self.more else {})


@dataclass(frozen=True, slots=True)
class _Way:
    """How rows go in: whose they are, from which sender, by which columns."""

    desk: Desk
    workspace: str
    source: str
    columns: ColumnMap | None


def feed(
    files: Annotated[
        list[str], typer.Argument(metavar="FILE...", help="CSV or NDJSON, plain or gzip; - for standard input.")
    ],
    map: Annotated[
        list[str] | None,
        typer.Option(
            "--map",
            metavar="KEY=COLUMN",
            help="Which column gives a key, as text=utterance or id={conversation}-{turn}.",
        ),
    ] = None,
    source: Annotated[
        str, typer.Option("--source", metavar="NAME", help="Whose signals these are: their ids are kept apart by it.")
    ] = "import",
    workspace: Annotated[
        str | None, typer.Option("--workspace", metavar="W", help="Where they go; needed where there are several.")
    ] = None,
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The desk's folder.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> int:
    """Take signals from files. Ends with 1 where a line is refused; the others are kept."""
    columns, source = _columns(map) if map else None, sender_name(source, where="--source")
    from stepladder import bootstrap

    desk = bootstrap.open_desk(data)
    desk.proof.check_key()
    way = _Way(desk, _workspace(desk, workspace), source, columns)
    count = _Count()
    with _bar() as bar:
        for file in files:
            try:
                with opened(file) as table:
                    _take(way, file, table, count, bar, several=len(files) > 1)
            except DeskError as wrong:
                raise _stopped(wrong, count) from wrong
    if json:
        document(count.document())
    else:
        refused = len(count.refused) + count.more
        words(f"{count.read} read, {count.stored} stored, {count.duplicates} stored before, {refused} refused.")
        for one in count.refused[:_SHOWN]:
            aside(f"{one.get('file', files[0])}:{one['line']} {one['what']}. {one['mend']}")
        if refused > _SHOWN:
            aside(f"{refused - _SHOWN} more; --json lists the first {_MOST_TOLD:,}.")
    return 1 if count.refused else 0


def _columns(given: list[str]) -> ColumnMap:
    """Raises: DeskError - they cannot be read, or nothing of what was written would come in."""
    columns = ColumnMap.parse(given)
    if not columns.says_something:
        # Such signals would be stored without a word, and their keys be used up.
        mend = "Add text=COLUMN; with --map nothing is taken but what it names."
        raise DeskError("no column gives the text", where="--map", mend=mend)
    return columns


def _stopped(wrong: DeskError, count: _Count) -> DeskError:
    """The fault that ended it, with what came in before."""
    if not count.stored:
        return wrong
    what = f"{wrong.what}. By then {count.stored} of {count.read} were stored, and stay"
    mend = f"{wrong.mend} Import it again under the same name: nothing is stored twice."
    return DeskError(what, where=wrong.where, mend=mend)


def _take(way: _Way, file: str, table: Opened, count: _Count, bar: Progress | None, *, several: bool) -> None:
    from stepladder.service.intake import receive_batch

    task = bar.add_task(file, total=table.size) if bar is not None else None
    label = {"file": file} if several else {}
    for chunk in _chunks(table.lines):
        good: list[bytes] = []
        numbers: list[int] = []
        refused: list[dict[str, Any]] = []
        for line in chunk:
            count.read += 1
            try:
                if line.row is None:
                    raise DeskError(line.what, where="line", mend=line.mend)
                good.append(_request(way, file, table, line))
                numbers.append(line.number)
            except DeskError as wrong:
                if table.is_csv and line.row is not None:
                    raise  # The columns are those of every row, so it is the map that is wrong.
                refused.append({**label, "line": line.number, "what": wrong.what, "mend": wrong.mend})
        result = receive_batch(way.desk, way.workspace, way.source, good)
        count.stored += result.accepted
        count.duplicates += result.duplicates
        for one in result.refused:
            what = f"{one.where}: {one.what}"
            refused.append({**label, "line": numbers[one.line - 1], "what": what, "mend": one.mend})
        count.refuse(refused)
        if bar is not None and task is not None:
            bar.update(task, completed=table.done())


def _request(way: _Way, file: str, table: Opened, line: Line) -> bytes:
    """The row as a request in JSON. Raises: DeskError - it lacks a column."""
    row = line.row or {}
    if way.columns is not None:
        made = way.columns.request(row)
    elif table.is_csv:
        made = ColumnMap.by_name(row).request(row)
    else:
        made = row
    signal = made.get("signal")
    if isinstance(signal, dict) and not signal.get("id"):
        # The same file again brings the same ids, and so nothing new.
        made = {**made, "signal": {**signal, "id": f"{Path(file).name}:{line.number}"}}
    return msgspec.json.encode(made)


def _chunks(lines: Iterator[Line]) -> Iterator[list[Line]]:
    chunk: list[Line] = []
    for line in lines:
        chunk.append(line)
        if len(chunk) >= _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def _workspace(desk: Desk, named: str | None) -> str:
    known = {row.id for row in desk.store.workspaces()}
    if named is None and len(known) == 1:
        return known.pop()
    if named is None or named not in known:
        raise DeskError(
            "it is not clear where the signals go",
            where="--workspace",
            mend=f"Name one of: {', '.join(sorted(known))}.",
        )
    return named


def _bar() -> Any:
    """A progress bar on standard error, where a person watches."""
    import sys

    if not sys.stderr.isatty():
        return nullcontext()
    from rich.console import Console
    from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TimeRemainingColumn(),
        console=Console(stderr=True),
    )
