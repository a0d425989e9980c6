"""The life of a case: `receive`, `handle`, `recalculate` and `retire_policy` decide, `tick` lets time pass.

`evolve` and `fold` tell what became of it.
"""

from stepladder.core.case.answer import handle
from stepladder.core.case.apply import apply, evolve, fold
from stepladder.core.case.knowledge import Knowledge, KnownTrigger, VerdictFor, knowledge_of
from stepladder.core.case.recalculate import recalculate
from stepladder.core.case.receive import receive
from stepladder.core.case.refused import Refused
from stepladder.core.case.retire import retire_policy
from stepladder.core.case.tick import tick
from stepladder.core.case.wake import next_due, wake_at

__all__ = [
    "Knowledge",
    "KnownTrigger",
    "Refused",
    "VerdictFor",
    "apply",
    "evolve",
    "fold",
    "handle",
    "knowledge_of",
    "next_due",
    "recalculate",
    "receive",
    "retire_policy",
    "tick",
    "wake_at",
]
