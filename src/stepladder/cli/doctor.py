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

    from stepladder.checkup.all import check_up, place_of

    place = place_of(data)
    if not json:
        # First: a look may take a while, and would be for nothing at another desk.
        words(f"Looking at the desk in {place.home} with the database {place.database}.")
        words(f"Settings are those of this shell ({', '.join(place.settings) or 'none'}); a running desk has its own.")
        words("")
    checks = check_up(data)
    if json:
        document({**msgspec.to_builtins(place), "checks": [msgspec.to_builtins(one) for one in checks]})
    else:
        made = [one for one in checks if not one.because]
        table(["check", "stands", "what was found"], [[one.id, _MARKS[one.state], one.said] for one in made])
        words("")
        for cause in dict.fromkeys(one.because for one in checks if one.because):
            left = ", ".join(one.id for one in checks if one.because == cause)
            words(f"Not looked at, because '{cause}' is broken: {left}.")
        for one in made:
            if one.mend:
                words(f"{one.id}: {one.mend}")
    return 1 if any(one.state == "fail" for one in checks) else 0
