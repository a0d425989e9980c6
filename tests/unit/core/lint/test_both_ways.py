"""Which steps a guard that locks the act `investigate` really locks."""

import pytest

from tests.unit.core.lint.told import findings

LOCKED = """
pack: {id: own, title: Own, version: '1', extends: starter, next_review: 2027-01}
guards:
  - {id: hands-off, for: {category: security}, acts: [investigate], allowed_for: [lead], better: b,
     phrases: [looked at the logs], because: b, source: [HB-1]}
steps:
  - {id: look, scope: s, for: {category: security}, stage: %s, order: 1, actor: %s, does: Look.,
     evidence: %s, because: b, source: [HB-1]}
"""
STEPS = {  # claim: (stage, who does it, what shows that it was done, whether it is found)
    "to look into it is the act": ("investigate", "billing", "tick", True),
    "and to try something": ("investigate", "billing", "attempt", True),
    "a proof that is collected says who asks and no more": ("investigate", "billing", "identity", False),
    "to ask for a number is no act on the case": ("investigate", "billing", "field", False),
    "to write to the customer is none": ("investigate", "billing", "message", False),
    "another stage is another act": ("communicate", "billing", "tick", False),
    "for whom it is not locked they may": ("investigate", "lead", "tick", False),
}


@pytest.mark.parametrize(("stage", "actor", "shown_by", "is_found"), STEPS.values(), ids=STEPS)
def test_a_step_is_locked_where_it_is_the_act(stage: str, actor: str, shown_by: str, is_found: bool) -> None:
    found = [one.elements[1] for one in findings(LOCKED % (stage, actor, shown_by)) if one.rule == "must-and-must-not"]
    assert found == (["steps/s/look"] if is_found else [])
