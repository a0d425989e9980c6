"""What a pack accepts is shown as accepted, until its day is over and as long as somebody looks for it."""

from datetime import UTC, datetime

import pytest

from stepladder.core.lint.accepting import UNUSED, acceptance
from stepladder.core.lint.check import check
from stepladder.core.lint.finding import Finding
from stepladder.core.policy.model import Accepted, Header, PackText
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.loading import load

NOW = datetime(2026, 6, 1, 12, tzinfo=UTC)
REVIEW = (
    "accepted: [{id: late, rule: review-overdue, until: '2026-06-01', because: We meet in July., source: [HB-1]}]\n"
)


def pack(accepted: str, *, dates: str = "next_review: 2025-04") -> Pack:
    return load("own", {"pack.yaml": f"pack: {{id: own, title: Own, version: '1', {dates}}}\n{accepted}"})


def test_a_finding_is_accepted_up_to_and_on_the_last_day() -> None:
    (found,) = (one for one in check(pack(REVIEW), NOW) if one.rule == "review-overdue")
    assert found.accepted


def test_the_day_after_it_counts_again_and_says_why() -> None:
    found = check(pack(REVIEW), datetime(2026, 6, 2, tzinfo=UTC))
    (late,) = (one for one in found if one.rule == "review-overdue")
    assert not late.accepted
    assert late.what.endswith("(accepted until 2026-06-01, which is over)")


def test_one_that_names_other_elements_accepts_nothing() -> None:
    other = REVIEW.replace("rule: review-overdue,", "rule: review-overdue, elements: [clocks/first],")
    found = check(pack(other), NOW)
    assert [one.accepted for one in found if one.rule == "review-overdue"] == [False]
    assert [one.rule for one in found].count(UNUSED) == 1


@pytest.mark.parametrize("rule", ["review-overdue", "promise-cannot-be-kept"])
def test_what_accepts_the_finding_of_a_rule_that_did_not_look_is_left_alone(rule: str) -> None:
    sound = pack(REVIEW.replace("review-overdue", rule), dates="next_review: 2030-01")
    assert UNUSED not in [one.rule for one in check(sound, None, year=False)]
    assert UNUSED in [one.rule for one in check(sound, NOW)]


def test_a_rule_that_nobody_knows_is_told_with_the_nearest_one() -> None:
    found = check(pack(REVIEW.replace("review-overdue", "review-overdu")), NOW)
    (unused,) = (one for one in found if one.rule == UNUSED)
    assert (unused.what, unused.mend) == (
        "'late' accepts the findings of 'review-overdu', and no rule is called that",
        "Did you mean 'review-overdue'?",
    )


def test_naming_what_only_comes_into_a_finding_does_not_accept_it() -> None:
    about = Finding(
        rule="two-durations", severity="warning", file="a.yaml", line=1, column=1, what="w", mend="m.",
        elements=("clocks/first", "clocks/second"),
    )  # fmt: skip
    for elements, is_accepted in (
        (("clocks/first",), True),
        (("clocks/second", "clocks/first"), True),
        ((), True),
        (("clocks/second",), False),
        (("clocks/first", "clocks/third"), False),
    ):
        one = Accepted(id="known", rule="two-durations", elements=elements, until=NOW.date())
        text = PackText(header=Header(id="own", title="Own", version="1"), accepted=(one,))
        assert (acceptance(text, about) is not None) == is_accepted, elements
