"""Every rule of the check, in the order in which they look."""

from __future__ import annotations

from stepladder.core.lint import care, duty, people, structure, timing
from stepladder.core.lint.rule import Rule

RULES: tuple[Rule, ...] = (*structure.RULES, *timing.RULES, *duty.RULES, *people.RULES, *care.RULES)
