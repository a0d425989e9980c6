"""Answers: one JSON document on standard output with `--json`, calm words without it."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.unit.cli.conftest import Program

PACK = ("--pack", "support-desk")
REQUEST = {
    "at": "2025-03-08T23:40:00-05:00",
    "signal": {"text": "The invoice list shows another company's invoices.", "channel": "email"},
}


def _answer(done: subprocess.CompletedProcess[bytes], code: int = 0) -> Any:
    assert done.returncode == code, done.stderr
    assert done.stdout.endswith(b"}\n")
    return json.loads(done.stdout)


def test_the_same_request_gives_the_same_bytes(command: Program, tmp_path: Path) -> None:
    (tmp_path / "request.json").write_text(json.dumps(REQUEST), encoding="utf-8")
    first = command("decide", *PACK, "--json", "request.json")
    again = command("decide", *PACK, "--json", "-", input=json.dumps(REQUEST).encode())
    assert first.stdout == again.stdout
    due = {one["kind"]: one["due_at"] for one in _answer(first)["clocks"]}
    assert due["first_response"] == "2025-03-09T00:10:00-05:00"
    assert due["resolution"] == "2025-03-09T04:40:00-04:00"


def test_the_requests_own_instant_goes_before_the_option(command: Program) -> None:
    at = ("--at", "2025-06-01T10:00:00-04:00")
    assert (
        _answer(command("decide", *PACK, *at, "--json", "-", input=json.dumps(REQUEST).encode()))["at"] == REQUEST["at"]
    )
    without = json.dumps({"signal": REQUEST["signal"]}).encode()
    assert _answer(command("decide", *PACK, *at, "--json", "-", input=without))["at"] == at[1]


def test_words_explain_the_decision(command: Program) -> None:
    done = command("decide", *PACK, "-", input=json.dumps(REQUEST).encode())
    assert done.returncode == 0
    for word in (b"cross-user-data", b"another company's invoices", b"security", b"SD-013"):
        assert word in done.stdout


def test_a_deadline_shows_its_working(command: Program) -> None:
    start = ("--start", "2025-03-07T16:00:00-05:00")
    found = _answer(command("clock", "due", *PACK, "--calendar", "office", *start, "--within", "4h", "--json"))
    assert found == {
        "calendar": "office",
        "start": "2025-03-07T16:00:00-05:00",
        "within": "PT4H",
        "due_at": "2025-03-10T11:00:00-04:00",
        "at_risk_at": ["2025-03-07T18:00:00-05:00", "2025-03-10T10:00:00-04:00"],
        "working": [
            {"from": "2025-03-07T16:00:00-05:00", "to": "2025-03-07T18:00:00-05:00", "counts": "PT2H"},
            {"from": "2025-03-10T09:00:00-04:00", "to": "2025-03-10T11:00:00-04:00", "counts": "PT2H"},
        ],
    }


def test_what_was_worked_adds_up(command: Program) -> None:
    span = ("--start", "2025-03-07T16:00:00-05:00", "--end", "2025-03-10T10:30:00-04:00")
    found = _answer(command("clock", "worked", *PACK, "--calendar", "office", *span, "--json"))
    assert (found["worked"], found["seconds"]) == ("PT3H30M", 12_600)
    assert [one["counts"] for one in found["working"]] == ["PT2H", "PT1H30M"]


def test_a_text_is_read(command: Program) -> None:
    found = _answer(command("read", *PACK, "--json", "-", input=b"I want a refund of 612.40 USD."))
    assert list(found) == ["triggers", "facts"]
    (fact,) = found["facts"]
    assert (fact["value"], fact["quote"]) == ("612.40 USD", "refund of 612.40 USD")
    assert command("read", *PACK, "-", input=b"Hello.").stdout == b""


def test_every_shipped_policy_is_listed_and_sound(command: Program) -> None:
    packs = _answer(command("policy", "list", "--json"))["packs"]
    assert {"starter", "support-desk"} <= {pack["id"] for pack in packs}
    for pack in packs:
        assert list(pack) == ["id", "version", "title", "owner", "next_review"]
        found = _answer(command("policy", "check", pack["id"], "--json"))
        assert [one for one in found["findings"] if one["severity"] == "error"] == []
        assert {"id", "question", "value", "default"} == set(found["parameters"][0])
    assert _answer(command("policy", "check", "starter", "--json"))["findings"] == []


def test_a_faulty_policy_ends_with_1_and_every_fault_in_its_place(command: Program, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "pack: {id: acme, title: A, version: '1'}\nclockz: []\nfactz: []\n", encoding="utf-8"
    )
    found = _answer(command("policy", "check", str(folder), "--json"), code=1)
    assert found["version"] is None
    assert [(one["file"], one["line"], one["severity"]) for one in found["findings"]] == [
        ("pack.yaml", 2, "error"),
        ("pack.yaml", 3, "error"),
    ]
    said = command("policy", "check", str(folder))
    assert said.returncode == 1
    assert b"acme/pack.yaml:2:1 " in said.stdout
