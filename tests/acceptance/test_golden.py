"""What people read, to the letter: accounts and documents of decisions, and what a pack at fault is told."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stepladder.api import load_pack
from stepladder.cli.guard import told
from stepladder.core.triage.loading import load
from stepladder.core.values import PackFaults
from tests.harness.golden import Golden

NIGHT = "2025-03-08T23:40:00-05:00"
VALE = {"id": "vale", "name": "Vale Robotics", "plan": "enterprise", "csm": "kim"}
ASKED: dict[str, dict[str, Any]] = {
    "strangers-invoices-at-night": {
        "at": NIGHT,
        "signal": {"text": "When I open the invoice list I can see another company's invoices."},
    },
    "enterprise-locked-out": {
        "at": "2025-03-07T17:00:00-05:00",
        "customer": VALE,
        "contact": {"id": "u7", "kind": "other"},
        "signal": {"text": "I am locked out after too many wrong codes."},
    },
    "refund-in-another-currency": {
        "at": "2025-03-05T10:00:00-05:00",
        "customer": {"id": "harbor", "name": "Harbor & Pine", "plan": "pro"},
        "signal": {"text": "I want a refund of 900 EUR."},
    },
    "nothing-matched": {"at": "2025-03-05T10:00:00-05:00", "signal": {"text": "Thank you, all is well."}},
}


@pytest.mark.parametrize("name", ASKED)
def test_the_account_of_a_decision(name: str, golden: Golden) -> None:
    # The digest follows every word of the pack, and is no matter of this account.
    pack = load_pack("support-desk")
    account = pack.decide(ASKED[name]).explain().replace(pack.version, "VERSION")
    assert account.endswith("\n")
    golden(f"decide/{name}.txt", account)


@pytest.mark.parametrize("name", ASKED)
def test_the_document_of_a_decision(name: str, golden: Golden) -> None:
    pack = load_pack("support-desk")
    document = pack.decide(ASKED[name]).to_dict() | {"version": "VERSION"}
    golden(f"decide/{name}.json", json.dumps(document, indent=1, ensure_ascii=False) + "\n")


DRAFT = """Hello,

we will of course refund you by Friday, and I promise that it will not happen again.
There is a 20 EUR credit for the trouble. \U0001f600 It was probably the database.
"""


def test_what_guards_find_in_a_draft(golden: Golden) -> None:
    golden("guard/refund-by-friday.txt", told(load_pack("support-desk").guard(DRAFT)) + "\n")


def test_the_document_of_a_draft(golden: Golden) -> None:
    document = load_pack("support-desk").guard(DRAFT).to_dict()
    golden("guard/refund-by-friday.json", json.dumps(document, indent=1, ensure_ascii=False) + "\n")


FAULTY = """
pack: {id: faulty, title: Faulty, version: "1"}
scales: [{id: priority, levels: [{id: critical, escalate: now}]}]
categories: [{id: outage, level: priority:urgent, because: They cannot work.}]
triggers:
  - {id: down, category: outages, phrases: [x], because: It is away.}
  - {id: limit, when: "signal.amount > 5", because: Too much.}
clocks:
  - {id: first, kind: first_response, within: soon, because: They wait.}
"""


def test_what_is_said_of_a_pack_at_fault(golden: Golden) -> None:
    with pytest.raises(PackFaults) as refused:
        load("faulty", {"pack.yaml": FAULTY})
    golden("policy/faulty.txt", f"{refused.value}\n")
