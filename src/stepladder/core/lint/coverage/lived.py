"""What a case has lived in a rehearsal: the elements that its trace names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from stepladder.core.lint.coverage.carriers import Stand

Lived = tuple[str, str]
"""A section and what tells the element apart in it, as a trace names it: `("clocks", "critical-first")`."""

_SEEN = ("triggers", "detectors")
_ROWS = "rows"
"""Stands for a section where a trace names requirements themselves."""


def lived(trace: Mapping[str, Any]) -> frozenset[Lived]:
    """All that the trace of a rehearsal names, as far as something came of it.

    What a case only carries along (fields, cards, drafts) is not among it until something is done with it.
    """
    return frozenset(_named(trace))


def _named(trace: Mapping[str, Any]) -> Iterator[Lived]:
    for clock in trace["clocks"]:
        yield "clocks", clock["id"]
        yield "calendars", clock["calendar"]
        yield from ((_ROWS, row) for row in clock["source"])
    for event in trace["events"]:
        if event["type"] in ("trigger_matched", "trigger_confirmed"):
            yield from ((section, event["data"]["trigger"]) for section in _SEEN)
    for delivery in trace["deliveries"]:
        if delivery["copy"]:
            yield "cc", delivery["to"]
    for case in trace["cases"]:
        yield from (("routes", one["id"]) for one in case["obligations"] if one["kind"] == "route")
        yield from (("scales", f"{scale}/{level}") for scale, level in case["levels"].items())
        yield from (("categories", one) for one in case["categories"])
        yield from (("segments", one) for one in case["segments"])
    for refusal in trace["refusals"]:
        yield from ((_ROWS, row) for row in refusal["source"])


def is_lived(row: str, stand: Stand, by: frozenset[Lived]) -> bool:
    """Whether a rehearsal named the element that carries a requirement, or what it does to a clock."""
    match stand.section:
        case "cc":
            return ("cc", stand.element.cc) in by
        case "scales":
            # A scale has come to life with any of its levels, a level with itself.
            scale, _, level = stand.name.removeprefix("scales/").partition("/levels/")
            return any(section == "scales" and f"{id_}/".startswith(f"{scale}/{level}") for section, id_ in by)
        case "adjustments":
            return (_ROWS, row) in by
        case "clocks" | "calendars" | "routes" | "categories" | "segments" | "triggers" | "detectors":
            return len(stand.path) == 2 and (stand.section, stand.element.id) in by
    return (_ROWS, row) in by
