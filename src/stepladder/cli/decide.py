"""`stepladder decide`: what a policy says about one signal."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec
import typer

from stepladder.cli.given import given_json, name_of
from stepladder.cli.say import document, words
from stepladder.core.values import DeskError, parse_instant
from stepladder.service.requests import read_request


def decide(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A decision request in JSON.")],
    pack: Annotated[str, typer.Option("--pack", metavar="P", help="A policy by name, or its folder.")],
    at: Annotated[
        str | None, typer.Option("--at", metavar="T", help="The instant to decide at, where the request names none.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Say what a policy makes of a signal: levels, clocks, who is told, what is missing, and why."""
    from stepladder.api import load_pack

    if "," in pack:
        raise DeskError("several policies cannot be asked at once yet", where="--pack", mend="Name one policy.")
    given = parse_instant(at, where="--at") if at is not None else None
    request = given_json(file)
    if not isinstance(request, dict):
        raise DeskError("it is not a JSON object", where=name_of(file), mend='Write {"signal": {"text": "..."}}.')
    # What the desk would refuse over HTTP is refused here in the same words.
    asked = read_request(msgspec.json.encode(request))
    decision = load_pack(pack).decide(asked, now=given or _now())
    if json:
        document(decision.to_json())
    else:
        words(decision.explain())


def _now() -> datetime:
    from stepladder.service.time_port import SystemTime

    return SystemTime().now()
