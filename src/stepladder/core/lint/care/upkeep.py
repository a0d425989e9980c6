"""About care: whose a policy is, and when somebody last read it as a whole."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.reviews import review_day


def _review_overdue(subject: Subject) -> Iterator[Found]:
    header = subject.text.header
    due = review_day(header)
    late = (subject.now.date() - due).days if due is not None else 0
    if late > 0:
        planned = f"the next was planned for {header.next_review}"
        counted = f"the last was {header.last_review}, and there is one every {header.review_every}"
        what = (
            f"the review of this policy is {late} {'day' if late == 1 else 'days'} overdue: "
            f"{planned if header.next_review is not None else counted}"
        )
        mend = "Read it with those whom it binds, mend what no longer holds, and set `last_review` and `next_review`."
        yield Found(at=header.place, what=what, mend=mend, source=header.source)


def _no_owner(subject: Subject) -> Iterator[Found]:
    header = subject.text.header
    if header.owner is None:
        what = "nobody answers for this policy: its header names no owner"
        mend = "Name under `owner` the role that answers for the text; it is asked when the text is in doubt."
        yield Found(at=header.place, what=what, mend=mend, source=header.source)


def _no_review(subject: Subject) -> Iterator[Found]:
    header = subject.text.header
    if review_day(header) is None:
        what = "nobody can tell when this policy is read again"
        mend = "Write `next_review` as a month or a date, or `last_review` so with `review_every`."
        yield Found(at=header.place, what=what, mend=mend, source=header.source)


RULES = (
    Rule(
        id="review-overdue", severity="warning", title="the review of the policy is overdue", look=_review_overdue,
        needs_now=True,
    ),
    Rule(id="no-owner", severity="warning", title="nobody answers for the policy", look=_no_owner),
    Rule(id="no-review", severity="note", title="nobody can tell when the policy is read again", look=_no_review),
)  # fmt: skip
