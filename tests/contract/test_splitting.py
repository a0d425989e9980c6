"""What was split off a case begins a case of its own, whoever the customer is."""

from __future__ import annotations

import pytest

from stepladder.core.case.hand_over_commands import Split
from stepladder.service.commands import handle_command
from stepladder.service.reacting import run_reactions
from tests.contract.place import WORKSPACE, Place

RESELL = "We want to become a partner and resell your product"


@pytest.mark.parametrize("customer", [{"id": "harbor"}, None], ids=["a known customer", "nobody known"])
def test_a_matter_that_was_split_off_begins_beside_the_case_it_comes_from(
    place: Place, customer: dict[str, str] | None
) -> None:
    more = {} if customer is None else {"customer": customer}
    case = place.opened("k1", RESELL, **more)
    handle_command(place.desk, WORKSPACE, case, Split(text="They also wait for an invoice."), "ana")
    for _ in range(3):
        run_reactions(place.desk)
    begun = place.store.load_case(WORKSPACE, f"{case}.2")
    assert begun is not None
    assert (begun.split_from, begun.customer) == (case, (customer or {}).get("id"))
