"""What a case has lived in a rehearsal: the elements that something was done with, as its trace names them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stepladder.core.lint.coverage.carriers import Stand

Lived = tuple[str, str]
"""A section and what tells the element apart in it, as a trace names it: `("clocks", "critical-first")`."""

_ROWS = "rows"
"""Stands for a section where a trace names requirements themselves."""
_OFFERS = "offers"
"""Rungs, concessions and terms: a case offers them by one name each."""

# What an event tells was done, and by which of its data it names the element: section, key of the data.
_DONE: Mapping[str, tuple[tuple[str, str], ...]] = {
    "trigger_matched": (("triggers", "trigger"), ("detectors", "trigger"), ("signs", "trigger")),
    "trigger_confirmed": (("triggers", "trigger"), ("detectors", "trigger"), ("signs", "trigger")),
    "hand_over_returned": (("detectors", "code"),),
    "message_sent": (("templates", "template"),),
    "internal_message_sent": (("templates", "template"),),
    "gate_ticked": (("gates", "gate"),),
    "gate_opened": (("gates", "gate"),),
    "gate_closed": (("gates", "gate"),),
    "gate_waived": (("gates", "gate"),),
    "identity_met": (("identity", "class"),),
    "approval_requested": (("approvals", "approval"),),
    "approval_given": (("approvals", "approval"),),
    "approval_refused": (("approvals", "approval"),),
    "approval_expired": (("approvals", "approval"),),
    "step_completed": (("steps", "step"), ("records", "step"), ("follow_ups", "step")),
    "step_skipped": (("steps", "step"), ("records", "step"), ("follow_ups", "step")),
    "step_overdue": (("steps", "step"),),
    "follow_up_due": (("follow_ups", "follow_up"),),
    "hold_placed": (("holds", "hold"),),
    "hold_released": (("holds", "hold"),),
    "offer_made": ((_OFFERS, "offer"),),
    "offer_answered": ((_OFFERS, "offer"),),
}
_BY_SOURCE = ("guard_warned", "act_warned", "training_remarked")
"""What names requirements rather than an element."""
_ON_AGENDA = ("item_due", "item_overdue", "item_completed", "item_skipped")
_HANDED = ("handed_over", "hand_over_held")
_CASE_LISTS = ("categories", "segments", "scenarios", "flags", "signs")
_OFFERED = ("ladders", "concessions", "terms")


def lived(trace: Mapping[str, Any]) -> frozenset[Lived]:
    """All that the trace of a rehearsal names, as far as something came of it.

    What a case only carries along (cards, drafts, a gate that nobody came to) is not among it until something is done
    with it.
    """
    return frozenset(_named(trace))


def _named(trace: Mapping[str, Any]) -> Iterator[Lived]:
    for clock in trace["clocks"]:
        yield "clocks", clock["id"]
        yield "calendars", clock["calendar"]
        yield from ((_ROWS, row) for row in clock["source"])
    for event in trace["events"]:
        if event["type"] in _ON_AGENDA:
            # `agenda/team-sync`, `training/refresher`: the section and the element's own name.
            section, _, name = event["data"]["item"].partition("/")
            yield section, name
        names = ((section, event["data"].get(key)) for section, key in _DONE.get(event["type"], ()))
        yield from ((section, name) for section, name in names if name is not None)
        if event["type"] in _BY_SOURCE:
            yield from ((_ROWS, row) for row in event["data"].get("source", ()))
        if event["data"].get("route") is not None:
            yield "routes", event["data"]["route"]
        if event["type"] in _HANDED:
            yield from (("gates", gate) for gate in event["data"].get("gates", ()))
            yield from (("detectors", mark[1:]) for mark in event["data"].get("marks", ()) if mark.startswith("-"))
    for delivery in trace["deliveries"]:
        if delivery["copy"]:
            yield "cc", delivery["to"]
        if delivery["template"] is not None:
            yield "templates", delivery["template"]
        yield from (("gates", gate) for gate in delivery["held_by"])
    handed = {event["case"] for event in trace["events"] if event["type"] in _HANDED}
    for case in trace["cases"]:
        yield from _of_case(case, was_handed_over=case["id"] in handed)
    for refusal in trace["refusals"]:
        yield from ((_ROWS, row) for row in refusal["source"])


def _of_case(case: Mapping[str, Any], *, was_handed_over: bool) -> Iterator[Lived]:
    yield from (("routes", one["id"]) for one in case["obligations"] if one["kind"] == "route")
    yield from (("records", one["id"]) for one in case["obligations"] if one["kind"] == "record" and one["by"])
    yield from (("scales", f"{scale}/{level}") for scale, level in case["levels"].items())
    yield from ((section, one) for section in _CASE_LISTS for one in case[section])
    if case["identity"] is not None and case["factors"]:
        yield "identity", case["identity"]["class"]
    if was_handed_over:
        # A hand-over is looked at with all that belongs to it, filled in or not.
        yield from (("fields", _key(one["scope"], one["id"])) for one in case["fields"]["required"])


def is_lived(row: str, stand: Stand, by: frozenset[Lived]) -> bool:
    """Whether a rehearsal named the element that carries a requirement, or what it does to a clock.

    A place within an element has come to life with the whole of it; whether the rehearsal would miss that place is
    found by taking it out.
    """
    match stand.section:
        case "cc":
            named = ("cc", stand.element.cc) in by
        case "scales":
            # A scale has come to life with any of its levels, a level with itself.
            scale, _, level = stand.name.removeprefix("scales/").partition("/levels/")
            named = any(section == "scales" and f"{id_}/".startswith(f"{scale}/{level}") for section, id_ in by)
        case "adjustments":
            named = False
        case section if section in _OFFERED:
            # On a ladder only what was offered counts, and a place counts for the ladder.
            name = stand.element.id
            named = any(one == _OFFERS and f"{id_}/".startswith(f"{name}/") for one, id_ in by)
        case section:
            named = (section, stand.whole) in by
    return named or (_ROWS, row) in by


def _key(scope: str, id_: str) -> str:
    return f"{scope}/{id_}" if scope else id_
