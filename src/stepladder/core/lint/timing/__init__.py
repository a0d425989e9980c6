"""What can be said of time: promises that cannot be kept, and numbers that disagree."""

from __future__ import annotations

from stepladder.core.lint.rule import Rule
from stepladder.core.lint.timing import answers, calendars, follow_ups, measured, promises, within

RULES: tuple[Rule, ...] = (
    *promises.RULES,
    *answers.RULES,
    *within.RULES,
    *follow_ups.RULES,
    *measured.RULES,
    *calendars.RULES,
)
