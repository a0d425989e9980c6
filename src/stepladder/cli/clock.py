"""`stepladder clock`: work time on a calendar of a policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, tzinfo
from typing import TYPE_CHECKING, Annotated, Any, cast, get_args

import typer

from stepladder.cli.say import document, words
from stepladder.core.values import DeskError, format_duration, format_instant, parse_duration, parse_instant

if TYPE_CHECKING:
    from stepladder.core.clock.calendar import Calendar
    from stepladder.core.clock.counting import Counting

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)

Pack = Annotated[str, typer.Option("--pack", metavar="P", help="A policy by name, or its folder.")]
CalendarId = Annotated[str, typer.Option("--calendar", metavar="C", help="A calendar of the policy.")]
Start = Annotated[str, typer.Option("--start", metavar="T", help="An instant, as 2025-03-08T23:40:00-05:00.")]
Count = Annotated[
    str, typer.Option("--counting", metavar="WAY", help="open_hours, working_days or elapsed.", show_default=False)
]
Working = Annotated[bool, typer.Option("--working", help="Tell the spans that counted, in words.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command("due")
def due(
    pack: Pack,
    calendar: CalendarId,
    start: Start,
    within: Annotated[str, typer.Option("--within", metavar="D", help="How much time it gives, as 30m, 4h or PT4H.")],
    counting: Count = "",
    working: Working = False,
    json: Json = False,
) -> None:
    """When a promise falls due that starts then and lasts so long."""
    from stepladder.api import load_pack
    from stepladder.core.clock.promised import promised

    chosen = load_pack(pack)
    hours = chosen.calendar(calendar)
    known = chosen.loaded.parameters
    way = _counting(counting or known["clock.count"])
    begin = int(parse_instant(start, where="--start").timestamp())
    shares = [int(share.rstrip("%")) for share in known["clock.marks"].split()]
    found = promised(hours, begin, parse_duration(within, where="--within"), shares, way)
    answer: dict[str, Any] = {
        "calendar": calendar,
        "start": _local(begin, hours.zone),
        "within": format_duration(found.seconds),
        "due_at": _local(found.due_at, hours.zone),
        "at_risk_at": [_local(mark, hours.zone) for mark in found.marks],
        "working": _spans(found.working, hours.zone),
    }
    if json:
        document(answer)
        return
    words(f"Due {answer['due_at']}: {answer['within']} of {calendar}{_by(way)} from {answer['start']}.")
    if working:
        _say_working(found.working, hours)


@app.command("worked")
def worked(
    pack: Pack,
    calendar: CalendarId,
    start: Start,
    end: Annotated[str, typer.Option("--end", metavar="T", help="An instant not before the start.")],
    counting: Count = "open_hours",
    working: Working = False,
    json: Json = False,
) -> None:
    """How much work time lies between two instants."""
    from stepladder.api import load_pack
    from stepladder.core.clock.counting import working as working_by

    hours = load_pack(pack).calendar(calendar)
    way = _counting(counting)
    first, last = (
        int(parse_instant(text, where=where).timestamp()) for text, where in ((start, "--start"), (end, "--end"))
    )
    if last < first:
        raise DeskError("the end is before the start", where="--end", mend="Exchange the two instants.")
    spans = working_by(hours, first, last, way)
    seconds = sum(closes - opens for opens, closes in spans)
    answer = {"worked": format_duration(seconds), "seconds": seconds, "working": _spans(spans, hours.zone)}
    if json:
        document(answer)
        return
    words(f"{answer['worked']} of {calendar}{_by(way)} between the two.")
    if working:
        _say_working(spans, hours)


def _counting(text: str) -> Counting:
    from stepladder.core.clock.counting import Counting as Known
    from stepladder.core.policy.nodes import suggest

    if text not in get_args(Known):
        mend = suggest(text, get_args(Known))
        raise DeskError(f"no counting is called '{text[:40]}'", where="--counting", mend=mend)
    return cast("Counting", text)


def _by(way: Counting) -> str:
    """How it was counted, where it is not the usual way."""
    return {"open_hours": "", "working_days": ", by working days,", "elapsed": ", by elapsed time,"}[way]


def _say_working(spans: Sequence[tuple[int, int]], hours: Calendar) -> None:
    from stepladder.core.clock.words import in_words

    said = in_words(spans, hours.zone)
    words(f"{said[:1].upper()}{said[1:]}.")


def _local(moment: int, zone: tzinfo) -> str:
    return format_instant(datetime.fromtimestamp(moment, UTC), zone)


def _spans(spans: Sequence[tuple[int, int]], zone: tzinfo) -> list[dict[str, str]]:
    return [
        {"from": _local(opens, zone), "to": _local(closes, zone), "counts": format_duration(closes - opens)}
        for opens, closes in spans
    ]
