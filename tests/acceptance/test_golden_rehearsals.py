"""Stories a practitioner would recognise: each scenario ends as it expects, and reads as it read before."""

from __future__ import annotations

from pathlib import Path

import pytest

from stepladder.api import rehearse
from tests.harness.golden import FOLDER, Golden

SCENARIOS = sorted((FOLDER / "rehearse").glob("*/*.yaml"))


def name_of(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


@pytest.mark.parametrize("path", SCENARIOS, ids=name_of)
def test_a_scenario_ends_as_it_expects_and_reads_as_before(path: Path, golden: Golden) -> None:
    trace = rehearse(path.read_text(encoding="utf-8"), name=path.name)
    assert trace.unmet == ()
    golden(f"rehearse/{name_of(path)}.txt", trace.story())


def test_each_scenario_says_what_it_expects() -> None:
    assert SCENARIOS
    for path in SCENARIOS:
        assert "\nexpect:" in path.read_text(encoding="utf-8"), path
