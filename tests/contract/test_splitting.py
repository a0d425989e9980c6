"""What was split off a case begins a case of its own, whoever the customer is."""

from __future__ import annotations

import pytest

from stepladder.core.case.hand_over_commands import Split
from stepladder.service.commands import handle_command
from stepladder.service.reacting import run_reactions
from stepladder.service.reading.board import board
from stepladder.service.reading.case_page import read_case_page
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


def test_a_case_that_was_split_off_calls_its_customer_as_the_one_it_comes_from(place: Place) -> None:
    case = place.opened("k1", RESELL, customer={"id": "cust-6", "name": "Customer 6 GmbH"})
    handle_command(place.desk, WORKSPACE, case, Split(text="They also wait for an invoice."), "ana")
    for _ in range(3):
        run_reactions(place.desk)
    rows = [row for group in board(place.desk, WORKSPACE).groups for row in group.rows]
    assert {row.case: row.customer_name for row in rows} == dict.fromkeys((case, f"{case}.2"), "Customer 6 GmbH")
    assert read_case_page(place.desk, WORKSPACE, f"{case}.2").customer_name == "Customer 6 GmbH"
