"""The page of a customer shows what stands on the account, and is where a person takes it away."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from stepladder.web.pages import customers
from tests.integration.web.conftest import Call

THREAT = "We will cancel our subscription and switch to another provider"
SIGN = {"do": "clear_sign", "name": "leave-threat"}


def heard() -> None:
    """Let the worker's part be done."""
    from stepladder import bootstrap
    from stepladder.service.reacting import run_reactions

    run_reactions(bootstrap.desk())


@pytest.fixture
def case(call: Call) -> str:
    body = {"customer": {"id": "harbor"}, "signal": {"id": "one", "subject": "<b>Leaving</b>", "text": THREAT}}
    opened = str(json.loads(call("post", "signals", body).content)["case"])
    heard()
    return opened


def test_the_list_names_each_customer_with_what_stands(lee: Client, case: str) -> None:
    page = lee.get("/customers/").content.decode()
    assert 'href="/customers/harbor/"' in page
    assert "Harbor &amp; Pine" in page


def test_of_very_many_the_gravest_are_listed_whatever_they_are_called(
    lee: Client, call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(customers, "MOST_LISTED", 2)
    for name, text in (("a", "Thank you."), ("b", "Thank you."), ("z", THREAT)):
        call("post", "signals", {"customer": {"id": name}, "signal": {"id": name, "text": text}})
    heard()
    page = lee.get("/customers/").content.decode()
    assert re.findall(r'href="/customers/(\w+)/"', page) == ["z", "a"]
    assert 'Customers <span class="count">3</span>' in page
    assert "1 more customer, with no graver tier than these, is reached" in page


def test_of_very_many_cases_the_newest_are_listed_and_that_is_said(
    lee: Client, call: Call, case: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = "older ones are not listed"
    monkeypatch.setattr(customers, "MOST_CASES", 1)
    assert said not in lee.get("/customers/harbor/").content.decode()
    signal = {"id": "two", "conversation": "two", "subject": "Another matter", "text": THREAT}
    call("post", "signals", {"customer": {"id": "harbor"}, "signal": signal})
    page = lee.get("/customers/harbor/").content.decode()
    assert said in page
    assert "Another matter" in page


def test_a_list_without_anybody_says_what_will_stand_there(lee: Client) -> None:
    assert "No customer was heard of yet" in lee.get("/customers/").content.decode()


def test_a_sign_stands_with_its_reason_its_case_and_no_live_markup(lee: Client, case: str) -> None:
    page = lee.get("/customers/harbor/").content.decode()
    assert "Whoever says it aloud has thought about it for a while." in page
    assert f'href="/cases/{case}/"' in page
    assert "<b>Leaving" not in page


def test_a_person_clears_a_sign_with_a_reason(lee: Client, case: str) -> None:
    answer = lee.post("/customers/harbor/", SIGN | {"because": "They stay."})
    assert (answer.status_code, answer["Location"]) == (302, "/customers/harbor/")
    assert 'value="leave-threat"' not in lee.get("/customers/harbor/").content.decode()


@pytest.mark.parametrize(("name", "because", "status"), [
    ("leave-threat", " ", 409), ("silence", "They wrote.", 409), ("leave-threat", "a\x00b", 422),
])  # fmt: skip
def test_what_is_refused_is_said_and_leaves_the_sign(
    lee: Client, case: str, name: str, because: str, status: int
) -> None:
    answer = lee.post("/customers/harbor/", {"do": "clear_sign", "name": name, "because": because})
    assert answer.status_code == status
    assert 'role="alert"' in answer.content.decode()
    assert 'value="leave-threat"' in lee.get("/customers/harbor/").content.decode()


def test_a_review_is_shown_with_its_cases_and_finished(lee: Client, call: Call) -> None:
    for number in range(3):
        signal = {"id": f"s{number}", "conversation": f"c{number}", "text": THREAT}
        call("post", "signals", {"customer": {"id": "harbor"}, "signal": signal})
    heard()
    assert "review open" in lee.get("/customers/").content.decode()
    lee.post("/customers/harbor/", {"do": "finish_review", "name": "repeat", "because": "They need training."})
    assert "review finished" in lee.get("/customers/harbor/").content.decode()


def test_a_customer_on_file_of_whom_nothing_was_heard_has_a_page(lee: Client) -> None:
    assert "None stands." in lee.get("/customers/harbor/").content.decode()


def test_a_customer_nobody_knows_has_none_and_the_page_that_says_so_speaks_of_no_case(lee: Client) -> None:
    answer = lee.get("/customers/nobody/")
    assert answer.status_code == 404
    said = answer.content.decode()
    assert "Nothing was ever heard of this customer." in said
    assert "the case belongs" not in said
    assert "the case belongs to another workspace" in lee.get("/cases/none/").content.decode()


def test_a_customer_without_a_record_has_one_name_on_every_page(lee: Client, call: Call) -> None:
    body = {"customer": {"id": "cust-6", "name": "Customer 6 GmbH"}, "signal": {"id": "six", "text": THREAT}}
    case = json.loads(call("post", "signals", body).content)["case"]
    link = '<a href="/customers/cust-6/"><bdi>Customer 6 GmbH</bdi></a>'
    assert link in lee.get(f"/cases/{case}/").content.decode()
    # The case is there before its account has heard of it, and its link leads somewhere.
    assert "<h1><bdi>Customer 6 GmbH</bdi></h1>" in lee.get("/customers/cust-6/").content.decode()
    heard()
    assert link in lee.get("/customers/").content.decode()
    assert "<bdi>Customer 6 GmbH</bdi>" in lee.get("/").content.decode()


def test_a_stranger_changes_nothing(workspace: str, case: str) -> None:
    assert Client().post("/customers/harbor/", SIGN | {"because": "x"})["Location"].startswith("/log-in/")
