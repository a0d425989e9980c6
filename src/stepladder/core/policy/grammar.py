"""The sections of the pack language.

Which keys each element has, and how each is read. In words: docs/reference/pack.md.
"""

from __future__ import annotations

from typing import Any

import yaml

from stepladder.core.policy import model
from stepladder.core.policy.assessment_sections import ASSESSMENTS
from stepladder.core.policy.forms import Form, shaped
from stepladder.core.policy.keys import FOR, NAMED, RULE, SOURCE, Key, Keys, Read, element
from stepladder.core.policy.nodes import Sheet, entries, items, plain
from stepladder.core.policy.obligation_sections import OBLIGATIONS
from stepladder.core.policy.scalars import day, flag, ident, many, one_of, one_or_many, percent, text, whole
from stepladder.core.policy.terms import clock, until, window, within

COUNTING = one_of("open_hours", "working_days", "elapsed")
MODE = one_of("provisional", "suggest", "automatic")


def _day_spans(sheet: Sheet, node: yaml.Node) -> dict[Any, tuple[str, ...]] | None:
    found = entries(sheet, node, ())
    if found is None:
        return None
    spans: dict[Any, tuple[str, ...]] = {}
    for name, value in found.items():
        key = day(sheet, yaml.ScalarNode("", name, value.start_mark, value.end_mark))
        if key is not None:
            spans[key] = many(text)(sheet, value)
    return spans


def _week(sheet: Sheet, node: yaml.Node) -> dict[str, tuple[str, ...]] | None:
    found = entries(sheet, node, ("mon", "tue", "wed", "thu", "fri", "sat", "sun"))
    return None if found is None else {name: many(text)(sheet, value) for name, value in found.items()}


_listed = element(
    model.HolidaysListed,
    {"list": Key(text, needed=True, to="name"), "version": Key(text, needed=True), "days": Key(many(day), needed=True)},
    placed=False,
)
_in_file = element(
    model.HolidaysInFile,
    {"ical": Key(text, needed=True, to="file"), "name": Key(text), "version": Key(text)},
    placed=False,
)


def _holidays(sheet: Sheet, node: yaml.Node) -> model.Holidays | None:
    """A date, `{list: ..., version: ..., days: [...]}` or `{ical: FILE}`."""
    if not isinstance(node, yaml.MappingNode):
        return day(sheet, node)
    has_file = any(isinstance(key, yaml.ScalarNode) and key.value == "ical" for key, _ in node.value)
    found: model.HolidaysListed | model.HolidaysInFile | None = (_in_file if has_file else _listed)(sheet, node)
    return found


OPENING: Keys = {
    "hours": Key(_week),
    "holidays": Key(many(_holidays)),
    "exceptions": Key(_day_spans),
    "openings": Key(_day_spans),
    "holiday_closes_shift": Key(flag),
}
_change = element(model.CalendarChange, {"from": Key(day, needed=True, to="since")} | OPENING)

_SPANS = {"type": "array", "items": {"type": "string", "pattern": "^[0-9]{2}:[0-9]{2}-[0-9]{2}:[0-9]{2}$"}}
shaped(_week, Form('`{mon: ["09:00-18:00"]}`', {"type": "object", "additionalProperties": _SPANS}))
shaped(_day_spans, Form('`{"2025-12-24": ["09:00-12:00"]}`', {"type": "object", "additionalProperties": _SPANS}))


def _fact_reader(sheet: Sheet, node: yaml.Node) -> model.FactReader | None:
    money = element(lambda near: near, {"near": Key(many(text), needed=True)}, placed=False)
    found = entries(sheet, node, ("money", "phrases"))
    if found is None:
        return None
    if len(found) != 1:
        sheet.fault(node, "type", "a fact is read in one way", "Keep `money: {near: [...]}` or `phrases: [...]`.")
        return None
    if "money" in found:
        return model.FactReader(money_near=money(sheet, found["money"]) or ())
    return model.FactReader(phrases=many(text)(sheet, found["phrases"]))


_NEAR = {"type": "object", "properties": {"near": {"type": "array"}}}
shaped(
    _fact_reader,
    Form(
        "`{money: {near: [...]}}` or `{phrases: [...]}`",
        {"type": "object", "properties": {"money": _NEAR, "phrases": {"type": "array"}}, "additionalProperties": False},
    ),
)


def _plain(sheet: Sheet, node: yaml.Node) -> Any:
    if not isinstance(node, yaml.MappingNode):
        sheet.fault(node, "type", "a mapping is expected", "Write it as {key: value}.")
        return None
    return plain(node)


shaped(_plain, Form("a mapping", {"type": "object"}))

_example = element(
    model.Example,
    {"note": Key(text, needed=True), "given": Key(_plain, needed=True), "expect": Key(_plain, needed=True)},
)
_level = element(
    model.Level,
    NAMED
    | {
        "escalate": Key(one_of("now", "same_day", "within_24h")),
        "calendar": Key(ident),
        "urgency": Key(whole(0, 3)),
        "handover": Key(one_of("warn", "hold")),
        "when": Key(text),
    },
)
_stage = element(model.CategoryStage, NAMED | {"owner": Key(ident, needed=True), "when": Key(text)})
_link = element(model.Link, NAMED | {"to": Key(text)})
_channel = element(
    model.DirectoryChannel,
    {
        "channel": Key(ident, needed=True),
        "address": Key(text),
        "name": Key(text),
        "segment": Key(ident),
        "source": SOURCE,
    },
    placed=False,
)
_coverage = element(
    model.Coverage,
    {"levels": Key(many(ident), needed=True), "calendar": Key(ident, needed=True), "source": SOURCE},
    placed=False,
)

