"""What is said of a quantity that is stated in one place and left open in another."""

import pytest

from tests.unit.core.lint.told import findings

POLICY = """
pack: {id: own, title: Own, version: '1', extends: starter, next_review: 2027-01}
%s
"""
COUNT = (
    "detectors: [{id: again, title: %s, category: money, because: Decided in May., source: [HB-7], "
    "count: {of: signal, at_least: 3, within: 7d, same: [category]}}]"
)
BY_PERSON = "triggers: [{id: some, title: %s, category: money, read: by-person, because: b, source: [HB-7]}]"
REASON = "scenarios: [{id: back, title: Back, when: 'signal.affected_count > 9', because: See Q-13., source: [HB-7]}]"
SAID = {  # claim: (what is added, what is said)
    "a rule with a number has one": (
        COUNT % "Repeated charges",
        ["the title of 'detectors/again' says 'repeated', and the rule counts 3"],
    ),
    "which the title may say": (COUNT % "3 repeated charges", []),
    "a person who ticks has none": (
        BY_PERSON % "Several charges",
        ["nobody has stated the quantity of 'triggers/some': its title says 'several'"],
    ),
    "a reason that names the question says no more than that": (
        REASON,
        ["the reason of 'scenarios/back' names Q-13, the open question of undefined quantities"],
    ),
}


@pytest.mark.parametrize(("added", "said"), SAID.values(), ids=SAID)
def test_a_quantity_is_called_open_only_where_it_is(added: str, said: list[str]) -> None:
    assert [one.what for one in findings(POLICY % added) if one.rule == "undefined-quantity"] == said
