"""What customers would read, and should not."""

from __future__ import annotations

from stepladder.core.lint.people import misleading, own_words
from stepladder.core.lint.rule import Rule

RULES: tuple[Rule, ...] = (
    *own_words.RULES,
    *misleading.RULES,
)
