"""`stepladder policy coverage`: how far each requirement has come, and whether anything would notice it gone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Annotated

import typer

from stepladder.cli.say import aside, document
from stepladder.home import pack_cache


def coverage(
    packs: Annotated[list[str] | None, typer.Argument(metavar="P...", help="Policies; all that ship if none.")] = None,
    prove: Annotated[
        bool, typer.Option("--prove", help="Take each requirement out and see what notices. Takes minutes.")
    ] = False,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
    rehearsals: Annotated[
        Path | None,
        typer.Option("--rehearsals", metavar="DIR", help="Scenarios to play besides those of the policies."),
    ] = None,
    processes: Annotated[
        int, typer.Option("--processes", metavar="N", min=1, max=64, help="How many try at the same time.")
    ] = os.cpu_count() or 1,
) -> int:
    """Show how far each requirement has come. Ends with 1 where one is below the state it owes."""
    from stepladder import packfiles
    from stepladder.cli.show import show
    from stepladder.core.lint.coverage.coverage import as_document
    from stepladder.core.lint.coverage.told import told
    from stepladder.proving import Files, cover
    from stepladder.proving import prove as proofs_of

    cache = pack_cache()
    files = Files(
        packs=tuple(dict.fromkeys(packs or packfiles.shipped())),
        rehearsals=rehearsals,
        kept=cache / "proofs" if cache is not None else None,
        processes=processes,
    )
    if prove:
        aside("Taking each requirement out of its policy and trying everything again...")
    rows = cover(files, proofs_of(files) if prove else None)
    for name in packs or ():
        if not files.rows_of(name):
            aside(f"The table of requirements holds none of '{name}'.")
    if json:
        document(as_document(rows))
    else:
        show(told(rows))
    return 1 if any(row.is_below for row in rows) else 0
