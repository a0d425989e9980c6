"""A decision in words for people: what follows, by when, why, and what gave way."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import tzinfo

from stepladder.core.clock.zones import zone
from stepladder.core.policy.kinds import rules_of
from stepladder.core.triage.duties_account import lines_of_duties
from stepladder.core.triage.explained import explanation
from stepladder.core.triage.instants import instant
from stepladder.core.triage.verdict import ClockVerdict, ExplainedVerdict, Verdict
from stepladder.core.values import format_duration

_ESCALATE = {
    "now": "Escalate now",
    "same_day": "Escalate the same day",
    "within_24h": "Escalate within 24 hours",
    "hold": "Hold: a gate is closed",
    "no": "No escalation",
}


def explain(verdict: Verdict) -> str:
    """The whole account as plain text, one fact to a line."""
    return "\n".join(_lines(verdict)) + "\n"


def _lines(verdict: Verdict) -> Iterator[str]:
    home = zone(verdict.pack.zone)
    parts = (verdict, *verdict.overlays)
    yield f"Policy {verdict.pack.id} {verdict.pack.version}, asked at {instant(verdict.at, home)}"
    for one in verdict.overlays:
        yield f"With policy {one.pack.id} {one.pack.version}"
    by = f", by {instant(verdict.escalate_by, home)}" if verdict.escalate_by is not None else ""
    levels = ", ".join(f"{scale} {level}" for scale, level in verdict.levels.items())
    yield f"{_ESCALATE[verdict.escalate]}{by}{f' ({levels})' if levels else ''}"
    if not any(one.seen or one.selection.case.anything for one in parts):
        yield "Nothing in the policy matched."
    for one in parts:
        if verdict.overlays:
            yield ""
            yield f"By {one.pack.id}:"
        yield from _of_one_pack(one, home)
    for open_fact in verdict.unknown:
        yield ""
        yield f"Not known: {open_fact.fact}. {open_fact.question} Could change {', '.join(open_fact.would_change)}."
    for one in parts:
        for loser in explanation(one):
            if loser.lost_to is not None:
                yield ""
                yield _gave_way(loser)


def _of_one_pack(verdict: Verdict, home: tzinfo) -> Iterator[str]:
    for one in verdict.seen:
        yield ""
        seen = f"{one.trigger.id} ({one.state}, by {one.reader})"
        yield f"Matched {seen}: {one.trigger.because} {_cited(one.trigger.source)}"
        for span in one.evidence:
            yield f'  {span.field} {span.start} to {span.end}: "{span.quote}"'
    for clock in verdict.clocks:
        yield ""
        yield from _clock(verdict, clock, home)
    for later in verdict.promised:
        yield ""
        counted = f"{format_duration(later.seconds)} counted by {later.counting} under calendar {later.calendar}"
        starts = " or ".join(rules_of(later.clock).starts)
        yield f"Clock {later.clock.id}: {later.clock.kind.replace('_', ' ')}, starts with {starts}"
        yield f"  {counted}: {later.clock.because} {_cited(later.source)}"
    for told in verdict.routes:
        yield ""
        copies = f", copies to {', '.join(told.cc)}" if told.cc else ""
        how = f"{told.route.to} by {told.route.channel} ({told.state}{copies})"
        yield f"Tell {how}: {told.route.because} {_cited(told.source)}"
        if told.waits_for or told.held_by:
            yield f"  waits for {', '.join(told.waits_for or told.held_by)}"
    if verdict.fields:
        yield ""
        missing = ", ".join(verdict.missing) or "nothing"
        yield f"Hand-over: {len(verdict.fields)} fields, missing {missing} ({verdict.fields_mode})"
    for line in lines_of_duties(verdict, home):
        yield ""
        yield line


def _clock(verdict: Verdict, clock: ClockVerdict, home: tzinfo) -> Iterator[str]:
    where = home if clock.calendar == "always" else verdict.pack.calendars[clock.calendar].zone
    name = clock.clock.kind.replace("_", " ")
    team = f" of {clock.clock.team}" if clock.clock.team else ""
    yield f"Clock {clock.clock.id}: {name}{team} due {instant(clock.due_at, where)}"
    counted = f"{format_duration(clock.seconds)} counted by {clock.counting} under calendar {clock.calendar}"
    yield f"  {counted}: {clock.clock.because} {_cited(clock.source)}"
    if clock.replaces:
        yield f"  stands over {', '.join(clock.replaces)}"


def _gave_way(loser: ExplainedVerdict) -> str:
    return f"{loser.kind.capitalize()} {loser.element.id} gave way to {loser.lost_to} {_cited(loser.source)}"


def _cited(source: tuple[str, ...]) -> str:
    return f"[{', '.join(source)}]" if source else ""
