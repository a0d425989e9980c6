"""Rules that the engine keeps, whatever a policy says: each broken on purpose, and the test that must see it.

As a plug-in of pytest it breaks the one that BROKEN_RULE names before any test is collected.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

HOME = Path(__file__).resolve().parents[2]
_NAMED = "BROKEN_RULE"


@dataclass(frozen=True)
class Mutation:
    """One rule broken.

    Fields: row - the requirement that the rule keeps; function - `module:function`; instead - from the function to what
    stands in its place; test - what must fail then, as pytest names it.
    """

    row: str
    function: str
    instead: Callable[[Any], Any]
    test: str


_TRIAGE = "stepladder.core.triage"
_TESTS = "tests/unit/core/triage"
MUTATIONS = {
    "the first rung of a ladder is skipped": Mutation(
        "CC-045",
        f"{_TRIAGE}.ladders:places",
        lambda places: lambda ladder: list(places(ladder))[1:],
        f"{_TESTS}/test_sums.py::test_the_next_rung",
    ),
    "no closed gate keeps a notice back": Mutation(
        "SD-056",
        f"{_TRIAGE}.escalation:closed_for",
        lambda _: lambda *_: (),
        f"{_TESTS}/test_duties.py::test_what_a_closed_gate_holds",
    ),
    "a sum is left as it was worked out, to a part of a cent": Mutation(
        "CC-020",
        f"{_TRIAGE}.money_working:coins",
        lambda _: lambda money: money,
        f"{_TESTS}/test_sums.py::test_a_sum_with_its_working",
    ),
}
HARMLESS = Mutation(
    "CC-045", f"{_TRIAGE}.ladders:places", lambda places: places, f"{_TESTS}/test_sums.py::test_the_next_rung"
)
"""Breaks nothing, so that nothing may fail: it tests the testing."""


def is_caught(name: str) -> bool:
    """Whether the test fails in a process of its own in which the rule is broken."""
    mutation = _all()[name]
    # The plug-in is there before pytest can rewrite its asserts, which is as well.
    options = ["-q", "-n0", "-p", "tests.harness.mutations", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
    command = [sys.executable, "-m", "pytest", *options, mutation.test]
    done = subprocess.run(
        command, cwd=HOME, env=os.environ | {_NAMED: name}, capture_output=True, text=True, timeout=300, check=False
    )
    assert done.returncode in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED), done.stdout + done.stderr
    return done.returncode == pytest.ExitCode.TESTS_FAILED


def pytest_configure() -> None:
    name = os.environ.get(_NAMED)
    if name is not None:
        _break(_all()[name])


def _break(mutation: Mutation) -> None:
    """Put the other function wherever the first is known; modules that are imported later take it by themselves."""
    module, _, function = mutation.function.partition(":")
    before = getattr(import_module(module), function)
    other = mutation.instead(before)
    for known in [one for name, one in sys.modules.items() if name.startswith("stepladder.")]:
        for key in [key for key, value in vars(known).items() if value is before]:
            setattr(known, key, other)


def _all() -> dict[str, Mutation]:
    from tests.harness.safeguards import SAFEGUARDS

    return MUTATIONS | SAFEGUARDS | {"nothing": HARMLESS}
