"""What a compiler would find: rules that never decide, never match or lead nowhere."""

from __future__ import annotations

from stepladder.core.lint.rule import Rule
from stepladder.core.lint.structure import (
    binds,
    closed,
    conditions,
    covers,
    idle,
    ladders,
    reached,
    shadowed,
    slots,
    undoes,
)

RULES: tuple[Rule, ...] = (
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
)
