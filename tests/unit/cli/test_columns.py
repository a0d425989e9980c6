"""Which column gives which key."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.cli.columns import CONTACT_KEYS, CUSTOMER_KEYS, ColumnMap
from stepladder.core.triage.request import Contact, Customer
from stepladder.core.values import DeskError

ROW = {"utterance": "Hello", "talk": "t1", "turn": 3, "who": "harbor", "empty": ""}
MAPS = {  # claim: (map, request)
    "a bare key belongs to the signal": (["text=utterance"], {"signal": {"text": "Hello"}}),
    "a template joins columns": (["id={talk}-{turn}"], {"signal": {"id": "t1-3"}}),
    "a customer is named by its id": (["customer=who"], {"signal": {}, "customer": {"id": "harbor"}}),
    "a fact of the signal": (["signal.facts.feature=talk"], {"signal": {"facts": {"feature": "t1"}}}),
    "an empty cell is left out": (["text=utterance", "subject=empty"], {"signal": {"text": "Hello"}}),
}


@pytest.mark.parametrize(("given", "request_"), MAPS.values(), ids=MAPS)
def test_a_row_becomes_a_request(given: list[str], request_: dict[str, Any]) -> None:
    assert ColumnMap.parse(given).request(ROW) == request_


@pytest.mark.parametrize("given", ["text", "=utterance", "text=", "customer.password=who", "signal.facts.A b=talk"])
def test_a_map_that_means_nothing_is_refused(given: str) -> None:
    with pytest.raises(DeskError):
        ColumnMap.parse([given])


def test_a_column_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(DeskError) as fault:
        ColumnMap.parse(["text=nope"]).request(ROW)
    assert "utterance" in fault.value.mend


def test_every_key_of_a_customer_and_a_contact_has_its_column() -> None:
    assert {*CUSTOMER_KEYS, "facts"} == set(Customer.__struct_fields__)
    assert {*CONTACT_KEYS, "facts"} == set(Contact.__struct_fields__)
    given = [f"customer.{key}={key}" for key in CUSTOMER_KEYS]
    row = {key: f"a {key}" for key in CUSTOMER_KEYS}
    assert ColumnMap.parse(given).request(row)["customer"] == row
