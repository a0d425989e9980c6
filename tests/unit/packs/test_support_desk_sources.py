"""The support-desk pack as written: each requirement stands behind an element, each rule has examples on both sides."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.unit.packs.written import requirements, sources, whole_pack

OF_RULES = ("parameters", "segments", "categories", "triggers", "clocks", "adjustments", "routes", "cc", "fields")
OF_PATTERNS = ("reasons", "detectors", "signs", "flags", "scenarios")
OF_DUTIES = (
    "gates", "identity", "approvals", "guards", "guidance", "steps", "templates", "records", "holds", "follow_ups",
    "agenda", "metrics", "training",
)  # fmt: skip
SECTIONS = OF_RULES + OF_PATTERNS + OF_DUTIES

PACK = whole_pack("support-desk")
EXAMPLES: list[dict[str, Any]] = [
    example for file in PACK["examples"] for example in file if "signal" in example["given"]
]
ROWS = [row for row in requirements() if row["pack"] == "support-desk"]
NAMED = {name for section, content in PACK.items() if section != "examples" for name in sources(content)}


def test_the_list_of_requirements_is_whole() -> None:
    assert len(requirements()) == 752
    assert [row["id"] for row in ROWS] == [f"SD-{number:03}" for number in range(1, 329)]


@pytest.mark.parametrize("row", [row["id"] for row in ROWS])
def test_a_requirement_stands_behind_an_element(row: str) -> None:
    assert row in NAMED


def named(node: Any) -> Iterator[tuple[str, str]]:
    """Each requirement with the id of an element that names it, at any depth."""
    if isinstance(node, dict):
        for row in node.get("source", ()) if "id" in node else ():
            yield row, node["id"]
        for value in node.values():
            yield from named(value)
    elif isinstance(node, list):
        for item in node:
            yield from named(item)


BEHIND = {pair for section, content in PACK.items() if section != "examples" for pair in named(content)}
KEYED = {
    row["id"]: given[name]
    for row in ROWS
    for given in [dict(part.split("=", 1) for part in row["parameters"].split(";") if "=" in part)]
    for name in ("key", "slot", "part", "request", "metric", "goal", "event")
    if name in given
} | {
    row["id"]: row["parameters"].split("factor=")[1].split(";")[0]
    for row in ROWS
    if row["construct"] == "identity" and "factor=" in row["parameters"]
}


@pytest.mark.parametrize("row", KEYED)
def test_an_element_is_called_what_its_requirement_calls_it(row: str) -> None:
    assert (row, KEYED[row]) in BEHIND


def test_no_element_names_a_requirement_that_is_not_there() -> None:
    assert NAMED - {row["id"] for row in ROWS} == set()


def test_every_rule_says_why_and_from_where() -> None:
    elements = [(section, element) for section in SECTIONS for element in PACK[section]]
    elements += [("levels", level) for scale in PACK["scales"] for level in scale["levels"]]
    silent = [f"{name}/{element['id']}" for name, element in elements if not element.get("because")]
    rootless = [f"{name}/{element['id']}" for name, element in elements if not element.get("source")]
    assert (silent, rootless) == ([], [])


def test_no_words_are_copied_from_the_requirements() -> None:
    said = {row["statement"].strip(". ").lower() for row in requirements() if len(row["statement"]) > 24}
    whys = [element.get("because", "") for section in SECTIONS for element in PACK[section]]
    assert [why for why in whys if why.strip(". ").lower() in said] == []


def test_addresses_are_nobody_s() -> None:
    addresses = [
        channel["address"]
        for entry in PACK["directory"]
        for channel in entry.get("channels", [])
        if channel["channel"] in ("email", "portal")
    ]
    assert [one for one in addresses if not one.endswith("desk.example")] == []


def ids_exactly(example: dict[str, Any], *keys: str) -> set[str] | None:
    """The ids an example expects to be all there are, or None where it says less than that."""
    node: Any = example["expect"]
    for key in keys:
        node = node.get(key) if isinstance(node, dict) else None
    if node is None or any(isinstance(item, dict) for item in node):
        return None
    return set(node)


def ids_at_all(example: dict[str, Any], *keys: str) -> set[str]:
    """The ids an example expects to be among others, or exactly."""
    node: Any = example["expect"]
    for key in keys:
        node = node.get(key, []) if isinstance(node, dict) else []
    named = [item for item in node if not isinstance(item, dict) or "id" in item]
    return {item["id"] if isinstance(item, dict) else item for item in named}


READ = [trigger["id"] for trigger in PACK["triggers"] if trigger.get("read") != "by-person"]


@pytest.mark.parametrize("trigger", READ)
def test_a_trigger_has_an_example_and_a_near_miss_right_after_it(trigger: str) -> None:
    pairs = [pair for file in PACK["examples"] for pair in pairwise(file)]
    missed = [
        other["note"]
        for shown, other in pairs
        if trigger in ids_at_all(shown, "triggers")
        and (exact := ids_exactly(other, "triggers")) is not None
        and trigger not in exact
        and not other["given"]["signal"].get("triggers")
    ]
    assert missed


def test_a_reason_is_shown_when_chosen_and_never_read() -> None:
    chosen = [trigger["id"] for trigger in PACK["triggers"] if trigger.get("read") == "by-person"]
    shown = {name for example in EXAMPLES for name in ids_at_all(example, "triggers")}
    assert len(chosen) == 4
    assert set(chosen) <= shown


@pytest.mark.parametrize("clock", PACK["clocks"], ids=lambda clock: clock["id"])
def test_a_clock_has_examples_on_both_sides(clock: dict[str, Any]) -> None:
    def due(example: dict[str, Any]) -> bool:
        instants = [one for one in example["expect"].get("clocks", []) if isinstance(one, dict) and "due_at" in one]
        # Two clocks that are due at the same instant are one, which names the sources of both.
        return any(
            one.get("id") == clock["id"] or set(clock["source"]) <= set(one.get("source", ())) for one in instants
        )

    assert any(due(example) for example in EXAMPLES)
    assert any(
        (exact := ids_exactly(example, "clocks")) is not None and clock["id"] not in exact
        for example in EXAMPLES
        if example["given"]["signal"].get("triggers")
    )


# Scenarios come with the life of a case, so that no single decision shows them.
AT_TRIAGE = [route for route in PACK["routes"] if "scenario" not in route["for"]]


@pytest.mark.parametrize("route", AT_TRIAGE, ids=lambda route: route["id"])
def test_a_route_has_examples_on_both_sides(route: dict[str, Any]) -> None:
    assert any(route["id"] in ids_at_all(example, "routes") for example in EXAMPLES)
    assert any(
        (exact := ids_exactly(example, "routes")) is not None and route["id"] not in exact
        for example in EXAMPLES
        if example["given"]["signal"].get("triggers")
    )


@pytest.mark.parametrize("route", [route for route in AT_TRIAGE if "when" in route], ids=lambda route: route["id"])
def test_a_conditional_route_has_an_example_for_yes_no_and_not_known(route: dict[str, Any]) -> None:
    states = {
        one["state"]
        for example in EXAMPLES
        for one in example["expect"].get("routes", [])
        if isinstance(one, dict) and one["id"] == route["id"]
    }
    fact = route["when"].removeprefix("signal.")
    refused = [
        example
        for example in EXAMPLES
        if example["given"]["signal"].get("facts", {}).get(fact) == "false" and example["expect"].get("routes") == []
    ]
    assert {"due", "conditional"} <= states
    assert refused


FIELDS = [field for field in PACK["fields"] if "scenario" not in field.get("for", {})]


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: f"{field['scope']}/{field['id']}")
def test_a_field_has_examples_on_both_sides(field: dict[str, Any]) -> None:
    asked = [
        one
        for example in EXAMPLES
        for one in example["expect"].get("fields", {}).get("required", [])
        if one == field["id"] or (isinstance(one, dict) and (one["id"], one["scope"]) == (field["id"], field["scope"]))
    ]
    exact = [ids_exactly(example, "fields", "required") for example in EXAMPLES]
    assert asked
    assert any(ids is not None and field["id"] not in ids for ids in exact)


@pytest.mark.parametrize("segment", [segment["id"] for segment in PACK["segments"]])
def test_a_segment_has_examples_on_both_sides(segment: str) -> None:
    exact = [ids for example in EXAMPLES if (ids := ids_exactly(example, "segments")) is not None]
    assert any(segment in ids for ids in exact)
    assert any(segment not in ids for ids in exact)


@pytest.mark.parametrize("change", ["2025-03-09", "2025-11-02"])
def test_both_clock_changes_of_a_year_are_crossed(change: str) -> None:
    due = [
        clock["due_at"]
        for example in EXAMPLES
        for clock in example["expect"].get("clocks", [])
        if isinstance(clock, dict) and "due_at" in clock
    ]
    assert {one[-6:] for one in due if one.startswith(change)} == {"-05:00", "-04:00"}
