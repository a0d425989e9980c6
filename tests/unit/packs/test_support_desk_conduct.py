"""How the support desk works: who may open what, what is said by whom, which drafts stand ready."""

from __future__ import annotations

import re
from typing import Any

import pytest

from tests.unit.packs.written import requirements, whole_pack

PACK = whole_pack("support-desk")
ROWS = [row for row in requirements() if row["pack"] == "support-desk"]
HIGHEST = "priority:critical"


def parameters(row: dict[str, str]) -> dict[str, str]:
    return dict(part.split("=", 1) for part in row["parameters"].split(";") if "=" in part)


def by_id(section: str) -> dict[str, dict[str, Any]]:
    return {element["id"]: element for element in PACK[section]}


GATES = by_id("gates")


@pytest.mark.parametrize("gate", PACK["gates"], ids=lambda gate: gate["id"])
def test_a_gate_says_what_it_holds(gate: dict[str, Any]) -> None:
    assert gate["holds"]


@pytest.mark.parametrize("gate", PACK["gates"], ids=lambda gate: gate["id"])
def test_nobody_waives_proof_or_an_approval_and_only_a_manager_waives_the_rest(gate: dict[str, Any]) -> None:
    may_be_waived = gate["kind"] in ("attempt", "hand_over") or gate["id"] == "expectation"
    assert gate.get("waived_by", []) == (["manager"] if may_be_waived else [])


@pytest.mark.parametrize(
    "gate", [gate for gate in PACK["gates"] if "escalate" in gate["holds"]], ids=lambda gate: gate["id"]
)
def test_nothing_keeps_a_critical_case_from_being_passed_on(gate: dict[str, Any]) -> None:
    levels = gate["for"].get("level", ())
    critical = {trigger["id"] for trigger in PACK["triggers"] if level_of(trigger) == HIGHEST}
    assert HIGHEST not in levels
    assert levels or critical.isdisjoint([gate["for"].get("trigger")])


def level_of(trigger: dict[str, Any]) -> str | None:
    category = by_id("categories").get(trigger.get("category", ""), {})
    return category.get("level")


@pytest.mark.parametrize(
    "gate", [gate for gate in PACK["gates"] if gate["kind"] == "attempt"], ids=lambda gate: gate["id"]
)
def test_a_threat_is_not_asked_for_an_attempt(gate: dict[str, Any]) -> None:
    assert gate["exempt"] == {"trigger": ["legal-threat", "leave-threat"]}


@pytest.mark.parametrize("row", [row for row in ROWS if row["construct"] == "identity"], ids=lambda row: row["id"])
def test_each_class_of_identity_is_as_written(row: dict[str, str]) -> None:
    wanted = parameters(row)
    found = by_id("identity")[wanted["class"]]
    if "factors" in wanted:
        assert found["factors"] == wanted["factors"]
    if "factor" in wanted:
        (factor,) = [one for one in found["of"] if one["id"] == wanted["factor"]]
        assert factor.get("required", "false") == wanted.get("required", "false")
    if "request" in wanted:
        assert wanted["request"] in [one["id"] for one in found["requests"]]


def test_only_the_highest_class_asks_for_a_second_person_and_it_is_a_manager() -> None:
    approvals = {name: found.get("approval") for name, found in by_id("identity").items()}
    assert approvals == {"low": None, "medium": None, "high": "high-identity"}
    assert by_id("approvals")["high-identity"]["by"] == "manager"


@pytest.mark.parametrize("trigger", [one["id"] for one in PACK["triggers"] if one.get("category") == "account-access"])
def test_every_case_of_account_access_has_a_class(trigger: str) -> None:
    asked = [one for found in PACK["identity"] for one in found["requests"] if one.get("trigger") == trigger]
    assert len(asked) == 1


def test_only_what_cannot_be_taken_back_is_blocked() -> None:
    blocked = {guard["id"] for guard in PACK["guards"] if guard.get("mode") == "block"}
    assert blocked == {"no-legal-advice", "no-unannounced", "no-compensation"}


@pytest.mark.parametrize("guard", PACK["guards"], ids=lambda guard: guard["id"])
def test_a_guard_says_what_to_write_instead(guard: dict[str, Any]) -> None:
    assert guard["better"]


@pytest.mark.parametrize("template", PACK["templates"], ids=lambda template: template["id"])
def test_a_template_has_the_slots_and_parts_it_was_given_and_each_once(template: dict[str, Any]) -> None:
    rows = [parameters(row) for row in ROWS if parameters(row).get("template") == template["id"]]
    words = f"{template['subject']} {template['body']}"
    assert {slot["id"] for slot in template["slots"]} == {row["slot"] for row in rows if "slot" in row}
    assert {part["id"] for part in template["parts"]} == {row["part"] for row in rows if "part" in row}
    assert sorted(re.findall(r"\{(\w+)\}", words)) == sorted(slot["id"] for slot in template["slots"])
    for part in template["parts"]:
        assert " ".join(part["text"].split()) in " ".join(words.split())
    optional = {slot["id"] for slot in template["slots"] if slot.get("optional") == "true"}
    assert optional == {row["slot"] for row in rows if row.get("optional") == "true"}


def test_no_draft_breaks_a_promise_the_guards_watch() -> None:
    words = " ".join(template["body"].lower() for template in PACK["templates"])
    assert [word for word in ("refund", "guarantee", "credit", "probably") if word in words] == []


def test_no_step_record_or_follow_up_of_a_list_stands_in_it_twice() -> None:
    for section in ("steps", "records", "follow_ups"):
        names = [(element.get("scope", ""), element["id"]) for element in PACK[section]]
        assert len(names) == len(set(names)), section


def test_how_a_case_ended_is_asked_before_it_is_closed() -> None:
    outcome = [record for record in PACK["records"] if record.get("scope") == "outcome"]
    assert [record["id"] for record in outcome] == ["resolved_by_team", "duration", "satisfied", "first_level_possible"]
    assert {record["before"] for record in outcome} == {"close"}
    assert [record["id"] for record in outcome if "fact" not in record] == ["duration"]


def test_nothing_that_is_asked_for_at_the_end_is_asked_at_the_beginning() -> None:
    late = {fact["id"] for fact in PACK["facts"] if fact.get("of") == "case"}
    asking = [one for one in PACK["follow_ups"] if any(f"case.{fact}" in one.get("when", "") for fact in late)]
    assert [one["id"] for one in asking] == ["unnecessary", "successful"]
    assert all(one["for"]["stage"] for one in asking)
