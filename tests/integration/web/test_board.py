"""The board shows every open case: what one page does not hold stands on another, and can be looked for."""

from __future__ import annotations

import json
import re

import pytest
from django.test import Client

from tests.integration.web.conftest import Call

LEAK = "Our invoice list shows another company's invoices."


def opened(call: Call, key: str, customer: str, subject: str) -> str:
    signal = {"id": key, "conversation": key, "subject": subject, "text": LEAK}
    body = {"customer": {"id": customer, "name": customer.title()}, "signal": signal}
    return str(json.loads(call("post", "signals", body).content)["case"])


def rows(client: Client, path: str) -> list[str]:
    return re.findall('id="row-([^"]+)"', client.get(path).content.decode())


@pytest.fixture
def cases(call: Call, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Five, on a board whose groups show two."""
    from stepladder.web.pages import board

    monkeypatch.setattr(board, "PER_GROUP", 2)
    return [opened(call, f"k{number}", f"cust-{number}", f"Number {number}") for number in range(5)]


def links(said: str, words: str) -> list[str]:
    found = re.findall(f'<a href="([^"]+)"(?: rel="[a-z]+")?>{words}</a>', said)
    return [one.replace("&amp;", "&") for one in found]


def test_from_a_full_group_every_case_is_reached_by_links(lee: Client, cases: list[str]) -> None:
    assert len(rows(lee, "/")) == 2
    whole = links(lee.get("/").content.decode(), "Show all 5 of this group")
    assert whole == ["/?group=next_hour"]
    seen, at = [], whole
    while at:
        seen += rows(lee, at[0])
        at = links(lee.get(at[0]).content.decode(), "Next page")
    assert sorted(seen) == sorted(cases)
    last = lee.get("/?group=next_hour&page=3").content.decode()
    assert "5 to 5 of 5" in last
    assert links(last, "Page before") == ["/?group=next_hour&page=2"]


def test_a_page_of_a_group_asks_for_its_own_news(lee: Client, cases: list[str]) -> None:
    path = "/?group=next_hour&page=2"
    said = lee.get(path)
    assert 'hx-get="/?group=next_hour&amp;page=2"' in said.content.decode()
    asked = {"HX-Request": "true", "If-None-Match": said["ETag"]}
    assert lee.get(path, headers=asked).status_code == 304
    assert lee.get("/", headers=asked).status_code == 200


def test_what_many_cases_hold_has_pages_too(lee: Client, cases: list[str]) -> None:
    said = lee.get("/?q=number").content.decode()
    (whole,) = links(said, "Show all 5 of this group")
    assert len(rows(lee, whole + "&page=3")) == 1


@pytest.mark.parametrize("path", [
    "/?group=none", "/?page=2", "/?group=next_hour&page=0", "/?group=next_hour&page=x", "/?group=next_hour&page=999999",
    "/?q=%25_", "/?group=later&page=2", f"/?q={'w' * 3000}",
])  # fmt: skip
def test_an_odd_address_is_answered(lee: Client, cases: list[str], path: str) -> None:
    assert lee.get(path).status_code == 200


def test_the_whole_id_of_a_case_leads_to_it_though_it_is_closed(lee: Client, call: Call) -> None:
    case = opened(call, "k", "vale", "Over")
    outcome = {"resolved_by_team": True, "satisfied": True, "first_level_possible": False}
    for command in ({"do": "acknowledge"}, {"do": "resolve", "text": "Mended"}, {"do": "close", "outcome": outcome}):
        call("post", f"cases/{case}/commands", command)
    assert rows(lee, "/?q=Over") == []
    assert lee.get(f"/?q={case}")["Location"] == f"/cases/{case}/"
