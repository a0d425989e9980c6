"""The condition language of the packs: a typed strict subset of the syntax of CEL with three truth values.

The way through: `parse` the text, `check` the tree against the facts, then `compile_all` the trees of a pack version.
"""

from stepladder.core.policy.conditions.builtin import BUILTIN
from stepladder.core.policy.conditions.check import check
from stepladder.core.policy.conditions.compile import Answers, Compiled, Condition, compile_all, compile_condition
from stepladder.core.policy.conditions.environment import Environment, WorkDeadline
from stepladder.core.policy.conditions.evaluate import evaluate
from stepladder.core.policy.conditions.operations import Truth
from stepladder.core.policy.conditions.parse import DEEPEST, LONGEST, parse
from stepladder.core.policy.conditions.show import show
from stepladder.core.policy.conditions.trace import Atom, explain_atoms, unknown_facts, wake_instants
from stepladder.core.policy.conditions.tree import Tree, reads
from stepladder.core.policy.conditions.types import FactType, Kind, read_value

__all__ = [
    "BUILTIN",
    "DEEPEST",
    "LONGEST",
    "Answers",
    "Atom",
    "Compiled",
    "Condition",
    "Environment",
    "FactType",
    "Kind",
    "Tree",
    "Truth",
    "WorkDeadline",
    "check",
    "compile_all",
    "compile_condition",
    "evaluate",
    "explain_atoms",
    "parse",
    "read_value",
    "reads",
    "show",
    "unknown_facts",
    "wake_instants",
]
