"""Whether somebody keeps the policy up to date, and has answered what it leaves open."""

from __future__ import annotations

from stepladder.core.lint.care import holidays, quantities, readings, upkeep, written
from stepladder.core.lint.rule import Rule

RULES: tuple[Rule, ...] = (
    *holidays.RULES,
    *upkeep.RULES,
    *readings.RULES,
    *quantities.RULES,
    *written.RULES,
)
