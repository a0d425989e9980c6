"""`stepladder doctor`: a check-up of this installation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stepladder.cli.say import document, table, words

_MARKS = {"ok": "fine", "warn": "look at it", "fail": "broken"}


def doctor(
    data: Annotated[Path | None, typer.Option("--data", metavar="DIR", help="The desk's folder.")] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> int:
    """Look whether the desk stands well; changes nothing. Ends with 1 where something is broken."""
    import msgspec

    from stepladder.checkup.all import check_up

    checks = check_up(data)
    if json:
        document({"checks": [msgspec.to_builtins(one) for one in checks]})
    else:
        table(["check", "stands", "what was found"], [[one.id, _MARKS[one.state], one.said] for one in checks])
        for one in checks:
            if one.mend:
                words(f"{one.id}: {one.mend}")
    return 1 if any(one.state == "fail" for one in checks) else 0
