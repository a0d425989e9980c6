"""Names in addresses and filters: both databases answer the same, whatever is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from stepladder import bootstrap
from stepladder.core.case.hand_over_commands import Split
from stepladder.service.commands import handle_command
from stepladder.service.reacting import run_reactions
from tests.integration.web.conftest import Call, demonstration


@pytest.fixture
def workspace(database: str) -> Iterator[str]:
    """The demonstration on each database."""
    with demonstration() as name:
        yield name


def test_cases_that_were_split_off_are_listed_a_page_at_a_time(call: Call, workspace: str) -> None:
    signal = {"id": "one", "text": "The invoice list shows another company's invoices."}
    case = json.loads(call("post", "signals", {"customer": {"id": "harbor"}, "signal": signal}).content)["case"]
    desk = bootstrap.desk()
    for of in (case, case, f"{case}.2"):
        handle_command(desk, workspace, of, Split(text="They also wait for an invoice."), "ana")
        while run_reactions(desk):
            pass
    seen: list[str] = []
    page: dict[str, Any] = {"next": ""}
    while page["next"] is not None:
        page = json.loads(call("get", f"cases?limit=1&cursor={page['next']}").content)
        seen += [one["id"] for one in page["items"]]
    assert sorted(seen) == [case, f"{case}.2", f"{case}.2.2", f"{case}.3"]


FILTERS = ("customer=a%00b", "owner=%00", "category=%00", "level=a:%00", "owner=a%0Ab", "cursor=%00")


@pytest.mark.parametrize("query", FILTERS)
def test_a_filter_with_what_nobody_sees_is_refused_by_its_name(call: Call, query: str) -> None:
    answer = call("get", f"cases?{query}")
    assert answer.status_code == 422, answer.content
    found = json.loads(answer.content)
    assert (found["what"], found["where"]) == ("it holds a control character", query.partition("=")[0])


@pytest.mark.parametrize("path", ["deliveries", "incidents", "registers/feedback"])
def test_so_is_a_cursor_of_any_list(call: Call, path: str) -> None:
    assert call("get", f"{path}?cursor=%00").status_code == 422


NOWHERE = {
    "cases/%00": "get",
    "cases/c-1%00/events": "get",
    "incidents/%00": "get",
    "entries/%00": "get",
    "registers/%00": "get",
    "cases/%00/commands": "post",
    "deliveries/a%00b/resend": "post",
}


@pytest.mark.parametrize(("path", "method"), NOWHERE.items(), ids=NOWHERE)
def test_nothing_is_at_an_address_with_what_nobody_sees(call: Call, path: str, method: str) -> None:
    answer = call(method, path, {"do": "note", "text": "Seen."} if path.endswith("commands") else None)
    assert answer.status_code == 404, answer.content
    assert json.loads(answer.content)["type"] == "urn:stepladder:problem:not-found"


PAGES = (
    "/customers/%00/", "/cases/%00/", "/cases/%00/changed/", "/incidents/%00/", "/entries/%00/", "/registers/%00/",
    "/deliveries/?after=%00", "/policy/?q=%00", "/policy/retire/%00/", "/nowhere%00",
)  # fmt: skip


def test_nor_is_a_page(lee: Client) -> None:
    lee.raise_request_exception = False
    for path in PAGES:
        answer = lee.get(path, follow=True)
        assert (path, answer.status_code) == (path, 404)
        assert b"There is nothing here" in answer.content
    for path in ("/cases/a%00/do/", "/deliveries/a%00/send/"):
        assert (path, lee.post(path, {"do": "acknowledge"}).status_code) == (path, 404)


def test_a_page_that_is_there_has_its_words_in_several_lines(lee: Client) -> None:
    assert lee.get("/policy/?q=a%0D%0Ab").status_code == 200


@pytest.mark.parametrize("query", ["limit=1&limit=2", "owner=ana&owner=ben", "cursor=&cursor="])
def test_a_parameter_is_given_once(call: Call, query: str) -> None:
    answer = call("get", f"cases?{query}")
    assert answer.status_code == 422
    assert json.loads(answer.content)["where"] == query.partition("=")[0]
