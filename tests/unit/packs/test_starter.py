"""The pack a new team copies: small, complete, and without a promise that its own people cannot keep."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from stepladder.core.policy.parameters import PARAMETERS
from stepladder.packfiles import load
from tests.unit.packs.written import PACKS, whole_pack

PACK = whole_pack("starter")
EXAMPLES: list[dict[str, Any]] = [example for file in PACK["examples"] for example in file]
MOST_LINES = 60
"""About one screen."""


def by_id(section: str) -> dict[str, dict[str, Any]]:
    return {element["id"]: element for element in PACK[section]}


@pytest.mark.parametrize("path", sorted((PACKS / "starter").iterdir()), ids=lambda path: path.name)
def test_a_file_fits_on_a_screen_and_begins_by_explaining_itself(path: Path) -> None:
    lines = path.read_text("utf-8").splitlines()
    assert len(lines) <= MOST_LINES
    assert lines[0].startswith("# ")


def test_it_has_one_of_everything_a_team_needs_first() -> None:
    wanted = (
        "pack", "parameters", "scales", "categories", "facts", "triggers", "clocks", "routes", "fields", "gates",
        "templates", "guards", "follow_ups", "calendars", "directory", "examples",
    )  # fmt: skip
    assert set(PACK) == set(wanted)
    assert len(PACK["scales"][0]["levels"]) == 2
    assert any("holidays" in calendar for calendar in PACK["calendars"])


def test_somebody_answers_for_it_and_will_look_again() -> None:
    header = PACK["pack"]
    assert header["owner"] in by_id("directory")
    assert date.fromisoformat(f"{header['next_review']}-01") > date(2027, 1, 1)


def test_every_element_says_why_and_from_where() -> None:
    sections = [name for name in PACK if name not in ("pack", "examples", "scales", "facts")]
    elements = [element for name in sections for element in PACK[name]] + PACK["scales"][0]["levels"]
    assert [element["id"] for element in elements if not element.get("because") or not element.get("source")] == []


def test_its_sources_are_the_team_s_own() -> None:
    named = {
        row for section in ("triggers", "clocks", "routes") for element in PACK[section] for row in element["source"]
    }
    assert all(row.startswith("HB-") for row in named)


def test_its_choices_are_made_on_purpose() -> None:
    chosen = by_id("parameters")
    assert {"trigger.mode", "clock.count", "clock.precedence", "handover.mode", "directory.missing"} <= set(chosen)
    assert set(chosen) <= set(PARAMETERS)


@pytest.mark.parametrize("trigger", PACK["triggers"], ids=lambda trigger: trigger["id"])
def test_a_trigger_is_reached_by_an_example_and_missed_by_another(trigger: dict[str, Any]) -> None:
    read = [one for one in EXAMPLES if "signal" in one["given"] and not one["given"]["signal"].get("triggers")]
    exact = [one["expect"].get("triggers") for one in read if "triggers" in one["expect"]]
    assert [trigger["id"]] in exact
    assert [] in exact


def hours(calendar: str) -> dict[str, str]:
    return {day: span for day, (span,) in by_id("calendars")[calendar]["hours"].items()}


@pytest.mark.parametrize("route", PACK["routes"], ids=lambda route: route["id"])
def test_whoever_is_told_is_there_while_the_clock_runs(route: dict[str, Any]) -> None:
    level = by_id("categories")[route["for"]["category"]]["level"].partition(":")[2]
    counted = {one["id"]: one["calendar"] for one in PACK["scales"][0]["levels"]}[level]
    team = by_id("directory")[route["to"]]["calendar"]
    assert hours(counted).items() <= hours(team).items()


@pytest.mark.parametrize(
    "clock", [one for one in PACK["clocks"] if one["kind"] == "team_response"], ids=lambda one: one["id"]
)
def test_a_team_promises_within_its_own_hours(clock: dict[str, Any]) -> None:
    assert clock["calendar"] == by_id("directory")[clock["team"]]["calendar"]


def test_addresses_are_nobody_s() -> None:
    addresses = [channel.get("address", "@desk.example") for one in PACK["directory"] for channel in one["channels"]]
    assert all(address.endswith("@desk.example") for address in addresses)


def test_a_copy_of_it_is_a_pack(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(PACKS / "starter", tmp_path / "ours"))
    header = folder / "pack.yaml"
    header.write_text(header.read_text("utf-8").replace("id: starter", "id: ours", 1), "utf-8")
    assert load(folder).id == "ours"
