"""The program `stepladder`: its commands, and what it says and answers when one cannot be carried out.

Exit codes: 0 fine; 1 the answer is "no"; 2 wrong usage or unreadable input, said with what, where and how to mend it.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Annotated, NoReturn

import typer
from typer.exceptions import Abort, Exit, TyperException

from stepladder import __version__
from stepladder.cli import (
    archive,
    audit,
    backup,
    clock,
    decide,
    doctor,
    feed,
    guard,
    lookout,
    policy,
    read,
    rehearse,
    run,
    token,
)
from stepladder.cli.say import fault
from stepladder.core.values import DeskError
from stepladder.memory import end_without_looking

_DISK = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EROFS, errno.EBADF)
"""What the system says of a stream or a file, whatever it is called."""
app = typer.Typer(
    name="stepladder",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"stepladder {__version__}")
        raise Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """An escalation desk that runs the policy your team has written down."""


app.command("serve")(run.serve)
app.command("web")(run.web)
app.command("worker")(run.worker)
app.command("prepare")(run.prepare)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("decide")(decide.decide)
app.command("rehearse")(rehearse.rehearse)
app.command("read")(read.read)
app.command("guard")(guard.guard)
app.command("import")(feed.feed)
app.add_typer(archive.app, name="archive", help="Move closed cases into files, and back.")
app.add_typer(audit.app, name="audit", help="Prove that nothing was changed in the history.")
app.command("lookout")(lookout.lookout)
app.command("doctor")(doctor.doctor)
app.add_typer(clock.app, name="clock", help="Count work time on a calendar of a policy.")
app.add_typer(policy.app, name="policy", help="List, show, check and begin policies.")
app.add_typer(token.app, name="token", help="Tokens for programs that talk to the desk.")


def run_program(arguments: Sequence[str]) -> int:
    """Carry out one command line. Answers the exit code; never raises for what a caller can mend."""
    try:
        code = app(args=list(arguments), prog_name="stepladder", standalone_mode=False)
    except TyperException as wrong:
        context = getattr(wrong, "ctx", None)
        command = context.command_path if context is not None else "stepladder"
        what = wrong.format_message().rstrip(".")
        end = "" if what.endswith("?") else "."
        fault(f"{command}: {what[:1].lower()}{what[1:]}{end} Run '{command} --help' to see how it is used.")
        return 2
    except DeskError as wrong:
        fault(str(wrong).rstrip())
        return 2
    except Exit as left:
        return left.exit_code
    except (Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:
        # The reader of our output went away, as `head` does; nothing is left to say to it.
        _write_no_more()
        return 141
    except OSError as wrong:
        said = _outside(wrong)
        if said is None:
            raise
        if wrong.filename is None:
            _write_no_more()
        fault(said)
        return 2
    except UnicodeEncodeError:
        fault("what was given holds letters that are not UTF-8. Write them in UTF-8.")
        return 2
    return code if isinstance(code, int) else 0


def _write_no_more() -> None:
    """What is still to be written when the program ends goes nowhere, and fails no more."""
    with suppress(OSError):  # Whoever calls this in a process of theirs may have put something else in its place.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _outside(wrong: OSError) -> str | None:
    """What the system refused where no command knew better; None where it speaks of no file or stream."""
    if isinstance(wrong, FileNotFoundError):
        try:
            os.getcwd()
        except OSError:
            return "the folder you are in is gone. Change to another one."
    if wrong.filename is None and wrong.errno not in _DISK:
        return None
    where = os.fsdecode(wrong.filename) if isinstance(wrong.filename, (str, bytes)) else "standard output or a file"
    return f"{where}: it cannot be read or written ({wrong.strerror or wrong}). Look at the disk and at its rights."


def main() -> NoReturn:
    """The entry point of the installed program."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:  # It was closed: what is said there is meant for nobody.
            setattr(sys, name, open(os.devnull, mode, encoding="utf-8"))  # noqa: SIM115 - for as long as it runs
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal or a pipe that has no letter for something is told its number: the answer is no fault of ours.
            stream.reconfigure(errors="backslashreplace")
    code = run_program(sys.argv[1:])
    _let_go_of_databases()
    end_without_looking()
    sys.exit(code)


def _let_go_of_databases() -> None:
    """What was written goes from SQLite's log into its file."""
    if "django.db" not in sys.modules:
        return
    from django.conf import settings
    from django.db import connections

    if settings.configured:  # They are not where they could not be read, or where nobody asked for a desk.
        connections.close_all()
