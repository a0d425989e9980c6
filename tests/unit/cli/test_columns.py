"""Which column gives which key."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.cli.columns import CONTACT_KEYS, CUSTOMER_KEYS, ColumnMap
from stepladder.core.triage.request import Contact, Customer
from stepladder.core.values import DeskError

ROW = {"utterance": "Hello", "talk": "t1", "turn": 3, "who": "harbor", "empty": "", "yes": True, "no": False}
MAPS = {  # claim: (map, request)
    "a bare key belongs to the signal": (["text=utterance"], {"signal": {"text": "Hello"}}),
    "a template joins columns": (["id={talk}-{turn}"], {"signal": {"id": "t1-3"}}),
    "a customer is named by its id": (["customer=who"], {"signal": {}, "customer": {"id": "harbor"}}),
    "a fact of the signal": (["signal.facts.feature=talk"], {"signal": {"facts": {"feature": "t1"}}}),
    "what is true is written as requests write it": (
        ["customer.vip=yes", "signal.facts.blocked=yes", "signal.facts.known=no"],
        {"signal": {"facts": {"blocked": "true", "known": "false"}}, "customer": {"vip": True}},
    ),
    "an empty cell is left out": (["text=utterance", "subject=empty"], {"signal": {"text": "Hello"}}),
}


@pytest.mark.parametrize(("given", "request_"), MAPS.values(), ids=MAPS)
def test_a_row_becomes_a_request(given: list[str], request_: dict[str, Any]) -> None:
    assert ColumnMap.parse(given).request(ROW) == request_


@pytest.mark.parametrize("given", ["text", "=utterance", "text=", "customer.password=who", "signal.facts.A b=talk"])
def test_a_map_that_means_nothing_is_refused(given: str) -> None:
    with pytest.raises(DeskError):
        ColumnMap.parse([given])


@pytest.mark.parametrize("again", ["text=talk", "signal.text=talk", " text =utterance"])
def test_a_key_that_is_given_twice_is_refused(again: str) -> None:
    with pytest.raises(DeskError, match="is given twice"):
        ColumnMap.parse(["text=utterance", again])


@pytest.mark.parametrize("column", ["{talk}-{turn", "{utterance", "utterance}", "{", "{}", "{{talk}}"])
def test_a_brace_that_belongs_to_no_column_is_refused(column: str) -> None:
    with pytest.raises(DeskError, match="belongs to no column"):
        ColumnMap.parse([f"id={column}"])


NAMED = {  # claim: (names of columns, what is said)
    "no text": (["id", "utterance"], "no column is called 'text'"),
    "one without a name": (["text", " "], "a column has no name"),
    "one for no key": (["text", "notes"], "no key of a request is called 'notes'"),
    "two for one key": (["text", "signal.text"], "'signal.text' is given twice"),
}


@pytest.mark.parametrize(("names", "said"), NAMED.values(), ids=NAMED)
def test_columns_that_name_no_keys_are_told_of_as_columns(names: list[str], said: str) -> None:
    with pytest.raises(DeskError) as fault:
        ColumnMap.by_name(names)
    assert said in fault.value.what
    assert fault.value.where == "columns", "nobody gave a map"
    assert "--map text=COLUMN" in fault.value.mend


SAYING = {  # map: whether a row says anything by it
    "text=utterance": True,
    "subject=utterance": True,
    "kind=what": True,
    "signal.facts.feature=talk": True,
    "id={talk}-{turn}": False,
    "customer=who": False,
    "customer.facts.seats=turn": False,
}


@pytest.mark.parametrize(("given", "says_something"), SAYING.items())
def test_a_map_says_what_was_written_or_happened(given: str, says_something: bool) -> None:
    assert ColumnMap.parse([given]).says_something == says_something


def test_a_column_that_is_not_there_names_those_that_are() -> None:
    with pytest.raises(DeskError) as fault:
        ColumnMap.parse(["text=nope"]).request(ROW)
    assert "utterance" in fault.value.mend


@pytest.mark.parametrize("cell", [["Hello", "again"], {"body": "Hello"}, [], {}], ids=repr)
def test_a_cell_that_holds_more_than_a_text_is_refused(cell: object) -> None:
    with pytest.raises(DeskError, match="and no text"):
        ColumnMap.parse(["text=utterance"]).request({"utterance": cell})


def test_every_key_of_a_customer_and_a_contact_has_its_column() -> None:
    assert {*CUSTOMER_KEYS, "facts"} == set(Customer.__struct_fields__)
    assert {*CONTACT_KEYS, "facts"} == set(Contact.__struct_fields__)
    given = [f"customer.{key}={key}" for key in CUSTOMER_KEYS]
    row = {key: f"a {key}" for key in CUSTOMER_KEYS}
    assert ColumnMap.parse(given).request(row)["customer"] == row
