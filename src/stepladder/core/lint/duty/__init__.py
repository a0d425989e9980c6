"""Where two duties disagree, or nobody can be counted on."""

from __future__ import annotations

from stepladder.core.lint.duty import addresses, both_ways, destinations, grounds
from stepladder.core.lint.rule import Rule

RULES: tuple[Rule, ...] = (
    *addresses.RULES,
    *both_ways.RULES,
    *grounds.RULES,
    *destinations.RULES,
)
