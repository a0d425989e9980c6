"""About care: whose a policy is, and when somebody last read it as a whole."""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from datetime import date

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject
from stepladder.core.policy.intervals import Interval
from stepladder.core.policy.model import Header

_WRITTEN = re.compile(r"(\d{4})-(\d{2})(?:-(\d{2}))?")


def _review_overdue(subject: Subject) -> Iterator[Found]:
    header = subject.text.header
    due = _due(header)
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


def _due(header: Header) -> date | None:
    """The last day on which the review is in time, None where nobody can tell."""
    if header.next_review is not None:
        return _last_day(header.next_review)
    last = _last_day(header.last_review) if header.last_review is not None else None
    if last is None or header.review_every is None:
        return None
    return _after(last, Interval.parse(header.review_every))


def _last_day(written: str) -> date | None:
    """The last day of a month or a date, as headers write them: `2025-04` or `2025-04-15`."""
    found = _WRITTEN.fullmatch(written)
    if found is None:
        return None
    year, month = int(found[1]), int(found[2])
    try:
        return date(year, month, int(found[3]) if found[3] else calendar.monthrange(year, month)[1])
    except ValueError:
        return None


def _after(day: date, interval: Interval) -> date | None:
    """The day so much later; the last of a month stays the last, and of a month that is too short it is the last.

    None beyond the last year there is.
    """
    try:
        return _later(day, interval)
    except (ValueError, OverflowError):
        return None


def _later(day: date, interval: Interval) -> date:
    if interval.unit in ("day", "week"):
        return date.fromordinal(day.toordinal() + interval.count * (7 if interval.unit == "week" else 1))
    months = day.year * 12 + day.month - 1 + interval.count * (12 if interval.unit == "year" else 1)
    year, month = divmod(months, 12)
    last, was_last = calendar.monthrange(year, month + 1)[1], calendar.monthrange(day.year, day.month)[1]
    return date(year, month + 1, last if day.day == was_last else min(day.day, last))


def _no_owner(subject: Subject) -> Iterator[Found]:
    header = subject.text.header
    if header.owner is None:
        what = "nobody answers for this policy: its header names no owner"
        mend = "Name under `owner` the role that answers for the text; it is asked when the text is in doubt."
        yield Found(at=header.place, what=what, mend=mend, source=header.source)


def _no_review(subject: Subject) -> Iterator[Found]:
    header = subject.text.header
    if _due(header) is None:
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
