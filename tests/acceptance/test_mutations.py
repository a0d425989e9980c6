"""A rule of the engine that is broken is seen by the test that stands for it.

`make test` breaks one of them, `make prove` all.
"""

from __future__ import annotations

import os

import pytest

from stepladder import packfiles
from stepladder.core.lint.coverage.requirement import requirements_of
from tests.harness.mutations import MUTATIONS, is_caught

WHOLE = os.environ.get("PROVE") == "whole"
BROKEN = tuple(MUTATIONS) if WHOLE else tuple(MUTATIONS)[:1]


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_rule_is_seen(name: str) -> None:
    assert is_caught(name)


def test_where_nothing_is_broken_nothing_is_seen() -> None:
    assert not is_caught("nothing")


def test_each_rule_keeps_a_requirement_there_is() -> None:
    known = {row.id for row in requirements_of(packfiles.requirements()[0])}
    assert {one.row for one in MUTATIONS.values()} <= known
