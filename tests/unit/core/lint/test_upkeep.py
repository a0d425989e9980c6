"""When the review of a policy is overdue, to the day."""

from datetime import UTC, datetime

import pytest

from stepladder.core.lint.check import check
from stepladder.core.triage.loading import load

DATES = {  # claim: (dates of the header, today, the rules that speak)
    "the last day of the month is in time": ("next_review: 2025-04", (2025, 4, 30), []),
    "the day after is not": ("next_review: 2025-04", (2025, 5, 1), ["review-overdue"]),
    "the day itself is in time": ("next_review: 2025-04-15", (2025, 4, 15), []),
    "the day after it is not": ("next_review: 2025-04-15", (2025, 4, 16), ["review-overdue"]),
    "a planned day stands before a rhythm": (
        "next_review: 2025-09, last_review: 2025-01, review_every: 3 months", (2025, 6, 1), []
    ),
    "a rhythm that ends beyond all years plans nothing": (
        "last_review: 9990-01, review_every: 99 years", (2025, 4, 30), ["no-review"]
    ),
    "nor does one of days": ("last_review: 9999-12-31, review_every: 9 weeks", (2025, 4, 30), ["no-review"]),
    "three months after January is the end of April": (
        "last_review: 2025-01, review_every: 3 months", (2025, 4, 30), []
    ),
    "and May is too late": ("last_review: 2025-01, review_every: 3 months", (2025, 5, 1), ["review-overdue"]),
    "a month after the last of January is the last of February": (
        "last_review: 2025-01-31, review_every: 1 month", (2025, 3, 1), ["review-overdue"]
    ),
    "a year after the 29th of February is the 28th": (
        "last_review: 2024-02-29, review_every: 1 year", (2025, 2, 28), []
    ),
    "two weeks are 14 days": ("last_review: 2025-01-01, review_every: 2 weeks", (2025, 1, 16), ["review-overdue"]),
    "a rhythm without a beginning says no day": ("review_every: 3 months", (2025, 1, 1), ["no-review"]),
    "a word is no date": ("next_review: spring", (2025, 1, 1), ["no-review"]),
    "a thirteenth month is none": ("next_review: 2025-13", (2025, 1, 1), ["no-review"]),
}  # fmt: skip


@pytest.mark.parametrize(("dates", "today", "spoken"), DATES.values(), ids=DATES)
def test_a_review_is_overdue_from_the_day_after_its_last(
    dates: str, today: tuple[int, int, int], spoken: list[str]
) -> None:
    pack = load("own", {"pack.yaml": f"pack: {{id: own, title: Own, version: '1', owner: lead, {dates}}}\n"})
    found = check(pack, datetime(*today, 12, tzinfo=UTC))
    assert [one.rule for one in found if one.rule in ("review-overdue", "no-review")] == spoken


def test_without_a_present_no_review_is_overdue() -> None:
    pack = load("own", {"pack.yaml": "pack: {id: own, title: Own, version: '1', owner: lead, next_review: 2001-01}\n"})
    assert "review-overdue" not in [one.rule for one in check(pack, None)]
