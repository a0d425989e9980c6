"""Which triggers are taken for the matter of a team by their name."""

import pytest

from tests.unit.core.lint.told import findings

HEADER = "pack: {id: own, title: Own, version: '1', extends: starter, next_review: 2027-01}\n"
TRIGGER = (
    "triggers: [{id: %s, title: Some matter, category: outage, phrases: ['%s'], because: b, source: [HB-6]}]\n"
)  # fmt: skip
NAMED = {  # claim: (id, phrase, whether it is found)
    "the whole name is the name of a team": ("billing", "the ledger is wrong", True),
    "a page about bills is no matter of billing": ("billing-page-down", "billing page is gone", False),
    "what is broken is no matter of those who plan it": ("product-broken", "product is broken", False),
    "the words of a team in another order are another name": ("duty-on", "duty free", False),
}


@pytest.mark.parametrize(("name", "phrase", "is_found"), NAMED.values(), ids=NAMED)
def test_a_trigger_is_the_matter_of_a_team_by_its_whole_name(name: str, phrase: str, is_found: bool) -> None:
    found = [one for one in findings(HEADER + TRIGGER % (name, phrase)) if one.rule == "two-addresses"]
    assert [one.elements[0] for one in found] == ([f"triggers/{name}"] if is_found else [])
