"""Every rule of the check, in the order in which they look."""

from __future__ import annotations

from stepladder.core.lint import answers, calendars, care, follow_ups, measured, promises, within
from stepladder.core.lint.rule import Rule

RULES: tuple[Rule, ...] = (
    *care.RULES,
    *promises.RULES,
    *answers.RULES,
    *within.RULES,
    *follow_ups.RULES,
    *measured.RULES,
    *calendars.RULES,
)
