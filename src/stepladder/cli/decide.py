"""`stepladder decide`: what a policy says about one signal."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import msgspec
import typer

from stepladder.cli.given import given_json, name_of
from stepladder.cli.say import document, words
from stepladder.core.values import DeskError, parse_instant
from stepladder.home import pack_cache
from stepladder.service.requests import names_of, read_request

if TYPE_CHECKING:
    from stepladder.api import WhyNot


def decide(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="A decision request in JSON.")],
    pack: Annotated[
        str,
        typer.Option("--pack", metavar="P[,Q...]", help="A policy, by name or its folder; more are laid over it."),
    ],
    at: Annotated[
        str | None, typer.Option("--at", metavar="T", help="The instant to decide at, where the request names none.")
    ] = None,
    why_not: Annotated[
        str | None,
        typer.Option("--why-not", metavar="ID", help="Say instead why this rule does not match, or does not follow."),
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="One JSON document.")] = False,
) -> None:
    """Say what a policy makes of a signal: levels, clocks, who is told, what is missing, and why."""
    from stepladder.api import load_pack

    given = parse_instant(at, where="--at") if at is not None else None
    request = given_json(file)
    if not isinstance(request, dict):
        raise DeskError("it is not a JSON object", where=name_of(file), mend='Write {"signal": {"text": "..."}}.')
    # What the desk would refuse over HTTP is refused here in the same words.
    asked = read_request(msgspec.json.encode(request))
    primary, *overlays = (load_pack(name, cache=pack_cache()) for name in names_of(pack, where="--pack"))
    decision = primary.decide(asked, now=given or _now(), overlays=overlays)
    if why_not is not None:
        answers = decision.why_not(why_not)
        if json:
            document(msgspec.json.encode({"answers": answers}))
        else:
            words("\n".join(line for one in answers for line in _lines(one)) + "\n")
    elif json:
        document(decision.to_json())
    else:
        words(decision.explain())


def _lines(one: WhyNot) -> list[str]:
    said = "It is there." if one.holds else "It is not there."
    head = f"{one.kind.capitalize().replace('_', '-')} {one.id} of {one.pack}: {said}"
    return [head, *(f"  {line}" for line in one.says)]


def _now() -> datetime:
    from stepladder.service.time_port import SystemTime

    return SystemTime().now()
