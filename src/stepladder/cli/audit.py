"""`stepladder audit`: whether the history is as it was written, and the heads by which others can tell later."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from stepladder.cli.say import aside, document, words
from stepladder.core.values import DeskError

if TYPE_CHECKING:
    from stepladder.service.desk import Desk
    from stepladder.service.ports_proof import Broken, Head, Verified

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)
Data = Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The folder of the desk.")]


@app.callback()
def group() -> None:
    """Prove that nothing was changed in the history."""


@app.command("verify")
def verify(
    against: Annotated[
        Path | None, typer.Option("--against", metavar="FILE", help="Heads that 'audit head' gave earlier.")
    ] = None,
    data: Data = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> int:
    """Look at every event and seal, and name each row that was altered, taken out, put in or moved."""
    kept = _read_heads(against) if against is not None else ()
    desk = _desk(data)
    report = _Document() if json else _Lines()
    verified = desk.proof.verify(desk.time.now(), report.tell, kept)
    report.end(verified)
    aside(_in_words(verified, report.broken))
    return 1 if report.broken else 0


@app.command("head")
def head(data: Data = None) -> None:
    """Give the newest seal of each workspace as JSON, to be kept where whoever runs the desk cannot write."""
    from stepladder.service.ports_proof import Heads

    document(Heads(heads=_desk(data).proof.heads()))


class _Lines:
    """What is wrong, a line each."""

    broken = 0

    def tell(self, one: Broken) -> None:
        self.broken += 1
        words(f"{one.workspace}: {one.said} ({one.what})")

    def end(self, verified: Verified) -> None:
        """Said as an aside."""


class _Document:
    """`{"broken": [...], "events": n, ...}`, written as it is found, so that no amount of it fills the memory."""

    broken = 0

    def tell(self, one: Broken) -> None:
        _write(b"," if self.broken else b'{"broken":[', msgspec.json.encode(one))
        self.broken += 1

    def end(self, verified: Verified) -> None:
        # The rest of one object: its own brace gives way to what stands before it.
        _write(b"" if self.broken else b'{"broken":[', b"],", msgspec.json.encode(verified)[1:], b"\n")
        sys.stdout.buffer.flush()


def _write(*parts: bytes) -> None:
    sys.stdout.buffer.write(b"".join(parts))


def _in_words(verified: Verified, broken: int) -> str:
    said = [f"{verified.events} events looked at"]
    if verified.unsealed:
        said.append(f"{verified.unsealed} of them not sealed yet")
    if verified.adopted:
        said.append(f"{verified.adopted} of them proved only from their sealing on: an older release stored them")
    if verified.archived:
        said.append(f"{verified.archived} more went into archives, and were looked at by their digests")
    if broken:
        said.append(f"{broken} {'place is' if broken == 1 else 'places are'} not as written")
    else:
        said.append("all of it as it was written")
    return "; ".join(said) + "."


def _read_heads(path: Path) -> tuple[Head, ...]:
    """Raises: DeskError - the file cannot be read, or is not what `audit head` gave."""
    from stepladder.service.ports_proof import Heads

    try:
        return msgspec.json.decode(path.read_bytes(), type=Heads).heads
    except OSError as fault:
        raise DeskError(f"it cannot be read ({fault.strerror})", where=str(path), mend="Name another file.") from fault
    except msgspec.DecodeError as fault:
        mend = "Give it a file that 'stepladder audit head' wrote."
        raise DeskError(f"these are no heads of a chain ({fault})", where=str(path), mend=mend) from fault


def _desk(data: Path | None) -> Desk:
    """Raises: DeskError - no desk lives in the folder."""
    from stepladder import bootstrap

    return bootstrap.open_desk(data)
