"""Findings in SARIF: in the form of 2.1.0, with a page for each rule, and marks that stay while lines move."""

import json
from typing import Any

import pytest

from stepladder.core.lint.report.sarif import sarif
from tests.unit.core.lint.report.policy import TEXT, checked
from tests.unit.core.lint.report.sarif_form import misfits
from tests.unit.core.lint.told import PAGES


def document(text: str = TEXT, **more: Any) -> dict[str, Any]:
    return json.loads(json.dumps(sarif([checked(text)], version="1.2.3", **more)))


def results(text: str = TEXT) -> list[dict[str, Any]]:
    return document(text)["runs"][0]["results"]


BROKEN = {
    "another version": lambda found: found.update(version="2.0.0"),
    "a result without a message": lambda found: found["runs"][0]["results"][0].pop("message"),
    "a level nobody knows": lambda found: found["runs"][0]["results"][0].update(level="fatal"),
    "a key nobody knows": lambda found: found["runs"][0].update(colour="red"),
    "a line before the first": lambda found: found["runs"][0]["results"][0]["locations"][0]["physicalLocation"][
        "region"
    ].update(startLine=0),
    "a page at no address": lambda found: found["runs"][0]["tool"]["driver"]["rules"][0].update(helpUri="a.md"),
}


def test_the_document_has_the_form() -> None:
    assert list(misfits(document())) == []
    assert list(misfits(document(pages="https://desk.example/lint/"))) == []
    assert list(misfits(document("flagz: []"))) == []


@pytest.mark.parametrize("spoil", BROKEN.values(), ids=BROKEN)
def test_another_form_is_noticed(spoil: Any) -> None:
    found = document()
    spoil(found)
    assert list(misfits(found)) != []


def test_every_rule_has_a_page() -> None:
    rules = document(pages="https://desk.example/lint/")["runs"][0]["tool"]["driver"]["rules"]
    assert sorted(rule["helpUri"] for rule in rules) == sorted(
        f"https://desk.example/lint/{page.name}" for page in PAGES.glob("*.md")
    )


def test_a_result_names_its_rule_its_level_and_its_place() -> None:
    rules = [rule["id"] for rule in document()["runs"][0]["tool"]["driver"]["rules"]]
    found = checked()
    for said, one in zip(results(), found.findings, strict=True):
        assert (rules[said["ruleIndex"]], said["level"]) == (one.rule, one.severity)
        place = said["locations"][0]["physicalLocation"]
        assert place["artifactLocation"]["uri"] == "policies/own%20desk/more.yaml"
        assert place["region"] == {"startLine": one.line, "startColumn": one.column}


def test_what_is_accepted_is_suppressed_with_its_reason_and_nothing_else_is() -> None:
    found = checked()
    for said, one in zip(results(), found.findings, strict=True):
        assert bool(said["suppressions"]) is one.accepted
    (told,) = [one["suppressions"][0] for one in results() if one["suppressions"]]
    assert told["justification"] == "It is for the summer, and comes. (until 2026-12-31)"


def test_marks_are_apart_and_stay_while_lines_move() -> None:
    def marks(text: str) -> list[str]:
        return [one["partialFingerprints"]["stepladder/v1"] for one in results(text)]

    assert len(set(marks(TEXT))) == len(marks(TEXT)) > 3
    assert marks(TEXT.replace("calendars:", "# Times.\n\ncalendars:", 1)) == marks(TEXT)
