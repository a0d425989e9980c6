"""What is odd but well meant is refused by its name: nothing fails inside, nothing is stored that cannot be shown."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.test import Client

from tests.integration.web.conftest import Call

LINES = "application/x-ndjson"
DIGITS = "9" * 4_301
"""More than Python makes a number of."""


@pytest.fixture
def case(call: Call) -> str:
    body = {"customer": {"id": "harbor"}, "signal": {"id": "one", "text": "I was charged twice, refund me 612.40 USD."}}
    return str(json.loads(call("post", "signals", body).content)["case"])


def _problem(answer: Any, status: int = 422) -> dict[str, Any]:
    assert answer.status_code == status, answer.content[:300]
    found: dict[str, Any] = json.loads(answer.content)
    assert found["mend"]
    return found


@pytest.mark.parametrize("limit", ["0000000019999999999999999999", "000000001999", "\u0665", DIGITS, "-1", "1e2"])
@pytest.mark.parametrize("path", ["cases", "deliveries", "incidents", "registers/feedback"])
def test_no_limit_but_1_to_200_is_taken(call: Call, path: str, limit: str) -> None:
    assert _problem(call("get", f"{path}?limit={limit}"))["where"] == "limit"


@pytest.mark.parametrize("cursor", ["x", "c-1", "c-01jnwk7t80h77tp2e4qt%00", "0~nan~x", "\u0665", DIGITS])
@pytest.mark.parametrize("path", ["cases", "deliveries", "incidents", "registers/feedback", "cases/{}/events"])
def test_a_cursor_that_was_damaged_does_not_begin_anew(call: Call, case: str, path: str, cursor: str) -> None:
    assert _problem(call("get", f"{path.format(case)}?cursor={cursor}"))["where"] == "cursor"


def test_every_list_takes_the_cursor_that_it_gave(call: Call, case: str) -> None:
    for number in range(3):
        body = {"customer": {"id": f"c{number}"}, "signal": {"id": f"s{number}", "text": "I want a refund of 612 USD."}}
        call("post", "signals", body)
        call("post", "registers/commands", {"do": "enter", "register": "feedback", "title": f"Theme {number}"})
    for path in ("cases", "deliveries", "registers/feedback", f"cases/{case}/events"):
        whole = json.loads(call("get", f"{path}?limit=200").content)["items"]
        seen: list[Any] = []
        page: dict[str, Any] = {"next": ""}
        while page["next"] is not None:
            page = json.loads(call("get", f"{path}?limit=1&cursor={page['next']}").content)
            seen += page["items"]
        assert len(seen) > 1, path
        assert seen == whole, path


ADDRESSES: dict[str, tuple[str, str, Any]] = {
    "a case": ("get", "cases/{}", None),
    "a command": ("post", "cases/{}/commands", {"do": "note", "text": "Seen."}),
    "a signal": ("post", "signals", {"signal": {"id": "two", "text": "A bug."}}),
    "signals": ("post", "signals/batch", {"signal": {"id": "two", "text": "A bug."}}),
    "the agenda": ("post", "agenda/commands", {"do": "take_done", "item": "x", "due_at": "2025-03-08T23:40:00Z"}),
    "a register": ("post", "registers/commands", {"do": "enter", "register": "feedback", "title": "A theme"}),
}


@pytest.mark.parametrize(("method", "path", "body"), ADDRESSES.values(), ids=ADDRESSES)
def test_a_parameter_that_nobody_knows_is_refused_and_nothing_is_done(
    call: Call, case: str, method: str, path: str, body: Any
) -> None:
    before = call("get", f"cases/{case}").content
    headers = {"content_type": LINES} if path.endswith("batch") else {}
    answer = call(method, f"{path.format(case)}?dry_run=1", body, **headers)
    assert _problem(answer)["where"] == "dry_run"
    assert call("get", f"cases/{case}").content == before
    assert len(json.loads(call("get", "cases").content)["items"]) == 1


UNSEEN: dict[str, dict[str, Any]] = {
    "in a list": {"do": "declare_incident", "title": "Down", "features": ["board", "a\x00b"]},
    "in a name": {"do": "send", "channel": "email", "text": "Hello.", "slots": {"a\x1bb": "x"}},
}


@pytest.mark.parametrize("command", UNSEEN.values(), ids=UNSEEN)
def test_no_character_that_nobody_sees_comes_in_by_a_command(call: Call, case: str, command: dict[str, Any]) -> None:
    assert "control character" in _problem(call("post", f"cases/{case}/commands", command))["detail"]


def test_a_delete_comes_in_neither_written_out_nor_as_it_is(call: Call) -> None:
    for text in (b"a\x7fb", b"a\\u007fb"):
        answer = call("post", "signals", b'{"signal": {"id": "two", "text": "' + text + b'"}}')
        assert _problem(answer)["where"] == "signal.text"


@pytest.mark.parametrize("size", [65_537, 70_000, 200_000])
def test_a_line_that_is_too_long_is_called_so_and_its_neighbours_are_taken(call: Call, size: int) -> None:
    short, head = b'{"signal": {"id": "two", "text": "A bug."}}', b'{"signal": {"id": "three", "text": "'
    long = head + b"a" * (size - len(head) - 3) + b'"}}'
    assert len(long) == size
    fits = head.replace(b"three", b"four") + b"a" * (65_536 - len(head) - 2) + b'"}}'
    answer = json.loads(call("post", "signals/batch", b"\n".join((short, long, fits)), content_type=LINES).content)
    assert (answer["accepted"], [one["line"] for one in answer["refused"]]) == (2, [2])
    assert answer["refused"][0]["what"] == "it is longer than 65536 bytes"


@pytest.mark.parametrize("until", ["9999-12-31T23:59:59Z", "9899-01-01T00:00:00Z", "2201-01-01T00:00:00Z"])
def test_what_is_put_off_for_ever_is_refused_and_the_page_can_be_read(
    call: Call, lee: Client, case: str, until: str
) -> None:
    told = _problem(call("post", f"cases/{case}/commands", {"do": "promise_reply", "until": until}), 409)
    assert told["reason"] == f"the year {until[:4]} is out of range"
    assert lee.get(f"/cases/{case}/").status_code == 200
    call("post", f"cases/{case}/commands", {"do": "promise_reply", "until": "2200-12-31T23:59:59Z"})
    assert lee.get(f"/cases/{case}/").status_code == 200


FORMS = {
    "a number that is none": {"do": "set_fact", "fact": "signal.refund_amount", "as": "count", "value": DIGITS},
    "a whole and its parts": {"do": "log_attempt", "evidence": "x", "evidence.text": "y"},
}


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_that_no_page_has_is_refused(lee: Client, case: str, form: dict[str, str]) -> None:
    assert lee.post(f"/cases/{case}/do/", form).status_code in (409, 422)


@pytest.mark.parametrize("version", ["", DIGITS, "-1", "\u0665"])
def test_a_version_that_is_none_has_not_changed(lee: Client, case: str, version: str) -> None:
    assert lee.get(f"/cases/{case}/changed/?version={version}").status_code == 204


@pytest.mark.parametrize("path", ["cases", "deliveries", "agenda"])
def test_more_parameters_than_any_address_has_are_the_fault_of_whoever_sent_them(call: Call, path: str) -> None:
    many = "&".join(f"p{number}=1" for number in range(1_001))
    assert _problem(call("get", f"{path}?{many}"))["where"] == "parameters"


@pytest.mark.parametrize("path", ["cases", "cases/{}", "cases/{}/events", "agenda", "cases/c-nobody"])
def test_what_is_read_says_its_headers_alone_too(call: Call, case: str, path: str) -> None:
    read, headers = (call(method, path.format(case)) for method in ("get", "head"))
    assert (headers.status_code, headers.content) == (read.status_code, b"")
    for name in ("Content-Type", "Content-Length", "ETag"):
        assert headers.get(name) == read.get(name), name


def test_an_address_that_is_read_names_both_ways_and_one_that_is_written_to_has_neither(call: Call) -> None:
    assert call("post", "cases")["Allow"] == "GET, HEAD"
    assert call("head", "signals").status_code == 405
    assert call("head", "signals")["Allow"] == "POST"


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/heartbeat", "/api/v1/openapi.json"])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
@pytest.mark.usefixtures("workspace")
def test_what_is_only_read_has_no_other_method(path: str, method: str) -> None:
    answer = Client(enforce_csrf_checks=True).generic(method, path)
    assert _problem(answer, 405)["where"] == path
    assert answer["Allow"] == "GET, HEAD"
