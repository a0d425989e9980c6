"""Every guard of the shipped packs that reads drafts catches one, and nobody is told to write what it finds."""

from __future__ import annotations

import pytest

from stepladder.core.guard.examples import draft_answer, failures
from stepladder.core.guard.reading import guard_reader, read_draft
from stepladder.core.policy.layers import name_in_section
from stepladder.core.policy.pack import Pack
from stepladder.core.triage.examples import asks
from stepladder.packfiles import load, shipped

PACKS = {name: load(name) for name in shipped()}
GUARDS = [
    pytest.param(
        pack, guard_reader(pack).rules[name_in_section(one.guard)], one.guard.better, id=f"{name}-{one.guard.id}"
    )
    for name, pack in PACKS.items()
    for one in guard_reader(pack).bound
]


@pytest.mark.parametrize(("pack", "rule", "better"), GUARDS)
def test_a_guard_has_a_draft_that_it_catches(pack: Pack, rule: str, better: str) -> None:
    drafts = [one.given for one in pack.text.examples if asks(one) == "draft"]
    assert any(rule in draft_answer(pack, given)["guards"] for given in drafts)


@pytest.mark.parametrize(("pack", "rule", "better"), GUARDS)
def test_the_better_line_of_a_guard_is_not_what_it_finds(pack: Pack, rule: str, better: str) -> None:
    assert better
    assert rule not in [one.rule for one in read_draft(pack, better).findings]


@pytest.mark.parametrize("pack", PACKS.values(), ids=PACKS)
def test_every_example_of_a_draft_or_template_holds(pack: Pack) -> None:
    assert failures(pack) == []
