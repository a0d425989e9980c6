"""The list of what is found at loading holds each name that the sources give a fault of a policy, and no other."""

import ast
from collections.abc import Iterator

from stepladder.core.lint.loaded import LOADED
from stepladder.core.policy.conditions import source
from tests.unit.docs.pages import SOURCE

OF_SCENARIOS = {"instant"}
"""Found in a scenario, which is no policy."""


def test_every_name_of_a_fault_is_listed_and_no_other() -> None:
    of_conditions = {name for name in vars(source).values() if isinstance(name, str) and name.startswith("condition-")}
    assert len(of_conditions) > 3
    assert sorted(one.id for one in LOADED) == sorted({*_named(), *of_conditions} - OF_SCENARIOS)


def _named() -> Iterator[str]:
    """The name in each call that records a fault: the third argument from the end, before what and mend."""
    for file in SOURCE.rglob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(call, ast.Call) or len(call.args) < 4:
                continue
            called = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            name = call.args[-3]
            if called in ("fault", "Fault") and isinstance(name, ast.Constant):
                yield name.value
