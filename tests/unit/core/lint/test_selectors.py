"""Whether one case can be bound by two selectors at once."""

import pytest

from stepladder.core.lint.selectors import can_meet
from stepladder.core.policy.base import Selector
from tests.unit.core.lint.told import findings

MEET = {  # claim: (levels of one, levels of the other, whether one case can have both)
    "no levels bind on every one": ((), ("priority:urgent",), True),
    "one level is itself": (("priority:urgent",), ("priority:urgent",), True),
    "a case has one level of a scale": (("priority:urgent",), ("priority:normal",), False),
    "two scales do not exclude each other": (("priority:urgent",), ("mood:bad",), True),
    "several levels meet in one of them": (("priority:urgent", "priority:normal"), ("priority:normal",), True),
    "several of one scale can all differ": (("priority:urgent", "priority:high"), ("priority:normal",), False),
    "a level of another scale is enough": (("priority:urgent", "mood:bad"), ("priority:normal",), True),
    "on either side": (("priority:normal",), ("priority:urgent", "mood:bad"), True),
    "each side may bring two scales": (("priority:urgent", "mood:bad"), ("priority:normal", "mood:good"), True),
}
GUARD = """
pack: {id: own, title: Own, version: '1', extends: starter, next_review: 2027-01}
scales:
  - {id: mood, source: [HB-1], levels: [{id: bad, title: Bad, because: b, source: [HB-1]}]}
guards:
  - {id: no-receipt, for: {level: [priority:urgent, mood:bad]}, phrases: [we have it], better: b,
     because: b, source: [HB-1]}
templates:
  - {id: receipt, title: Receipt, for: {level: priority:normal}, stage: acknowledge,
     subject: Hello, body: We have it., because: b, source: [HB-1]}
"""


@pytest.mark.parametrize(("one", "other", "can"), MEET.values(), ids=MEET)
def test_two_levels_meet_where_a_case_can_have_both(one: tuple[str, ...], other: tuple[str, ...], can: bool) -> None:
    assert can_meet(Selector(level=one), Selector(level=other)) is can


def test_a_guard_of_one_scale_reads_a_template_of_another() -> None:
    broken = [one.elements for one in findings(GUARD) if one.rule == "template-breaks-guard"]
    assert broken == [("templates/receipt", "guards/no-receipt")]
