"""Icons, times and pills, so that every page shows them alike."""

from __future__ import annotations

import re
from datetime import datetime, tzinfo
from typing import Any

from django import template
from django.templatetags.static import static
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from stepladder.web.pages import words

register = template.Library()
register.filter("span", words.span)
register.filter("plain", words.plain)
register.filter("slot_name", words.slot_name)
register.filter("next_words", words.next_words)
register.filter("channel_name", words.channel_name)


@register.filter
def breakable(address: str) -> SafeString:
    """An address that goes over to the next line behind a sign of its own, where there is one, and not in mid word."""
    return mark_safe(re.sub("([@/.])(?=[^/])", r"\1<wbr>", escape(address)))


@register.simple_tag
def icon(name: str) -> SafeString:
    """A shape of the own set; always beside a word, so it is hidden from screen readers."""
    return format_html(
        '<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>', static("stepladder/icons.svg"), name
    )


@register.simple_tag
def turn() -> SafeString:
    """The mark of what unfolds; it turns when it is open."""
    return format_html(
        '<svg class="icon turn" aria-hidden="true"><use href="{}#turn"></use></svg>', static("stepladder/icons.svg")
    )


@register.simple_tag(takes_context=True)
def when(context: dict[str, Any], moment: datetime | None) -> SafeString | str:
    """A time in words, with the exact instant on hover and for machines; the page counts it on while it is open."""
    if moment is None:
        return ""
    now, zone = context["now"], context["zone"]
    return format_html(
        '<time datetime="{}" title="{}" data-then="{}"{}>{}</time>',
        moment.isoformat(timespec="seconds"),
        words.exact(moment, zone),
        _without_today(moment, now, zone),
        mark_safe(" data-near") if words.is_near(moment, now) else "",
        words.when(moment, now, zone),
    )


@register.simple_tag(takes_context=True)
def by_the_clock(context: dict[str, Any], moment: datetime) -> SafeString:
    """As `when`, and never by how far it is away: after "since" and "until"."""
    now, zone = context["now"], context["zone"]
    return format_html(
        '<time datetime="{}" title="{}" data-day="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        words.exact(moment, zone),
        _without_today(moment, now, zone),
        words.by_the_clock(moment, now, zone),
    )


def _without_today(moment: datetime, now: datetime, zone: tzinfo) -> str:
    """What a page says of a time once the day is over on which it was loaded."""
    if abs((moment - now).days) < 6:
        return words.on_its_day(moment, zone)
    return words.by_the_clock(moment, now, zone)


@register.simple_tag(takes_context=True)
def clock_time(context: dict[str, Any], moment: datetime) -> SafeString:
    """Hours and minutes only, as in a timeline under its day."""
    zone = context["zone"]
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        moment.isoformat(timespec="seconds"),
        words.exact(moment, zone),
        f"{moment.astimezone(zone):%H:%M}",
    )


@register.inclusion_tag("desk/part/pill.html", takes_context=True)
def pill(context: dict[str, Any], due: Any, name: str) -> dict[str, Any]:
    """The countdown of a clock: how much is left, a ring for the share used, and a word for its state.

    Takes: due - a `NextDue` or a `ClockView`; name - what a screen reader calls it when its state changes.
    """
    seconds = round((due.due_at - context["now"]).total_seconds())
    state = {"at_risk": "risk", "met_by_resolution": "met"}.get(due.standing, due.standing)
    running = due.standing in ("running", "at_risk", "overdue")
    marks = getattr(due, "marks", ())
    told = {
        "risk": _("at risk"),
        "overdue": _("overdue"),
        "met": _("met"),
        "missed": _("missed"),
        "paused": _("paused"),
        "cancelled": _("no longer due"),
    }
    if due.standing == "met" and getattr(due, "missed_at", None):
        told["met"], state = _("met late"), "missed"
    return {
        "due": due,
        "name": name,
        "state": state,
        "running": running,
        "left": ("+" if seconds <= 0 else "") + words.left(seconds),
        "word": told.get(state, "") if state != "missed" or due.standing != "met" else told["met"],
        "risk_at": marks[0] if marks else None,
    }


@register.inclusion_tag("desk/part/level.html")
def level(urgency: int, title: str) -> dict[str, Any]:
    """A level: its word and, by urgency, its shape."""
    return {"shape": f"u{max(0, min(3, urgency))}", "title": title or _("No level")}
