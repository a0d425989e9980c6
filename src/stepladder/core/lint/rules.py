"""Every rule of the check, in the order in which they look."""

from __future__ import annotations

from stepladder.core.lint import (
    addresses,
    answers,
    binds,
    both_ways,
    calendars,
    care,
    closed,
    conditions,
    covers,
    destinations,
    follow_ups,
    grounds,
    idle,
    ladders,
    measured,
    misleading,
    own_words,
    promises,
    quantities,
    reached,
    readings,
    shadowed,
    slots,
    undoes,
    upkeep,
    within,
    written,
)
from stepladder.core.lint.rule import Rule

RULES: tuple[Rule, ...] = (
    # About structure.
    *conditions.RULES,
    *shadowed.RULES,
    *binds.RULES,
    *covers.RULES,
    *slots.RULES,
    *ladders.RULES,
    *closed.RULES,
    *undoes.RULES,
    *idle.RULES,
    *reached.RULES,
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
