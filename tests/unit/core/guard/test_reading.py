"""What the guards find in a draft: which of them are asked, what lifts them, what counts and what only warns."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from stepladder.core.guard.draft import DraftContext, DraftVerdict
from stepladder.core.guard.reading import FINE, guard_reader, read_draft
from stepladder.core.triage.decide import decide
from stepladder.core.triage.duties import GuardVerdict
from stepladder.core.triage.request import Request, Signal
from tests.unit.core.guard.drafts import drafts

NOON = datetime(2025, 3, 5, 12, tzinfo=UTC)
SORRY_TWICE = "Sorry. We apologise."


def found(text: str, **context: Any) -> list[tuple[str, str, str]]:
    verdict = read_draft(drafts(), text, context=DraftContext(**context))
    return [(one.rule, one.mode, one.quote) for one in verdict.findings]


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("We will refund you.", ["refund"]),
        ("we   WILL\nrefund", ["refund"]),
        ("That is unlawful, and we will refund it soon.", ["law", "refund", "eta"]),
        ("alas and woe", ["tone/twice", "manner/twice"]),
        ("Thank you.", []),
        ("", []),
        ("We will not refund you.", []),
        ("Imagine we will refund it.", []),
        ("> we will refund", []),
        ("Sooner than later.", []),
        ("Soon, at noon.", []),
        ("Soon. At noon we eat.", ["eta"]),
        ("Soon, not at noon.", ["eta"]),
        ("We cannot do that.", ["bare-no"]),
        ("We cannot do that, but we can do this.", []),
    ],
)
def test_a_guard_speaks_where_its_words_count(text: str, rules: list[str]) -> None:
    assert [rule for rule, *_ in found(text)] == rules


def test_a_finding_says_where_why_and_what_instead() -> None:
    assert read_draft(drafts(), "😡 We will refund.").to_dict() == {
        "verdict": "block",
        "findings": [
            {
                "rule": "refund",
                "mode": "block",
                "start": 2,
                "end": 16,
                "quote": "We will refund",
                "because": "It binds us.",
                "better": "We look into it.",
                "source": ["HB-3"],
            }
        ],
    }


def test_a_fine_draft_has_no_findings() -> None:
    assert read_draft(drafts(), "Thank you.").to_dict() == {"verdict": "fine", "findings": []}


@pytest.mark.parametrize(("text", "verdict"), [("Soon.", "warn"), ("Soon we will refund.", "block"), ("No.", "fine")])
def test_the_hardest_finding_makes_the_verdict(text: str, verdict: str) -> None:
    assert read_draft(drafts(), text).verdict == verdict


def test_a_guard_that_names_no_mode_takes_that_of_the_policy() -> None:
    strict = drafts("parameters: [{id: guard.mode, value: block, because: Strict., source: [HB-1]}]\n")
    assert read_draft(drafts(), "Soon.").verdict == "warn"
    assert read_draft(strict, "Soon.").verdict == "block"


@pytest.mark.parametrize(
    ("context", "speaks"),
    [
        ({"lifting": frozenset({"refund-approval"})}, False),
        ({"lifting": frozenset({"another"})}, True),
        ({"role": "lawyer"}, True),
        ({}, True),
    ],
)
def test_what_stands_in_the_case_lifts_a_guard(context: dict[str, Any], speaks: bool) -> None:
    assert bool(found("We will refund you.", **context)) is speaks


@pytest.mark.parametrize(("role", "speaks"), [("lawyer", False), ("lead", True), (None, True)])
def test_a_guard_does_not_bind_the_roles_it_is_allowed_for(role: str | None, speaks: bool) -> None:
    assert bool(found("It is unlawful.", role=role)) is speaks


@pytest.mark.parametrize(
    ("text", "said", "quotes"),
    [
        ("Sorry.", {}, []),
        (SORRY_TWICE, {}, ["apologise"]),
        ("Sorry, sorry, sorry.", {}, ["sorry", "sorry"]),
        ("Sorry.", {"tone/sorry": 1}, ["Sorry"]),
        ("Sorry to hear it. Sorry.", {}, []),
        ("Sorry.", {"another": 9}, []),
    ],
)
def test_what_may_be_said_so_often_is_counted_over_the_case(text: str, said: dict[str, int], quotes: list[str]) -> None:
    assert [quote for *_, quote in found(text, said=said)] == quotes


def test_what_was_counted_is_told_so_that_the_case_can_keep_it() -> None:
    assert read_draft(drafts(), SORRY_TWICE + " Soon.").counted == {"tone/sorry": 2}
    assert read_draft(drafts(), "Soon.").counted == {}


@pytest.mark.parametrize(
    ("fixed", "mode"),
    [((), "block"), (((0, 20),), "warn"), (((0, 6),), "block"), (((10, 13), (13, 20)), "block"), (((7, 20),), "warn")],
)
def test_a_fixed_line_of_a_template_counts_and_only_warns(fixed: tuple[tuple[int, int], ...], mode: str) -> None:
    assert found(SORRY_TWICE, fixed=fixed) == [("sorry", mode, "apologise")]


def test_an_apology_of_ones_own_behind_that_of_a_template_is_one_too_many() -> None:
    assert found(SORRY_TWICE, fixed=((0, 6),)) == [("sorry", "block", "apologise")]


def of_case(words: str) -> tuple[GuardVerdict, ...]:
    return decide(drafts(), Request(signal=Signal(text=words)), NOON).duties.guards


@pytest.mark.parametrize(("words", "speaks"), [("a lawsuit", True), ("a question", False)])
def test_only_the_guards_that_bind_a_case_are_asked(words: str, speaks: bool) -> None:
    assert bool(read_draft(drafts(), "It is unlawful.", bound=of_case(words)).findings) is speaks


def test_where_nothing_binds_nothing_is_found() -> None:
    assert read_draft(drafts(), "We will refund.", bound=()) is FINE


def test_a_bound_guard_is_as_hard_as_the_case_makes_it_and_names_all_its_sources() -> None:
    (law,) = [one for one in of_case("a lawsuit") if one.guard.id == "law"]
    harder = GuardVerdict(law.guard, "block", (*law.source, "OV-1"))
    (finding,) = read_draft(drafts(), "It is unlawful.", bound=(harder,)).findings
    assert (finding.mode, finding.source) == ("block", ("HB-4", "HB-5", "OV-1"))


def test_a_guard_of_a_policy_laid_over_is_read_as_well() -> None:
    other = drafts("  - {id: ours, phrases: [hopefully], because: Hope., source: [OV-1]}\n")
    bound = guard_reader(other).bound
    for _ in range(2):
        verdict: DraftVerdict = read_draft(drafts(), "Hopefully we will refund it.", bound=bound)
        assert [one.rule for one in verdict.findings] == ["ours", "refund"]


def test_a_policy_is_compiled_once() -> None:
    assert guard_reader(drafts()) is guard_reader(drafts())
