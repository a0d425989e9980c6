"""What cannot be taken is refused with what, where and how to mend it, and leaves nothing half stored."""

from __future__ import annotations

import json
import socket
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from tests.acceptance.stored import Stored
from tests.harness import asking
from tests.harness.desk import Desk

NOW = "2025-03-11T10:00:00-04:00"
JSON = "application/json"
LINES = "application/x-ndjson"
GOOD = {"signal": {"id": "good", "text": "Good morning."}}
TROUBLE = "The invoice list shows another company's invoices."
MOST_BYTES = 1024 * 1024


@pytest.fixture(scope="module")
def desk_at_ten(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """One desk for the whole file: nothing that is refused may change it."""
    options = ("--demo", "--clock", NOW)
    program = (sys.executable, "-m", "stepladder")
    one = Desk(tmp_path_factory.mktemp("bad-input"), options=options, environment={}, program=program)
    try:
        yield one.wait_until_ready()
    finally:
        one.stop()


def post(desk: Desk, body: bytes | str, kind: str = JSON, path: str = "/api/v1/signals", **headers: str) -> Any:
    return desk.post(path, content=body, headers={"Content-Type": kind} | headers)


def with_signal(**more: Any) -> str:
    return json.dumps({"signal": GOOD["signal"] | more})


BODIES = {  # claim: (body, status, where, a word of what is said)
    "an unknown key": (json.dumps(GOOD | {"colour": "red"}), 422, "body", "colour"),
    "an unknown key further in": (with_signal(txt="hi"), 422, "signal", "txt"),
    "text that is a number": (with_signal(text=7), 422, "signal.text", "int"),
    "a kind that does not exist": (with_signal(kind="telegram"), 422, "signal.kind", "telegram"),
    "no signal at all": (json.dumps({"at": NOW}), 422, "body", "signal"),
    "a list in place of a request": ("[]", 422, "body", "array"),
    "nothing": ("", 400, "body", "JSON"),
    "half a request": ('{"signal": {', 400, "body", "JSON"),
    "a fact of a wrong kind": (with_signal(facts={"refund_amount": "much"}), 422, "refund_amount", "much"),
    "a trigger that the policy does not have": (with_signal(triggers=["braech"]), 422, "triggers", "braech"),
    "an instant without an offset": (json.dumps(GOOD | {"at": "2025-03-11T10:00:00"}), 422, "at", "offset"),
    "an instant that is none": (json.dumps(GOOD | {"at": "tomorrow"}), 422, "at", "tomorrow"),
    "a day that does not exist": (json.dumps(GOOD | {"at": "2025-02-29T10:00:00Z"}), 422, "at", "2025-02-29"),
    "a sender over five minutes ahead": (
        json.dumps(GOOD | {"at": "2025-03-11T10:15:00-04:00"}),
        422,
        "at",
        "5 minutes ahead",
    ),
    "a control character": (with_signal(text="a\x00b"), 422, "signal.text", "U+0000"),
    "an escape that moves a terminal": (with_signal(subject="\x1b[2J"), 422, "signal.subject", "U+001B"),
    "half of a pair of surrogates": ('{"signal": {"id": "good", "text": "\\ud800"}}', 422, "signal.text", "U+D800"),
    "a control character in a name": (with_signal(id="a\nb"), 422, "signal.id", "control character"),
    "letters of another encoding": (
        '{"signal": {"id": "good", "text": "Grüße"}}'.encode("latin-1"),
        400,
        "body",
        "UTF-8",
    ),
    "two bytes to a letter": (json.dumps(GOOD).encode("utf-16"), 400, "body", "UTF-8"),
    "a mark before the first letter": (b"\xef\xbb\xbf" + json.dumps(GOOD).encode(), 400, "body", "byte order mark"),
    "a key that is too long": (with_signal(id="x" * 201), 422, "signal.id", "200"),
    "over a mebibyte": (with_signal(text="x" * MOST_BYTES), 413, "body", "1024 KiB"),
    "more words than anybody writes": (with_signal(text="x" * 200_001), 413, "signal.text", "200000"),
}


@pytest.mark.parametrize(("body", "status", "where", "said"), BODIES.values(), ids=BODIES)
def test_a_signal_that_cannot_be_taken(
    desk_at_ten: Desk, body: bytes | str, status: int, where: str, said: str
) -> None:
    before = Stored(desk_at_ten).counts()
    check_problem(post(desk_at_ten, body), status, where, said)
    assert Stored(desk_at_ten).counts() == before


def test_a_body_that_does_not_say_how_long_it_is_ends_at_the_limit(desk_at_ten: Desk) -> None:
    before = Stored(desk_at_ten).counts()
    endless = (b"x" * 65_536 for _ in range(64))
    check_problem(desk_at_ten.post("/api/v1/signals", content=endless, headers={"Content-Type": JSON}), 413, "body", "")
    whole = json.dumps({"signal": {"id": "in-pieces", "text": "Good morning."}}).encode()
    pieces = (whole[start : start + 9] for start in range(0, len(whole), 9))
    taken = desk_at_ten.post("/api/v1/signals", content=pieces, headers={"Content-Type": JSON})
    assert taken.status_code == 201
    assert Stored(desk_at_ten).counts()["signal"] == before["signal"] + 1


def check_problem(answer: httpx.Response, status: int, where: str, said: str) -> None:
    """Problem details (RFC 9457) with what, where and how to mend it."""
    assert answer.status_code == status, answer.text
    assert answer.headers["Content-Type"] == "application/problem+json"
    problem = answer.json()
    assert problem["status"] == status
    assert problem["title"]
    assert problem["type"]
    assert where in problem["where"], problem
    assert said in problem["what"], problem
    assert problem["mend"].endswith((".", "?")), problem


def test_a_sender_four_minutes_ahead_is_taken_at_its_word(desk_at_ten: Desk) -> None:
    signal = {"id": "ahead", "text": TROUBLE}
    answer = desk_at_ten.post("/api/v1/signals", json={"at": "2025-03-11T10:04:00-04:00", "signal": signal})
    assert answer.status_code == 201
    assert answer.json()["decision"]["clocks"][0]["started_at"] == "2025-03-11T10:04:00-04:00"


def test_a_signal_without_a_key(desk_at_ten: Desk) -> None:
    body = json.dumps({"signal": {"text": "Good morning."}})
    check_problem(post(desk_at_ten, body), 400, "Idempotency-Key", "names it")
    check_problem(post(desk_at_ten, body, **{"Idempotency-Key": ""}), 422, "Idempotency-Key", "empty")
    check_problem(post(desk_at_ten, body, **{"Idempotency-Key": "x" * 201}), 422, "Idempotency-Key", "200")
    assert post(desk_at_ten, body, **{"Idempotency-Key": "named"}).status_code == 201


@pytest.mark.parametrize("kind", ["text/plain", "application/xml", "application/json; charset=latin-1", ""])
def test_a_body_of_another_type(desk_at_ten: Desk, kind: str) -> None:
    check_problem(post(desk_at_ten, json.dumps(GOOD), kind), 415, "Content-Type", "")
    check_problem(post(desk_at_ten, json.dumps(GOOD), kind, "/api/v1/signals/batch"), 415, "Content-Type", "")


def test_one_door_takes_one_and_the_other_takes_lines(desk_at_ten: Desk) -> None:
    check_problem(post(desk_at_ten, json.dumps(GOOD), LINES), 415, "Content-Type", LINES)
    check_problem(post(desk_at_ten, json.dumps(GOOD), JSON, "/api/v1/signals/batch"), 415, "Content-Type", JSON)


def test_who_may_come_in(desk_at_ten: Desk) -> None:
    words = ("token", "new", "--name", "reader", "--scope", "cases:read", "--json")
    reader = json.loads(desk_at_ten.run(*words).stdout)["token"]
    bearers = {  # what is sent: (status, a word of what is said)
        "": (401, "no bearer token"),
        "Bearer": (401, "no bearer token"),
        "Basic YTpi": (401, "no bearer token"),
        "Bearer sl_of-nobody": (401, "not known"),
        f"Bearer {reader}": (403, "signals:write"),
    }
    before = Stored(desk_at_ten).counts()
    for sent, (status, said) in bearers.items():
        answer = desk_at_ten.post("/api/v1/signals", json=GOOD, headers={"Authorization": sent})
        check_problem(answer, status, "Authorization", said)
        assert ("WWW-Authenticate" in answer.headers) == (status == 401)
        assert reader not in answer.text
    assert Stored(desk_at_ten).counts() == before
    allowed = desk_at_ten.get("/api/v1/cases", headers={"Authorization": f"Bearer {reader}"})
    assert allowed.status_code == 200


def test_the_good_lines_of_a_batch_are_kept_and_the_bad_ones_listed_by_number(desk_at_ten: Desk) -> None:
    stored = Stored(desk_at_ten)
    before = stored.counts()
    lines: list[bytes] = [
        json.dumps({"signal": {"id": "line-1", "text": "Good morning."}}).encode(),
        b'{"signal": {"id": "line-2"',
        json.dumps({"signal": {"id": "line-3", "text": "Hi"}, "colour": "red"}).encode(),
        b"",
        '{"signal": {"id": "line-5", "text": "Grüße"}}'.encode("latin-1"),
        json.dumps({"signal": {"id": "line-6", "text": TROUBLE, "conversation": "lines"}}).encode(),
        json.dumps({"signal": {"text": "No name."}}).encode(),
        json.dumps({"signal": {"id": "line-8", "text": "a\x07b"}}).encode(),
        json.dumps({"signal": {"id": "line-1", "text": "Good morning."}}).encode(),
        json.dumps({"signal": {"id": "line-1", "text": "Good evening."}}).encode(),
        json.dumps({"signal": {"id": "line-11", "text": "x" * 70_000}}).encode(),
        json.dumps({"at": "2025-03-11T10:00", "signal": {"id": "line-12", "text": "Hi"}}).encode(),
        json.dumps({"signal": {"id": "line-13", "text": "Last.", "conversation": "lines"}}).encode(),
    ]
    answer = post(desk_at_ten, b"\n".join(lines), LINES, "/api/v1/signals/batch")
    assert answer.status_code == 200
    found = answer.json()
    assert (found["accepted"], found["duplicates"]) == (3, 1)
    refused = {one["line"]: one for one in found["refused"]}
    assert list(refused) == [2, 3, 5, 7, 8, 10, 11, 12]
    assert all(one["where"] and one["what"] and one["mend"] for one in refused.values())
    assert "colour" in refused[3]["what"]
    assert "UTF-8" in refused[5]["what"]
    assert refused[7]["where"] == "Idempotency-Key"
    assert refused[8]["where"] == "signal.text"
    assert "another body" in refused[10]["what"]
    assert refused[12]["where"] == "at"
    assert stored.counts()["signal"] == before["signal"] + 3
    assert stored.counts()["case"] == before["case"] + 1, "the last line joins the case of its conversation"


def test_a_stranger_is_taken_in_and_the_case_asks_who_it_is(desk_at_ten: Desk) -> None:
    body = {
        "customer": {"id": "never-seen"},
        "signal": {"id": "stranger", "text": "Talk to my lawyer, I will sue you."},
    }
    answer = desk_at_ten.post("/api/v1/signals", json=body)
    assert answer.status_code == 201
    decision, case = answer.json()["decision"], answer.json()["case"]
    asked = {one["fact"]: one for one in decision["unknown"]}
    assert "customer.plan" in asked
    assert asked["customer.plan"]["question"].endswith("?")
    assert asked["customer.plan"]["would_change"]
    assert {"name", "email", "plan"} <= set(decision["fields"]["missing"])
    read = desk_at_ten.get(f"/api/v1/cases/{case}").json()
    assert read["customer"] == "never-seen"
    assert [one["fact"] for one in read["unknown"]] == [one["fact"] for one in decision["unknown"]]
    # Once somebody knows, the case asks no more, and what follows from it follows.
    told = desk_at_ten.post(
        f"/api/v1/cases/{case}/commands", json={"do": "set_fact", "fact": "customer.plan", "value": "enterprise"}
    )
    assert told.status_code == 200, told.text
    assert "customer.plan" not in [one["fact"] for one in told.json()["case"]["unknown"]]
    assert "enterprise" in told.json()["case"]["segments"]
    first = next(
        one for one in desk_at_ten.get(f"/api/v1/cases/{case}").json()["clocks"] if one["slot"] == "first_response"
    )
    assert first["within"] == "PT15M"


def test_a_policy_that_nobody_has(desk_at_ten: Desk) -> None:
    answer = desk_at_ten.post("/api/v1/decide", params={"pack": "suport-desk"}, json=GOOD)
    check_problem(answer, 422, "pack", "suport-desk")
    assert "support-desk" in answer.json()["mend"]
    said = desk_at_ten.run("decide", "--pack", "suport-desk", "--json", "-", input=json.dumps(GOOD), status=2)
    assert said.stdout == ""
    assert "suport-desk" in said.stderr
    assert "support-desk" in said.stderr


PROGRAM = {  # claim: (what decide reads, a word of what is said)
    "an unknown key": (json.dumps(GOOD | {"colour": "red"}), "colour"),
    "a naive time": (json.dumps(GOOD | {"at": "2025-03-11T10:00:00"}), "offset"),
    "no JSON": ("good morning", "JSON"),
    "no request": ("[]", "object"),
    "a control character": (with_signal(text="a\x00b"), "U+0000"),
    "half of a pair": ('{"signal": {"text": "a\\ud800b"}}', "signal.text: character 2 is U+D800"),
    "another age": ('{"at": "0001-01-01T00:00:00Z", "signal": {}}', "at: the instant is out of range"),
    "an age to come": ('{"at": "9999-12-31T23:59:59-12:00", "signal": {}}', "at: the instant is out of range"),
}


@pytest.mark.parametrize(("given", "said"), PROGRAM.values(), ids=PROGRAM)
def test_the_program_refuses_the_same(desk_at_ten: Desk, given: str, said: str) -> None:
    done = desk_at_ten.run("decide", "--pack", "support-desk", "--json", "-", input=given, status=2)
    assert done.stdout == ""
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_an_import_keeps_the_good_lines_and_ends_with_one(desk_at_ten: Desk) -> None:
    table = desk_at_ten.data / "mixed.csv"
    table.write_bytes(
        b"text,id\nGood morning.,import-1\nWhat is this,import-2,more\n"
        + "Grüße,import-3\n".encode("latin-1")
        + b'"Two\nlines",import-4\n\x07,import-5\nBye.,import-6\n'
    )
    done = desk_at_ten.run("import", str(table), "--json", status=1)
    found = json.loads(done.stdout)
    assert (found["read"], found["stored"], found["duplicates"]) == (6, 3, 0)
    assert [one["line"] for one in found["refused"]] == [3, 4, 7]
    assert all(one["what"] and one["mend"] for one in found["refused"])
    wrong = desk_at_ten.run("import", str(table), "--map", "text=words", "--json", status=2)
    assert "there is no column 'words'" in wrong.stderr
    assert "text" in wrong.stderr
    assert "there is no" not in desk_at_ten.run("import", str(table), "--source", "second", status=1).stderr
    absent = desk_at_ten.run("import", str(table) + ".gone", status=2)
    assert "no such file" in absent.stderr


@pytest.mark.parametrize("path", ["/log-in/", "/api/v1/signals/batch", "/api/v1/decide"])
def test_senders_that_send_slowly_hold_up_nobody(desk_at_ten: Desk, path: str) -> None:
    """More of them than the web server has connections to the database, each in the middle of its body."""
    address = httpx.URL(desk_at_ten.url)
    token = f"Bearer {desk_at_ten.token}"
    head = f"POST {path} HTTP/1.1\r\nHost: {address.netloc.decode()}\r\nAuthorization: {token}\r\n"
    head += f"Content-Type: {LINES if 'batch' in path else JSON}\r\nContent-Length: 5000\r\n\r\n"
    with ExitStack() as stack:
        for _ in range(12):
            slow = stack.enter_context(
                socket.create_connection((str(address.host), int(address.port or 80)), timeout=10)
            )
            slow.sendall(head.encode() + b'{"signal": ')
        for _ in range(5):
            assert asking.get(f"{desk_at_ten.url}/log-in/", timeout=10).status_code == 200
            assert asking.get(f"{desk_at_ten.url}/readyz", timeout=10).status_code == 200
