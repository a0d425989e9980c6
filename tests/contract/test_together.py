"""Signals of one commit join each other's cases as they would one after the other, and no others."""

from __future__ import annotations

import msgspec

from stepladder.service.arrived import IntakeResult, arrived
from stepladder.service.together import settle
from tests.contract.place import WORKSPACE, Place, body

HARBOR = {"customer": {"id": "harbor"}}


def cases(place: Place, *bodies: bytes) -> list[str]:
    """The case of each, all taken together."""
    group = [arrived(WORKSPACE, "tests", f"k{number}", words) for number, words in enumerate(bodies)]
    found = []
    for outcome in settle(place.desk, group):
        assert isinstance(outcome, IntakeResult)
        found.append(msgspec.json.decode(outcome.body)["case"])
    return found


def test_another_contact_of_the_same_customer_has_a_case_of_its_own(place: Place) -> None:
    pat, kim, pat_again = (
        body(contact={"email": f"{name}@harbor.example"}, **HARBOR) for name in ("pat", "kim", "pat")
    )
    first, second, third = cases(place, pat, kim, pat_again)
    assert first == third
    assert first != second
