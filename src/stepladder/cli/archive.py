"""`stepladder archive`: closed cases into files, looked at there, and back."""

from __future__ import annotations

import shlex
import time
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from stepladder.cli.run import Data
from stepladder.cli.say import aside, document, fault, words
from stepladder.core.values import DeskError, format_instant

if TYPE_CHECKING:
    from stepladder.service.desk import Desk
    from stepladder.service.rows import WorkspaceRow
    from stepladder.store.archive_reading import Checked
    from stepladder.store.archives import Moved

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]
File = Annotated[Path, typer.Argument(metavar="FILE", help="A file that 'archive make' made.", show_default=False)]
_PAUSE = 0.02
"""Seconds between two transactions, so that whoever waits to write comes to it."""


@app.callback()
def group() -> None:
    """Move closed cases into files, and back."""


@app.command("make")
def make(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where the file is made.", show_default=False)],
    closed_before: Annotated[
        str, typer.Option("--closed-before", metavar="DATE", help="Only cases that were closed before that day.")
    ],
    workspace: Annotated[
        str | None, typer.Option("--workspace", metavar="W", help="Of this workspace; else of each, a file for each.")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what would be done.")] = False,
    data: Data = None,
    json: Json = False,
) -> int:
    """Move closed cases out of the database into a new file, while the desk runs."""
    day = _day(closed_before)
    desk = _desk(data)
    from stepladder.service.archiving import must_be_past
    from stepladder.store import archives

    done = []
    rows = _workspaces(desk, workspace)
    for one in rows:
        must_be_past(desk, one.id, _begin(day, one))
    try:
        for one in rows:
            moved = archives.make(
                desk, one, folder, _begin(day, one), dry_run=dry_run, told=_written, between=lambda: time.sleep(_PAUSE)
            )
            done.append(moved)
            if not json:
                words(_in_words(moved, dry_run))
                for line in _staying(moved.stays):
                    aside(f"  {line}")
    finally:
        # Whatever ends the next one, what was moved before is told.
        if json and done:
            document({"workspaces": [_told(one) for one in done]})
    if any(one.file for one in done):
        aside("The files hold customers' words: keep them, and a copy, where backups are kept.")
    return 1 if any(one.stays["altered"] for one in done) else 0


@app.command("check")
def check(
    files: Annotated[
        list[Path], typer.Argument(metavar="FILE...", help="Files that 'archive make' made.", show_default=False)
    ],
    data: Data = None,
    json: Json = False,
) -> int:
    """Tell whether files are whole and as they were written, by the digests that stayed in the database."""
    desk = _desk(data)
    from stepladder.store import archive_reading

    checked = archive_reading.check(desk, files)
    if json:
        document({"files": [_checked(one) for one in checked]})
        for one in checked:
            if one.fault is not None:
                fault(str(one.fault))
    else:
        for one in checked:
            _say_checked(one)
    if any(one.fault for one in checked):
        return 2
    return 1 if any(one.wrong for one in checked) else 0


@app.command("show")
def show(
    file: File,
    case: Annotated[str, typer.Argument(metavar="CASE", help="The id of a case in it.", show_default=False)],
    json: Json = False,
) -> None:
    """Tell one case of a file: what happened, and what was written. Needs no desk."""
    from stepladder.cli.archived_case import as_document, in_words
    from stepladder.store.archive_file import find

    found = find(file, [case])
    ((_, one),) = found.cases
    try:
        told = as_document(found.header, one) if json else in_words(found.header, one)
    except (KeyError, TypeError, AttributeError, ValueError, DeskError) as broken:
        mend = "They, or the line about the file, were changed: take another copy of it."
        raise DeskError("its rows cannot be read", where=f"{file}, case {case[:80]}", mend=mend) from broken
    if isinstance(told, str):
        words(told)
    else:
        document(told)
    _say_spoilt(found.spoilt)


@app.command("restore")
def restore(
    file: File,
    cases: Annotated[list[str], typer.Argument(metavar="CASE...", help="The ids of cases in it.", show_default=False)],
    data: Data = None,
    json: Json = False,
) -> None:
    """Put cases of a file back into the database, as they were."""
    desk = _desk(data)
    from stepladder.store import archive_reading

    done = archive_reading.restore(desk, file, cases)
    _say_spoilt(done.spoilt)
    if json:
        document({"file": str(file), "restored": [one.id for one in done.cases], "present": done.present})
        return
    for one in done.cases:
        words(f"{one.id}: back in the database with {_counted(len(one.rows['events']), 'event')}.")
    for case in done.present:
        words(f"{case}: in the database already.")
    aside("The file stays as it is; the next 'archive make' takes what is not needed any more into another one.")


@app.command("list")
def listed(data: Data = None, json: Json = False) -> None:
    """List the files that hold archived cases of this desk."""
    _desk(data)
    from stepladder.store import archive_reading

    files = archive_reading.kept()
    if json:
        document(
            {
                "files": [
                    {
                        "workspace": one.workspace,
                        "file": one.file,
                        "cases": one.cases,
                        "events": one.events,
                        "archived_at": format_instant(one.archived_at, UTC),
                        "first_closed_at": format_instant(one.first_closed_at, UTC),
                        "last_closed_at": format_instant(one.last_closed_at, UTC),
                    }
                    for one in files
                ]
            }
        )
    for one in () if json else files:
        days = f"{one.first_closed_at.date()} to {one.last_closed_at.date()}"
        said = f"{_counted(one.cases, 'case')} of {one.workspace} with {_counted(one.events, 'event')}"
        words(f"{one.file}: {said}, closed from {days}.")
    if not files:
        aside("No case is archived.")


def _written(file: Path) -> None:
    """Whoever is cut off from here on knows which file holds what has gone."""
    aside(f"{file} is written and read back; what is in it is taken out now.")


def _desk(data: Path | None) -> Desk:
    """The desk; only from then on its tables can be spoken of. Raises: DeskError - none lives in the folder."""
    from stepladder import bootstrap

    return bootstrap.open_desk(data)


def _day(text: str) -> date:
    from stepladder.service.requests import EARLIEST_YEAR

    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = None
    # Python also reads weeks, and days without hyphens: a slip of the pen in a year would be one of these.
    if found is None or found.isoformat() != text or found.year < EARLIEST_YEAR:
        raise DeskError(f"'{text[:40]}' is no day", where="--closed-before", mend="Write it as 2025-03-09.")
    return found


def _begin(day: date, workspace: WorkspaceRow) -> datetime:
    from stepladder.core.clock.zones import zone

    return datetime(day.year, day.month, day.day, tzinfo=zone(workspace.zone)).astimezone(UTC)


def _workspaces(desk: Desk, named: str | None) -> list[WorkspaceRow]:
    rows = desk.store.workspaces()
    found = [one for one in rows if named in (None, one.id)]
    if not found:
        known = ", ".join(one.id for one in rows) or "there is none yet; run 'stepladder serve' once"
        raise DeskError(f"no workspace is called '{named}'", where="--workspace", mend=f"Name one of: {known}.")
    return found


def _told(one: Moved) -> dict[str, Any]:
    return {
        "workspace": one.workspace,
        "file": str(one.file) if one.file is not None else None,
        "bytes": one.bytes,
        "cases": one.cases,
        "events": one.events,
        "stays": dict(sorted(one.stays.items())),
    }


def _in_words(one: Moved, dry_run: bool) -> str:
    counted = f"{_counted(one.cases, 'case')} with {_counted(one.events, 'event')}"
    if dry_run:
        return f"{one.workspace}: {counted} would move."
    if one.file is None:
        return f"{one.workspace}: no case is old enough and done with, so no file was made."
    where = shlex.quote(str(one.file))
    return f"{one.workspace}: {counted} moved into {where}, {_size(one.bytes)}."


def _size(count: int) -> str:
    return f"{count / 2**20:.1f} MiB" if count >= 2**20 else f"{count / 2**10:.1f} KiB"


def _checked(one: Checked) -> dict[str, Any]:
    notes = [{"case": at.case, "standing": at.standing, "said": at.said} for at in one.looked if at.said]
    told = {"file": str(one.file), "cases": one.cases, "wrong": one.wrong, "notes": notes}
    return told | ({"fault": str(one.fault)} if one.fault is not None else {})


def _say_checked(one: Checked) -> None:
    """What was seen of one file, case by case and in all."""
    for at in one.looked:
        if at.said:
            words(f"{one.file}: {at.said} ({at.standing})")
    if one.fault is not None:
        fault(str(one.fault))
        return
    standings = Counter(at.standing for at in one.looked)
    said = [
        f"{count} {how}"
        for count, how in (
            (standings["altered"] + standings["unknown"], "not as written"),
            (standings["missing"], "missing"),
            (standings["older"], "archived again since"),
            (standings["present"], "in the database and not compared"),
        )
        if count
    ]
    words(f"{one.file}: {_counted(one.cases, 'case')}; {', '.join(said) or 'all are as they were written'}.")


def _say_spoilt(spoilt: DeskError | None) -> None:
    if spoilt is not None:
        aside(f"Not all of the file can be read. {spoilt}")


def _staying(stays: Counter[Any]) -> list[str]:
    from stepladder.service.archiving import WORDS

    return [f"{count} stayed: {WORDS[why]}" for why, count in stays.most_common()]


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
