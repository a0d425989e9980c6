"""`stepladder rehearse`: a scenario played on a virtual clock, and whether it ends as expected."""

from __future__ import annotations

from typing import Annotated

import typer

from stepladder.cli.given import given_text, name_of
from stepladder.cli.say import aside, document, words


def rehearse(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A scenario in YAML or JSON.")],
    json: Annotated[bool, typer.Option("--json", help="The trace as one JSON document.")] = False,
) -> int:
    """Play a scenario and show all that happens. Ends with 1 where an expectation does not hold."""
    from stepladder.api import rehearse as play

    trace = play(given_text(file), name=name_of(file))
    if json:
        document(trace.to_dict())
    else:
        words(trace.story())
    for fault in trace.unmet:
        aside(f"{name_of(file)}: expected otherwise: {fault}.")
    return 1 if trace.unmet else 0
