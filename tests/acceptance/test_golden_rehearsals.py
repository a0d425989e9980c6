"""Stories a practitioner would recognise: each scenario ends as it expects, and reads as it read before."""

from __future__ import annotations

import pytest

from stepladder import packfiles
from stepladder.api import rehearse
from tests.harness.golden import Golden

SCENARIOS = {name: text for pack in packfiles.shipped() for name, text in packfiles.rehearsals(pack).items()}


@pytest.mark.parametrize("name", SCENARIOS)
def test_a_scenario_ends_as_it_expects_and_reads_as_before(name: str, golden: Golden) -> None:
    trace = rehearse(SCENARIOS[name], name=f"{name}.yaml")
    assert trace.unmet == ()
    golden(f"rehearse/{name}.txt", trace.story())


def test_each_scenario_says_what_it_expects() -> None:
    assert SCENARIOS
    assert [name for name, text in SCENARIOS.items() if "\nexpect:" not in text] == []
