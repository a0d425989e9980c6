"""What a policy would make of a message, in the words of the paste page. Nothing is stored for it."""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Any

from django.utils.translation import gettext as _

from stepladder.core.triage.explained import explanation
from stepladder.core.triage.verdict import TriggerVerdict, Verdict
from stepladder.service.reading.case_views import Span
from stepladder.web.pages.marked import marked
from stepladder.web.pages.names import Names
from stepladder.web.pages.words import by_the_clock, channel_name, kind_name, span


def preview(
    verdict: Verdict, names: Names, text: str, now: datetime, zone: tzinfo, joins: str | None
) -> dict[str, Any]:
    """The decision as the page shows it. Takes: joins - the open case that the message would join."""
    titles = {one.id: one.title for one in verdict.pack.text.categories}
    spans = tuple(
        Span(start=at.start, end=at.end, trigger=one.trigger.id)
        for one in verdict.triggers
        for at in one.evidence
        if at.field == "text"
    )
    return {
        "binds": verdict.binds,
        "urgency": verdict.urgency,
        "level_title": ", ".join(names.level(scale, level) for scale, level in verdict.levels.items()),
        "headline": _headline(verdict, now, zone),
        "categories": ", ".join(titles.get(one, one) for one in verdict.categories),
        "joins": joins,
        "text": marked(text, spans, names.triggers),
        "triggers": [_trigger(one) for one in verdict.triggers],
        "clocks": [
            {
                "name": kind_name(one.clock.kind, one.clock.team, one.clock.end),
                "within": span(one.seconds),
                "due_at": datetime.fromtimestamp(one.due_at, UTC),
                "because": one.clock.because,
                "source": one.source,
            }
            for one in sorted(verdict.clocks, key=lambda clock: (clock.due_at, clock.clock.id))
        ],
        "routes": [
            {
                "who": names.whom(one.route.to),
                "channel": channel_name(one.route.channel),
                "copies": ", ".join(names.whom(role) for role in one.cc),
                "because": one.route.because,
                "source": one.route.source,
                "state": {"due": _("at once"), "held": _("held"), "conditional": _("depends")}[one.state],
                "tone": {"due": "info", "held": "", "conditional": "risk"}[one.state],
            }
            for one in verdict.routes
        ],
        "unknown": verdict.unknown,
        "missing": len(verdict.missing),
        "reasons": [
            {
                "obligation": one.element.title or one.element.id,
                "kind": one.kind,
                "because": one.element.because,
                "source": one.source,
                "lost_to": one.lost_to,
            }
            for one in explanation(verdict)
        ],
    }


def _headline(verdict: Verdict, now: datetime, zone: tzinfo) -> str:
    said = {
        "now": _("Escalate now"),
        "same_day": _("Escalate the same day"),
        "within_24h": _("Escalate within 24 hours"),
        "hold": _("Hold until the first attempts are made"),
        "no": _("Nothing to escalate"),
    }[verdict.escalate]
    if verdict.escalate_by is None or verdict.escalate == "now":
        return f"{said}."
    return f"{said}, {_('by %s') % by_the_clock(datetime.fromtimestamp(verdict.escalate_by, UTC), now, zone)}."


def _trigger(one: TriggerVerdict) -> dict[str, Any]:
    states = {
        "provisional": (_("read"), "risk"),
        "confirmed": (_("ticked"), "good"),
        "suggested": (_("suggested"), "info"),
    }
    state, tone = states[one.state]
    if one.reader == "condition":
        state = _("from what is known")
    return {
        "title": one.trigger.title or one.trigger.id,
        "state": state,
        "tone": tone,
        "quote": " … ".join(dict.fromkeys(at.quote for at in one.evidence)),
        "because": one.trigger.because,
        "source": one.trigger.source,
    }
