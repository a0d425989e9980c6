"""What the page of a case says is left to do agrees with itself, to the end of the case and beyond."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client

from tests.integration.web.conftest import Call
from tests.integration.web.forms import forms_of

LEAK = "Our invoice list shows another company's invoices."
OUTCOME = {"resolved_by_team": True, "satisfied": True, "first_level_possible": False}


def do(call: Call, case: str, **command: Any) -> None:
    answer = call("post", f"cases/{case}/commands", command)
    assert answer.status_code == 200, answer.content


def page(client: Client, case: str) -> str:
    return client.get(f"/cases/{case}/").content.decode()


def owed_count(said: str) -> str:
    found = re.search('id="owed-title">What is owed(?: <span class="count">(.*?)</span>)?</h2>', said)
    assert found is not None
    return found[1] or ""


@pytest.fixture
def case(call: Call) -> str:
    """One that is acknowledged."""
    body = {"customer": {"id": "harbor"}, "signal": {"id": "one", "text": LEAK}}
    opened = str(json.loads(call("post", "signals", body).content)["case"])
    do(call, opened, do="acknowledge")
    return opened


def test_what_the_desk_writes_down_by_itself_is_nobodys_to_do(lee: Client, case: str) -> None:
    said = page(lee, case)
    row = said.partition("How long it took; the desk works it out, nobody types it")[2].partition("</li>")[0]
    assert '<span class="tag ">by itself</span>' in row
    steps = [one.fields.get("step") for one in forms_of(said) if one.do in ("complete_step", "skip_step")]
    assert "outcome/duration" not in steps
    assert steps


def test_a_closed_case_owes_what_follows_it_and_nothing_else(lee: Client, call: Call, case: str) -> None:
    do(call, case, do="resolve", text="Mended.")
    do(call, case, do="close", outcome=OUTCOME)
    said = page(lee, case)
    ahead = [one.fields["step"] for one in forms_of(said) if one.do == "complete_step"]
    assert owed_count(said) == f"{len(ahead)} open"
    assert "Nothing is left to do" not in said
    assert 'href="#follow-ups">See the follow-ups</a>' in said
    assert "to do</span>" not in said
    for step in ahead:
        do(call, case, do="complete_step", step=step)
    said = page(lee, case)
    assert "Nothing is left to do: this case is closed." in said
    assert owed_count(said) == ""
