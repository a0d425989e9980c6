"""The check finds what the written policies really contain: where their own lines stand against each other."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from typing import NamedTuple

import pytest

from stepladder.core.lint.check import check
from stepladder.core.lint.finding import Finding
from stepladder.packfiles import load, shipped

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)


class Known(NamedTuple):
    """One conflict. `rows`: the requirements of both sides, all of them in one finding."""

    pack: str
    rule: str
    rows: frozenset[str]


def known(pack: str, rule: str, *rows: str) -> Known:
    return Known(pack, rule, frozenset(rows))


CONFLICTS = {  # claim: the pack, the rule that finds it, the requirements of both sides
    "press requests go to partnerships and to press": known(
        "support-desk", "two-addresses", "SD-118", "SD-119", "SD-219", "SD-245"
    ),
    "an outage goes to operations and to incidents": known(
        "support-desk", "two-addresses", "SD-039", "SD-041", "SD-297", "SD-299", "SD-300"
    ),
    "a subpoena goes to security and to legal": known(
        "support-desk", "two-addresses", "SD-016", "SD-017", "SD-048", "SD-052"
    ),
    "what is to be erased is to be preserved": known(
        "support-desk", "must-and-must-not", "SD-015", "SD-140", "SD-021", "SD-022"
    ),
    "closed grounds exclude the ladder and the free month": known(
        "contract-care", "grounds-exclude", "CC-029", "CC-043", "CC-069", "CC-070", "CC-071"
    ),
    "one apology, and four templates that say sorry": known(
        "csm-playbook", "said-too-often", "CP-137", "CP-072", "CP-109", "CP-125", "CP-139"
    ),
    "half a fee is called a present": known("contract-care", "fee-as-gift", "CC-027", "CC-028"),
    "critical runs round the clock while billing keeps office hours": known(
        "support-desk", "promise-cannot-be-kept", "SD-203", "SD-256", "SD-258"
    ),
    "critical runs round the clock while legal keeps office hours": known(
        "support-desk", "promise-cannot-be-kept", "SD-208", "SD-256", "SD-258"
    ),
    "legal answers in 24 to 48 hours under a target of four": known(
        "support-desk", "team-answers-later", "SD-209", "SD-257"
    ),
    "whoever is locked out is answered in two hours and in four": known(
        "support-desk", "two-durations", "SD-079", "SD-259"
    ),
    "the time of a solution is measured and nowhere stated": known("csm-playbook", "metric-without-clock", "CP-179"),
    "the review is long past": known("support-desk", "review-overdue", "SD-324", "SD-328"),
}

HOURLESS = {  # the destinations that the directory of the document leaves out, each with the rule that tells it
    "operations": "SD-041",
    "access": "SD-075",
    "escalations": "SD-088",
    "product": "SD-101",
    "verification": "SD-148",
    "press": "SD-245",
    "incidents": "SD-299",
    "marketing": "SD-246",
}
GAP = "SD-219"


@cache
def findings(pack: str) -> tuple[Finding, ...]:
    return check(load(pack), NOW)


def warnings(pack: str, rule: str) -> list[Finding]:
    """What a rule finds that nobody has accepted."""
    return [one for one in findings(pack) if one.rule == rule and one.severity == "warning" and not one.accepted]


@pytest.mark.parametrize("conflict", CONFLICTS.values(), ids=CONFLICTS)
def test_each_known_conflict_is_one_warning_with_the_sources_of_both_sides(conflict: Known) -> None:
    assert [one.what for one in warnings(conflict.pack, conflict.rule) if conflict.rows.issubset(one.source)] != []


@pytest.mark.parametrize(("team", "told_by"), HOURLESS.items(), ids=HOURLESS)
def test_each_destination_without_hours_is_a_warning_of_its_own(team: str, told_by: str) -> None:
    (found,) = (one for one in warnings("support-desk", "no-hours") if one.elements[0] == f"directory/{team}")
    assert {GAP, told_by}.issubset(found.source)


def test_no_other_destination_stands_in_the_gap_of_the_directory() -> None:
    gap = {one.elements[0] for one in warnings("support-desk", "no-hours") if GAP in one.source}
    assert gap == {f"directory/{team}" for team in HOURLESS}


def test_three_policies_have_nobody_who_answers_for_them() -> None:
    assert [pack for pack in shipped() if warnings(pack, "no-owner")] == ["csm-playbook", "field-poc", "risk-tiers"]


def test_every_finding_says_how_to_mend_it() -> None:
    assert [one.what for pack in shipped() for one in findings(pack) if not one.mend.endswith(".")] == []


@pytest.mark.parametrize("pack", shipped())
def test_nothing_in_a_shipped_policy_keeps_it_from_going_live(pack: str) -> None:
    assert [one.what for one in findings(pack) if one.severity == "error"] == []


def test_the_policy_to_begin_with_is_found_to_have_nothing() -> None:
    assert findings("starter") == ()
