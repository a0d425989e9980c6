"""About care: whether somebody keeps the policy up to date."""

from __future__ import annotations

from collections.abc import Iterator

from stepladder.core.lint.rule import Found, Rule
from stepladder.core.lint.subject import Subject

_AHEAD_DAYS = 60


def _holidays_end(subject: Subject) -> Iterator[Found]:
    for spec in subject.text.calendars:
        for warning in subject.pack.calendars[spec.id].warnings(subject.now, ahead_days=_AHEAD_DAYS):
            yield Found(at=spec, what=warning.rstrip("."), mend="Add the holidays of the years to come.")


RULES = (
    Rule(id="holidays-end", severity="note", title="a list of holidays runs out", look=_holidays_end, needs_now=True),
)
