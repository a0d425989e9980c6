"""Every rule of the check, in the order in which they look."""

from __future__ import annotations

from stepladder.core.lint import (
    addresses,
    answers,
    both_ways,
    calendars,
    care,
    destinations,
    follow_ups,
    grounds,
    measured,
    misleading,
    own_words,
    promises,
    quantities,
    readings,
    upkeep,
    within,
    written,
)
from stepladder.core.lint.rule import Rule

RULES: tuple[Rule, ...] = (
    # About time.
    *promises.RULES,
    *answers.RULES,
    *within.RULES,
    *follow_ups.RULES,
    *measured.RULES,
    *calendars.RULES,
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