HEADER = element(
    model.Header,
    {name: Key(text, needed=True) for name in ("title", "version")}
    | {"id": Key(ident, needed=True)}
    | {
        name: Key(text)
        for name in (
            "owner", "classification", "updated", "created", "last_review", "next_review", "review_every", "source_ref",
        )
    }
    | {
        "tags": Key(many(text)),
        "extends": Key(ident),
        "links": Key(many(_link)),
        "drops": Key(many(ident)),
        "source": SOURCE,
    },
)  # fmt: skip

SECTIONS: dict[str, Read] = {
    "parameters": element(model.ParameterChoice, RULE | {"value": Key(text, needed=True)}),
    "facts": element(
        model.Fact,
        NAMED
        | {
            "type": Key(one_of("money", "duration", "instant", "date", "count", "text", "choice", "flag"), needed=True),
            "ask": Key(text, needed=True),
            "of": Key(one_of("signal", "customer", "contact", "contract", "deal", "case", "account", "incident")),
            "choices": Key(many(ident)),
            "read": Key(_fact_reader),
        },
    ),
    "scales": element(model.Scale, NAMED | {"levels": Key(many(_level), needed=True)}),
    "segments": element(model.Segment, RULE | {"when": Key(text, needed=True)}),
    "categories": element(model.Category, RULE | {"level": Key(ident), "when": Key(text), "stages": Key(many(_stage))}),
    "triggers": element(
        model.Trigger,
        RULE
        | {
            "category": Key(ident),
            "level": Key(ident),
            "when": Key(text),
            "phrases": Key(many(text)),
            "unless": Key(many(text)),
            "mode": Key(MODE),
            "read": Key(one_of("text", "by-person")),
            "flag": Key(ident),
        },
    ),
    "clocks": element(
        clock,
        RULE
        | FOR
        | {
            "kind": Key(ident, needed=True),
            "within": Key(within),
            "until": Key(until),
            "window": Key(window),
            "calendar": Key(ident),
            "team": Key(ident),
            "end": Key(one_of("target", "limit")),
            "strict": Key(flag),
            "counting": Key(COUNTING),
            "marks": Key(many(percent)),
        }
        | {name: Key(many(ident)) for name in ("starts", "stops", "restarts", "not_before")}
        | {"pauses": Key(many(one_of("waiting")))},
    ),
    "adjustments": element(
        model.Adjustment,
        RULE | FOR | {"kinds": Key(many(ident), needed=True), "faster_by": Key(percent), "calendar": Key(ident)},
    ),
    "routes": element(
        model.Route,
        RULE
        | FOR
        | {
            "to": Key(ident, needed=True),
            "channel": Key(one_of("email", "chat", "ticket", "phone", "portal", "direct"), needed=True),
            "when": Key(text),
            "after": Key(ident),
            "order": Key(whole(1, 99)),
            "template": Key(ident),
            "name": Key(text),
            "mention": Key(text),
            "tags": Key(many(ident)),
            "replaces": Key(many(ident)),
            "bypasses": Key(many(ident)),
        },
    ),
    "cc": element(model.Cc, RULE | FOR | {"cc": Key(ident, needed=True)}),
    "fields": element(
        model.Field,
        NAMED
        | FOR
        | {"scope": Key(ident, needed=True), "from": Key(one_or_many(ident), to="prefill"), "optional": Key(flag)},
    ),
    "calendars": element(
        model.CalendarSpec,
        NAMED
        | {
            "zone": Key(text),
            "always": Key(flag),
            "changes": Key(many(_change)),
        }
        | OPENING,
    ),
    "directory": element(
        model.DirectoryEntry,
        NAMED
        | {
            "channels": Key(many(_channel)),
            "calendar": Key(ident),
            "coverage": Key(many(_coverage)),
            "from": Key(ident, to="person_from"),
        },
    ),
    **ASSESSMENTS,
    **OBLIGATIONS,
    "examples": _example,
    "accepted": element(
        model.Accepted,
        RULE | {"rule": Key(ident, needed=True), "elements": Key(many(ident)), "until": Key(day, needed=True)},
    ),
}


def read_file(sheet: Sheet, root: yaml.Node) -> dict[str, list[Any]]:
    """The elements of one file by section; the header, if it stands here, under `pack`."""
    found = entries(sheet, root, ("pack", *SECTIONS))
    read: dict[str, list[Any]] = {}
    for section, node in (found or {}).items():
        if section == "pack":
            header = HEADER(sheet, node)
            read["pack"] = [header] if header is not None else []
        else:
            elements = (SECTIONS[section](sheet, item) for item in items(sheet, node))
            read[section] = [one for one in elements if one is not None]
    return read
