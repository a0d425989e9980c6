"""contract-care, field-poc and risk-tiers as written: each requirement behind an element that goes by its name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest

from tests.unit.packs.written import parameters, requirements, sources, texts, whole_pack

ROWS_EACH = {"contract-care": ("CC", 71), "field-poc": ("FP", 104), "risk-tiers": ("RT", 67)}
PACKS = {name: whole_pack(name) for name in ROWS_EACH}
WRITTEN = {
    name: {section: content for section, content in pack.items() if section != "examples"}
    for name, pack in PACKS.items()
}
NAMED = {name: set(sources(written)) for name, written in WRITTEN.items()}
ROWS = {row["id"]: row for row in requirements() if row["pack"] in PACKS}
# What names an element in the column of parameters, by construct; a scenario and a ground are names as well.
NAMES = ("slot", "part", "question", "key", "scenario", "ground", "gesture", "link")
# Constructs whose row names the whole by one of these, and stands behind it or behind one of its parts.
WHOLES = {"template": "templates", "category": "categories", "ladder": "ladders"}


def elements(node: Any) -> Iterator[dict[str, Any]]:
    """Every element and every part of one that has an id, at any depth."""
    if isinstance(node, dict):
        if "id" in node:
            yield node
        for value in node.values():
            yield from elements(value)
    elif isinstance(node, list):
        for item in node:
            yield from elements(item)


def behind(row: dict[str, str]) -> list[dict[str, Any]]:
    return [one for one in elements(WRITTEN[row["pack"]]) if row["id"] in one.get("source", ())]


def given_name(row: dict[str, str]) -> str | None:
    given = parameters(row)
    return next((given[name] for name in NAMES if name in given), None)


def top(pack: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (section, one)
        for section, content in WRITTEN[pack].items()
        if section not in ("pack", "parameters")
        for one in content
    ]


def examples(pack: str) -> list[dict[str, Any]]:
    return [example for file in PACKS[pack]["examples"] for example in file]


@pytest.mark.parametrize("pack", PACKS)
def test_the_list_of_requirements_is_whole(pack: str) -> None:
    prefix, count = ROWS_EACH[pack]
    assert [id_ for id_, row in ROWS.items() if row["pack"] == pack] == [
        f"{prefix}-{number:03}" for number in range(1, count + 1)
    ]


@pytest.mark.parametrize("row", ROWS)
def test_a_requirement_stands_behind_an_element(row: str) -> None:
    assert row in NAMED[ROWS[row]["pack"]]


@pytest.mark.parametrize("row", [id_ for id_, row in ROWS.items() if given_name(row) is not None])
def test_an_element_is_called_as_its_requirement_names_it(row: str) -> None:
    assert given_name(ROWS[row]) in [one["id"] for one in behind(ROWS[row])]


@pytest.mark.parametrize("row", [id_ for id_, row in ROWS.items() if set(WHOLES) & parameters(row).keys()])
def test_an_element_stands_in_the_whole_its_requirement_names(row: str) -> None:
    given = parameters(ROWS[row])
    for name in WHOLES.keys() & given.keys():
        # A trigger or a rule for a category names it without being a part of it.
        if name == "category" and ROWS[row]["construct"] != "category":
            continue
        wholes = [one for one in WRITTEN[ROWS[row]["pack"]][WHOLES[name]] if one["id"] == given[name]]
        # The state that opens a ladder stands behind both.
        assert wholes
        assert row in set(sources(wholes))


@pytest.mark.parametrize(
    "row", [id_ for id_, row in ROWS.items() if "scope" in parameters(row) and row["construct"] != "metadata"]
)
def test_an_element_stands_in_the_scope_its_requirement_names(row: str) -> None:
    assert parameters(ROWS[row])["scope"] in [one.get("scope") for one in behind(ROWS[row])]


@pytest.mark.parametrize("row", [id_ for id_, row in ROWS.items() if row["construct"] == "ladder-step"])
def test_a_rung_stands_in_the_place_and_gives_the_share_its_requirement_names(row: str) -> None:
    given = parameters(ROWS[row])
    ladder = [one for one in WRITTEN["contract-care"]["ladders"] if one["id"] == given["ladder"]]
    rungs = [one for one in elements(ladder) if row in one.get("source", ()) and "/" in one["id"]]
    if "rung" in given:
        (rung,) = rungs
        assert rung["id"] == f"{given['ladder']}/{given['rung']}"
        assert rung.get("value", {}).get("rate") == given.get("rate", rung.get("value", {}).get("rate"))
        assert rung.get("final", "false") == given.get("final", "false")
    else:
        assert [one["months"] for one in rungs] == given["sub_rungs"].split(",")


@pytest.mark.parametrize("pack", PACKS)
def test_no_element_names_a_requirement_that_is_not_there(pack: str) -> None:
    assert NAMED[pack] - {id_ for id_, row in ROWS.items() if row["pack"] == pack} == set()


@pytest.mark.parametrize("pack", PACKS)
def test_every_element_says_from_where_and_every_rule_why(pack: str) -> None:
    assert [f"{section}/{one['id']}" for section, one in top(pack) if not one.get("source")] == []
    rules = [(section, one) for section, one in top(pack) if section != "facts"]
    rules += [("parts", part) for template in WRITTEN[pack]["templates"] for part in template.get("parts", ())]
    rules += [("levels", level) for scale in WRITTEN[pack].get("scales", ()) for level in scale["levels"]]
    assert [f"{section}/{one['id']}" for section, one in rules if not one.get("because")] == []


@pytest.mark.parametrize("pack", PACKS)
def test_no_words_are_copied_from_the_requirements(pack: str) -> None:
    # A single word may be the name of an element.
    said = {row["statement"].strip(". ").lower() for row in requirements()}
    found = [text for text in texts(WRITTEN[pack]) if " " in text.strip()]
    assert [text for text in found if text.strip(". \n").lower() in said] == []


@pytest.mark.parametrize("pack", PACKS)
def test_addresses_are_nobody_s(pack: str) -> None:
    addresses = [
        one["address"] for entry in WRITTEN[pack]["directory"] for one in entry.get("channels", ()) if "address" in one
    ]
    assert addresses
    assert [one for one in addresses if not one.endswith("@desk.example")] == []


@pytest.mark.parametrize("pack", PACKS)
def test_an_optional_gap_is_optional_and_no_other(pack: str) -> None:
    optional = {
        id_
        for id_, row in ROWS.items()
        if row["pack"] == pack and row["construct"] == "template" and "optional" in parameters(row)
    }
    slots = [slot for template in WRITTEN[pack]["templates"] for slot in template.get("slots", ())]
    assert {row for slot in slots if slot.get("optional") == "true" for row in slot["source"]} == optional


def shown(example: dict[str, Any], part: str) -> list[str] | None:
    """The ids that an example expects of a part, or None where it says nothing of it."""
    found = example["expect"].get(part)
    return None if found is None else [one["id"] if isinstance(one, dict) else one for one in found]


def left_out(example: dict[str, Any], part: str, id_: str) -> bool:
    """Whether an example names exactly what is there, and this is not: `[]`, or a list of ids."""
    found = example["expect"].get(part)
    return found is not None and id_ not in found and all(isinstance(one, str) for one in found)


def state(example: dict[str, Any], part: str, id_: str) -> str | None:
    found = [one for one in example["expect"].get(part, ()) if isinstance(one, dict) and one["id"] == id_]
    return found[0].get("state") if found else None


def each(*sections: str) -> list[Any]:
    return [
        pytest.param(pack, section, one["id"], id=f"{pack}-{one['id']}")
        for pack in PACKS
        for section in sections
        for one in WRITTEN[pack].get(section, ())
    ]


@pytest.mark.parametrize(("pack", "section", "id_"), each("triggers", "signs"))
def test_what_matches_has_an_example_and_a_near_miss_right_after_it(pack: str, section: str, id_: str) -> None:
    pairs = [pair for file in PACKS[pack]["examples"] for pair in pairwise(file)]
    assert [
        other["note"]
        for one, other in pairs
        if id_ in (shown(one, section) or ())
        and shown(other, section) is not None
        and id_ not in (shown(other, section) or ())
        and not other["given"]["signal"].get("triggers")
    ]


@pytest.mark.parametrize(("pack", "section", "id_"), each("gates"))
def test_a_gate_is_shown_held_and_open(pack: str, section: str, id_: str) -> None:
    assert {"held", "open"} <= {state(example, section, id_) for example in examples(pack)}


@pytest.mark.parametrize(("pack", "section", "id_"), each("routes", "clocks", "terms", "concessions"))
def test_a_duty_is_shown_where_it_binds_and_where_it_does_not(pack: str, section: str, id_: str) -> None:
    bound = [one for one in WRITTEN[pack][section] if one["id"] == id_]
    assert any(id_ in (shown(example, section) or ()) for example in examples(pack))
    # What binds to whatever matched, and on no fact, has no other side.
    if any("for" in one or "when" in one or "until" in one for one in bound):
        assert any(left_out(example, section, id_) for example in examples(pack))
