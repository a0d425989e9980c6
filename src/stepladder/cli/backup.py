"""`stepladder backup` and `stepladder restore`: a desk into one file, and out of it again."""

from __future__ import annotations

import shlex
from pathlib import Path
from typing import Annotated, Any

import typer

from stepladder.cli.run import Data
from stepladder.cli.say import aside, document, words

File = Annotated[Path, typer.Argument(metavar="FILE", help="The file of the backup.", show_default=False)]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


def backup(file: File, data: Data = None, json: Json = False) -> None:
    """Copy a desk into one file while it runs."""
    from stepladder import home
    from stepladder.store import backups

    _warn()
    folder = _folder(data) or home.folder()
    made = backups.back_up(folder, file)
    if json:
        document(_told(made))
    else:
        note = made.note
        words(f"{made.file}: {note.cases} cases with {note.events} events, {made.bytes / 2**20:.1f} MiB.")
        aside("It holds customers' words and the keys of the desk: keep it where secrets are kept.")
        _say_archived(made, _option(data, folder))
        if not _holds_chain_key(made):
            aside(
                "The key of the proof chain is not in it, for it is set by STEPLADDER_CHAIN_KEY: keep that by itself. "
                "Without it nothing can be written after a restore."
            )


def restore(file: File, data: Data = None, json: Json = False) -> None:
    """Make a desk out of a backup, in an empty folder."""
    from stepladder import home
    from stepladder.store import backups

    _warn()
    folder = _folder(data) or home.folder()
    made = backups.restore(file, folder)
    if json:
        document(_told(made))
    else:
        note = made.note
        words(f"{folder}: {note.cases} cases with {note.events} events, as of {note.made_at.isoformat()}.")
        aside(f"Start it with: stepladder serve{_option(data, folder)}")
        aside("What was still to be sent then is looked at as uncertain.")
        _say_archived(made, _option(data, folder))
        if not _holds_chain_key(made):
            aside("The key of the proof chain is not in the backup: set STEPLADDER_CHAIN_KEY to it before the start.")


def _say_archived(made: Any, option: str) -> None:
    count = made.note.archived
    if count:
        said = "1 archived case is" if count == 1 else f"{count} archived cases are"
        aside(f"{said} not in the backup, but in files of their own: keep these, too.")
        aside(f"They are listed by: stepladder archive list{option}")


def _holds_chain_key(made: Any) -> bool:
    return "chain.key" in made.note.parts


def _warn() -> None:
    """These two read no more settings than they need: a desk whose others are wrong can be kept all the same."""
    from stepladder import environment

    for said in environment.strangers():
        aside(said)


def _folder(data: Path | None) -> Path | None:
    return None if data is None else data.expanduser().resolve()


def _option(data: Path | None, folder: Path) -> str:
    """How the next command finds the folder, too, where the environment does not name it."""
    return "" if data is None else f" --data {shlex.quote(str(folder))}"


def _told(made: Any) -> dict[str, Any]:
    note = made.note
    return {
        "file": str(made.file),
        "bytes": made.bytes,
        "database": note.database,
        "made_at": note.made_at.isoformat(),
        "release": note.release,
        "cases": note.cases,
        "archived": note.archived,
        "events": note.events,
        "parts": sorted(note.parts),
    }
