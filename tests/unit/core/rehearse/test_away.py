"""Whoever stands in gets the message, and the trace says for whom."""

from __future__ import annotations

from typing import Any

import pytest

from stepladder.api import rehearse
from stepladder.core.values import PackFaults

LEAK = "Our invoice list shows another company's invoices."
SPAN = {"from": "2025-03-01T00:00:00Z", "to": "2025-03-08T00:00:00Z"}
LATER = {"from": "2025-03-05T00:00:00Z", "to": "2025-03-08T00:00:00Z"}


def told(*people: dict[str, Any], to: str = "csm") -> dict[str, Any]:
    """The first delivery to a name, where an enterprise customer has lee as their CSM."""
    trace = rehearse(
        {
            "packs": ["support-desk"],
            "workspace": {"people": list(people)},
            "customers": [{"id": "vale", "name": "Vale", "plan": "enterprise", "csm": "lee"}],
            "timeline": [{"at": "2025-03-04T10:00:00-05:00", "signal": {"customer": "vale", "text": LEAK}}],
        }
    ).to_dict()
    found: dict[str, Any] = next(one for one in trace["deliveries"] if one["to"] == to)
    return found


def away(id_: str, deputy: str | None = None, span: dict[str, str] = SPAN) -> dict[str, Any]:
    return {"id": id_, "away": [span | ({"deputy": deputy} if deputy else {})]}


def test_t14_a_chain_of_deputies_delivers_to_the_last_who_is_present() -> None:
    found = told(away("lee", "kim"), away("kim", "noor"), {"id": "noor"})
    assert (found["to"], found["address"], found["state"]) == ("csm", "noor@people.example", "sent")
    assert found["details"] == {
        "person": "noor",
        "instead_of": ["lee", "kim"],
        "is_away": False,
        "because": "noor stands in for lee, kim",
    }


def test_t14_where_all_are_away_the_last_one_is_told_and_it_is_said() -> None:
    found = told(away("lee", "kim"), away("kim"))
    assert (found["address"], found["details"]["is_away"]) == ("kim@people.example", True)
    assert "nobody else can be reached" in found["details"]["because"]


def test_who_is_present_gets_it_without_a_word() -> None:
    found = told(away("lee", "kim", LATER), {"id": "kim"})
    assert found["address"] == "lee@people.example"
    assert "details" not in found


@pytest.mark.parametrize(
    ("span", "said"),
    [
        ({"from": "tomorrow", "to": SPAN["to"]}, "away.from of lee: 'tomorrow' is not an instant"),
        ({"from": SPAN["to"], "to": SPAN["from"]}, "absence of lee: it ends before it starts"),
    ],
)
def test_an_absence_that_cannot_be_is_a_fault_of_the_scenario_even_if_nobody_writes(
    span: dict[str, str], said: str
) -> None:
    with pytest.raises(PackFaults) as caught:
        rehearse({"packs": ["starter"], "workspace": {"people": [away("lee", "kim", span)]}, "timeline": []})
    assert [one.what for one in caught.value.faults] == [said]
