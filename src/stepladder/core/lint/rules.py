"""Every rule of the check, in the order in which they look."""

from __future__ import annotations

from stepladder.core.lint import care
from stepladder.core.lint.rule import Rule

RULES: tuple[Rule, ...] = (*care.RULES,)
