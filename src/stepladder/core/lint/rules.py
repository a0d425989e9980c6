"""Every rule of the check, in the order in which they look."""

from __future__ import annotations

from stepladder.core.lint import (
    addresses,
    both_ways,
    care,
    destinations,
    grounds,
    misleading,
    own_words,
    quantities,
    readings,
    upkeep,
    written,
)
from stepladder.core.lint.rule import Rule

RULES: tuple[Rule, ...] = (
    # About duty.
    *addresses.RULES,
    *both_ways.RULES,
    *grounds.RULES,
    *destinations.RULES,
    # About people.
    *own_words.RULES,
    *misleading.RULES,
    # About care.
    *care.RULES,
    *upkeep.RULES,
    *readings.RULES,
    *quantities.RULES,
    *written.RULES,
)
