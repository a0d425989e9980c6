"""Cases over HTTP: listed, read, followed, and acted on."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.integration.web.conftest import Call

TEXTS = {
    "invoices": "The invoice list shows another company's invoices.",
    "refund": "I was charged twice and want a refund of 612.40 USD.",
    "resell": "We want to become a partner and resell your product.",
}


@pytest.fixture
def cases(call: Call) -> dict[str, str]:
    """Three open cases of three customers, oldest first."""
    found = {}
    for (name, text), customer in zip(TEXTS.items(), ("harbor", "ludlow", "tern"), strict=True):
        body = {"customer": {"id": customer}, "signal": {"id": name, "conversation": name, "text": text}}
        found[name] = json.loads(call("post", "signals", body).content)["case"]
    return found


def _read(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return json.loads(answer.content)


def test_cases_are_listed_newest_first_a_page_at_a_time(call: Call, cases: dict[str, str]) -> None:
    seen, cursor = [], ""
    for _ in range(3):
        page = _read(call("get", f"cases?limit=1{cursor}"))
        seen += [one["id"] for one in page["items"]]
        cursor = f"&cursor={page['next']}"
    assert seen == sorted(cases.values(), reverse=True)
    assert page["next"] is None


FILTERS = {
    "level=priority:standard": "resell",
    "category=financial": "refund",
    "customer=harbor": "invoices",
    "owner=security": "invoices",
}


@pytest.mark.parametrize(("query", "name"), FILTERS.items(), ids=FILTERS)
def test_a_filter_leaves_the_cases_it_names(call: Call, cases: dict[str, str], query: str, name: str) -> None:
    assert [one["id"] for one in _read(call("get", f"cases?{query}"))["items"]] == [cases[name]]


def test_stages_are_filtered_too(call: Call, cases: dict[str, str]) -> None:
    call("post", f"cases/{cases['refund']}/commands", {"do": "acknowledge"})
    assert [one["id"] for one in _read(call("get", "cases?stage=investigate"))["items"]] == [cases["refund"]]


WRONG = ["limit=0", "limit=201", "limit=x", "colour=red", "stage=done", "level=critical"]


@pytest.mark.parametrize("query", WRONG)
def test_a_filter_that_means_nothing_is_refused(call: Call, workspace: str, query: str) -> None:
    assert _read(call("get", f"cases?{query}"), 422)["where"] == query.partition("=")[0]


def test_a_case_is_read_with_its_clocks(call: Call, cases: dict[str, str]) -> None:
    answer = call("get", f"cases/{cases['invoices']}")
    found = _read(answer)
    assert found["id"] == cases["invoices"]
    assert {one["kind"] for one in found["clocks"]} == {"first_response", "resolution", "team_response"}
    assert answer["ETag"] == f'"{found["case_version"]}"'


@pytest.mark.parametrize("seen", ["{}", "*", "W/{}", '"0", {}'])
def test_a_case_that_is_the_same_still_is_not_sent_again(call: Call, cases: dict[str, str], seen: str) -> None:
    path = f"cases/{cases['refund']}"
    tag = call("get", path)["ETag"]
    again = call("get", path, HTTP_IF_NONE_MATCH=seen.format(tag))
    assert (again.status_code, again.content, again["ETag"]) == (304, b"", tag)
    assert "Content-Length" not in again
    call("post", f"{path}/commands", {"do": "note", "text": "Called them."})
    if seen != "*":
        assert _read(call("get", path, HTTP_IF_NONE_MATCH=seen.format(tag)))["case_version"] > int(tag.strip('"'))


def test_an_entry_that_is_the_same_still_is_not_sent_again(call: Call, workspace: str) -> None:
    asked = {"do": "enter", "register": "feedback", "title": "A theme"}
    entry = _read(call("post", "registers/commands", asked))["id"]
    tag = call("get", f"entries/{entry}")["ETag"]
    assert call("get", f"entries/{entry}", HTTP_IF_NONE_MATCH=tag).status_code == 304
    assert call("get", f"entries/{entry}", HTTP_IF_NONE_MATCH='"0"').status_code == 200


def test_what_happened_is_read_oldest_first(call: Call, cases: dict[str, str]) -> None:
    whole = _read(call("get", f"cases/{cases['invoices']}/events"))["items"]
    assert [one["version"] for one in whole] == list(range(1, len(whole) + 1))
    assert {"signal_received", "case_opened", "clock_started", "route_told"} <= {one["type"] for one in whole}
    first = _read(call("get", f"cases/{cases['invoices']}/events?limit=2"))
    rest = _read(call("get", f"cases/{cases['invoices']}/events?cursor={first['next']}"))
    assert first["items"] + rest["items"] == whole


def test_a_command_answers_its_events_and_the_case(call: Call, cases: dict[str, str]) -> None:
    found = _read(call("post", f"cases/{cases['refund']}/commands", {"do": "note", "text": "Called them."}))
    assert [one["type"] for one in found["events"]] == ["note_added"]
    assert found["case"]["id"] == cases["refund"]


def test_a_command_on_a_case_that_has_changed_is_stale(call: Call, cases: dict[str, str]) -> None:
    body = {"do": "note", "text": "Called them.", "expected_version": 1}
    found = _read(call("post", f"cases/{cases['refund']}/commands", body), 412)
    body["expected_version"] = found["version"]
    _read(call("post", f"cases/{cases['refund']}/commands", body))


def test_a_command_for_another_version_than_there_is_is_stale(call: Call, cases: dict[str, str]) -> None:
    path, body = f"cases/{cases['refund']}", {"do": "note", "text": "Called them."}
    tag = call("get", path)["ETag"]
    assert _read(call("post", f"{path}/commands", body, HTTP_IF_MATCH='"1"'), 412)["type"].endswith(":stale")
    assert call("get", path)["ETag"] == tag
    for good in ("{}", "*", "W/{}"):
        good = good.format(call("get", path)["ETag"])
        assert len(_read(call("post", f"{path}/commands", body, HTTP_IF_MATCH=good))["events"]) == 1


@pytest.mark.parametrize("tag", ["", "1", '"a"', '"1", "2"', '"-1"'])
def test_a_version_that_is_none_does_nothing(call: Call, cases: dict[str, str], tag: str) -> None:
    path, body = f"cases/{cases['refund']}", {"do": "note", "text": "Called them."}
    before = call("get", path)["ETag"]
    assert _read(call("post", f"{path}/commands", body, HTTP_IF_MATCH=tag), 422)["where"] == "If-Match"
    two = body | {"expected_version": 1}
    assert _read(call("post", f"{path}/commands", two, HTTP_IF_MATCH=before), 422)["where"] == "If-Match"
    assert call("get", path)["ETag"] == before


def test_a_refusal_says_why_and_what_opens_the_way(call: Call, cases: dict[str, str]) -> None:
    path = f"cases/{cases['refund']}/commands"
    _read(call("post", path, {"do": "resolve", "text": "Paid back."}))
    found = _read(call("post", path, {"do": "resolve", "text": "Paid back."}), 409)
    assert found["reason"] == "the case is resolved"
    assert found["source"] == []
    assert found["opens_with"] == "reopen"


COMMANDS = {
    "an unknown command": {"do": "dance"},
    "an unknown argument": {"do": "note", "text": "a", "loud": True},
    "a missing argument": {"do": "note"},
    "an unknown trigger": {"do": "confirm_trigger", "trigger": "nope"},
    "a version that is no number": {"do": "acknowledge", "expected_version": "2"},
}


@pytest.mark.parametrize("body", COMMANDS.values(), ids=COMMANDS)
def test_a_command_that_cannot_be_read_changes_nothing(call: Call, cases: dict[str, str], body: dict[str, Any]) -> None:
    before = _read(call("get", f"cases/{cases['refund']}"))["case_version"]
    answer = call("post", f"cases/{cases['refund']}/commands", body)
    assert answer.status_code in (409, 422)
    assert answer["Content-Type"] == "application/problem+json"
    assert _read(call("get", f"cases/{cases['refund']}"))["case_version"] == before


@pytest.mark.parametrize("path", ["cases/c-nobody", "cases/c-nobody/events", "nothing-here"])
def test_what_is_not_there_is_a_404(call: Call, workspace: str, path: str) -> None:
    answer = call("get", path)
    assert _read(answer, 404)["mend"]
    assert answer["Content-Type"] == "application/problem+json"


def test_a_command_for_a_case_that_is_not_there_is_a_404(call: Call, workspace: str) -> None:
    _read(call("post", "cases/c-nobody/commands", {"do": "acknowledge"}), 404)
