"""`stepladder clock`: work time on a calendar of a policy."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, tzinfo
from typing import TYPE_CHECKING, Annotated, Any, cast

import typer

from stepladder.cli.say import document, words
from stepladder.core.values import format_duration, format_instant, parse_duration, parse_instant

if TYPE_CHECKING:
    from stepladder.core.clock.counting import Counting

app = typer.Typer(no_args_is_help=False, rich_markup_mode=None)

Pack = Annotated[str, typer.Option("--pack", metavar="P", help="A policy by name, or its folder.")]
CalendarId = Annotated[str, typer.Option("--calendar", metavar="C", help="A calendar of the policy.")]
Start = Annotated[str, typer.Option("--start", metavar="T", help="An instant, as 2025-03-08T23:40:00-05:00.")]
Json = Annotated[bool, typer.Option("--json", help="One JSON document.")]


@app.command("due")
def due(
    pack: Pack,
    calendar: CalendarId,
    start: Start,
    within: Annotated[str, typer.Option("--within", metavar="D", help="Work time, as 30m, 4h or PT4H.")],
    json: Json = False,
) -> None:
    """When a promise falls due that starts now or then and lasts so much work time."""
    from stepladder.api import load_pack
    from stepladder.core.clock.counting import due as due_by
    from stepladder.core.clock.counting import working
    from stepladder.core.clock.marks import marks

    chosen = load_pack(pack)
    hours = chosen.calendar(calendar)
    begin = int(parse_instant(start, where="--start").timestamp())
    seconds = parse_duration(within, where="--within")
    known = chosen.loaded.parameters
    counting = cast("Counting", known["clock.count"])
    shares = [int(share.rstrip("%")) for share in known["clock.marks"].split()]
    end = due_by(hours, begin, seconds, counting)
    spans = _spans(working(hours, begin, end, counting), hours.zone)
    answer: dict[str, Any] = {
        "calendar": calendar,
        "start": _local(begin, hours.zone),
        "within": format_duration(seconds),
        "due_at": _local(end, hours.zone),
        "at_risk_at": [_local(mark, hours.zone) for mark in marks(hours, begin, seconds, shares, counting)],
        "working": spans,
    }
    if json:
        document(answer)
    else:
        said = f"Due {answer['due_at']}: {answer['within']} of {calendar} from {answer['start']}."
        words(f"{said}\n{_lines(spans)}")


@app.command("worked")
def worked(
    pack: Pack,
    calendar: CalendarId,
    start: Start,
    end: Annotated[str, typer.Option("--end", metavar="T", help="An instant not before the start.")],
    json: Json = False,
) -> None:
    """How much work time lies between two instants."""
    from stepladder.api import load_pack

    hours = load_pack(pack).calendar(calendar)
    first, last = parse_instant(start, where="--start"), parse_instant(end, where="--end")
    seconds = hours.worked(first, last) // timedelta(seconds=1)
    spans = _spans(hours.working(int(first.timestamp()), int(last.timestamp())), hours.zone)
    answer = {"worked": format_duration(seconds), "seconds": seconds, "working": spans}
    if json:
        document(answer)
    else:
        words(f"{answer['worked']} of {calendar} between the two.\n{_lines(spans)}")


def _local(moment: int, zone: tzinfo) -> str:
    return format_instant(datetime.fromtimestamp(moment, UTC), zone)


def _spans(spans: Sequence[tuple[int, int]], zone: tzinfo) -> list[dict[str, str]]:
    return [
        {"from": _local(opens, zone), "to": _local(closes, zone), "counts": format_duration(closes - opens)}
        for opens, closes in spans
    ]


def _lines(spans: Sequence[dict[str, str]]) -> str:
    return "\n".join(f"  {span['from']}  to  {span['to']}  {span['counts']}" for span in spans)
