"""Which charges a text that speaks of a gift is held against."""

import pytest

from tests.unit.core.lint.told import findings

POLICY = """
pack: {id: own, title: Own, version: '1', extends: starter, next_review: 2027-01}
guidance:
  - {id: line, for: %s, text: Say it., insert: "%s", because: b, source: [HB-1]}
concessions:
  - {id: half, title: %s, for: %s, kind: %s, value: {rate: 50%%, of: contract.monthly_fee}, because: b, source: [HB-1]}
"""
GIFT = "Half of the fee is a gift from us."
MONEY, WISH, ALL = "{category: money}", "{category: wish}", "{}"
HELD = {  # claim: (the line, what it binds to; title, kind, what it binds to; what is said of the charge, or nothing)
    "a fee of the same matter": (GIFT, MONEY, "Half", "fee", MONEY, "'half' takes money for it"),
    "a discount leaves a part": (GIFT, MONEY, "Half", "discount", MONEY, "'half' leaves a part to be paid"),
    "another matter is another charge": (GIFT, MONEY, "Half", "fee", WISH, ""),
    "a line for every case speaks of no fee": (GIFT, ALL, "Half the fee", "fee", MONEY, ""),
    "and a fee of every case is no gift of one": (GIFT, MONEY, "Half the fee", "fee", ALL, ""),
    "both of every case need one word for the money": (GIFT, ALL, "Half", "fee", ALL, ""),
    "which makes them one": (GIFT, ALL, "Half the fee", "fee", ALL, "'half' takes money for it"),
    "unless the gift is another clause": (
        "The consultation is complimentary, and your monthly fee does not change.", ALL, "Half the fee", "discount",
        ALL, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("line", "of_line", "title", "kind", "of_charge", "said"), HELD.values(), ids=HELD)
def test_a_gift_is_held_against_a_charge_for_the_same(
    line: str, of_line: str, title: str, kind: str, of_charge: str, said: str
) -> None:
    every = findings(POLICY % (of_line, line, title, of_charge, kind))
    assert [one.what for one in every if one.severity == "error"] == []
    found = [one.what.partition(", while ")[2] for one in every if one.rule == "fee-as-gift"]
    assert found == ([said] if said else [])
