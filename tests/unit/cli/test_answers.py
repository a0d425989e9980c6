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


def test_the_same_request_gives_the_same_bytes(program: Program, tmp_path: Path) -> None:
    (tmp_path / "request.json").write_text(json.dumps(REQUEST), encoding="utf-8")
    first = program("decide", *PACK, "--json", "request.json")
    again = program("decide", *PACK, "--json", "-", input=json.dumps(REQUEST).encode())
    assert first.stdout == again.stdout
    due = {one["kind"]: one["due_at"] for one in _answer(first)["clocks"]}
    assert due["first_response"] == "2025-03-09T00:10:00-05:00"
    assert due["resolution"] == "2025-03-09T04:40:00-04:00"


def test_the_requests_own_instant_goes_before_the_option(program: Program) -> None:
    at = ("--at", "2025-06-01T10:00:00-04:00")
    assert (
        _answer(program("decide", *PACK, *at, "--json", "-", input=json.dumps(REQUEST).encode()))["at"] == REQUEST["at"]
    )
    without = json.dumps({"signal": REQUEST["signal"]}).encode()
    assert _answer(program("decide", *PACK, *at, "--json", "-", input=without))["at"] == at[1]


def test_words_explain_the_decision(program: Program) -> None:
    done = program("decide", *PACK, "-", input=json.dumps(REQUEST).encode())
    assert done.returncode == 0
    for word in (b"cross-user-data", b"another company's invoices", b"security", b"SD-013"):
        assert word in done.stdout


OVERLAY = """
pack: {id: over, title: Laid over, version: "1"}
triggers: [{id: strangers, phrases: ["another company's"], because: They see others.}]
clocks: [{id: soon, kind: first_response, within: 10m, calendar: always, because: They wait.}]
"""


def test_one_policy_is_laid_over_another(program: Program, tmp_path: Path) -> None:
    (tmp_path / "over").mkdir()
    (tmp_path / "over" / "pack.yaml").write_text(OVERLAY, encoding="utf-8")
    words = ("decide", "--pack", "support-desk,./over")
    found = _answer(program(*words, "--json", "-", input=json.dumps(REQUEST).encode()))
    first = next(one for one in found["clocks"] if one["kind"] == "first_response")
    assert (found["pack"], first["id"], first["pack"]) == ("support-desk", "soon", "over")
    said = program(*words, "-", input=json.dumps(REQUEST).encode())
    assert b"By over:" in said.stdout
    twice = program("decide", "--pack", "support-desk,support-desk", "-", input=json.dumps(REQUEST).encode())
    assert (twice.returncode, b"stands twice" in twice.stderr) == (2, True)


def test_why_not_says_what_would_have_to_be_different(program: Program) -> None:
    signal = {"at": REQUEST["at"], "signal": {"facts": {"refund_amount": "500.00 USD"}}}
    words = ("decide", *PACK, "--why-not", "refund-limit")
    said = program(*words, "-", input=json.dumps(signal).encode())
    assert said.returncode == 0
    assert b"Trigger refund-limit of support-desk: It is not there." in said.stdout
    assert b"signal.refund_amount is 500.00 USD, would have to be above 500 USD" in said.stdout
    (answer,) = _answer(program(*words, "--json", "-", input=json.dumps(signal).encode()))["answers"]
    assert (answer["kind"], answer["holds"]) == ("trigger", False)
    wrong = program("decide", *PACK, "--why-not", "refund-limt", "-", input=json.dumps(signal).encode())
    assert (wrong.returncode, b"refund-limit" in wrong.stderr) == (2, True)


def test_a_deadline_shows_its_working(program: Program) -> None:
    start = ("--start", "2025-03-07T16:00:00-05:00")
    found = _answer(program("clock", "due", *PACK, "--calendar", "office", *start, "--within", "4h", "--json"))
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


def test_what_was_worked_adds_up(program: Program) -> None:
    span = ("--start", "2025-03-07T16:00:00-05:00", "--end", "2025-03-10T10:30:00-04:00")
    found = _answer(program("clock", "worked", *PACK, "--calendar", "office", *span, "--json"))
    assert (found["worked"], found["seconds"]) == ("PT3H30M", 12_600)
    assert [one["counts"] for one in found["working"]] == ["PT2H", "PT1H30M"]


CLOCK = (*PACK, "--calendar", "office", "--start", "2025-03-07T16:15:00-05:00")


def test_a_deadline_is_one_line_and_its_working_is_told_when_asked_for(program: Program) -> None:
    due = (*CLOCK, "--within", "4h")
    line = b"Due 2025-03-10T11:15:00-04:00: PT4H of office from 2025-03-07T16:15:00-05:00.\n"
    assert program("clock", "due", *due).stdout == line
    working = b"Fri 16:15 to 18:00, 1 h 45; Mon 09:00 to 11:15, 2 h 15.\n"
    assert program("clock", "due", *due, "--working").stdout == line + working
    plain = program("clock", "due", *due, "--json")
    assert program("clock", "due", *due, "--json", "--working").stdout == plain.stdout


def test_a_promise_can_be_counted_in_each_way(program: Program) -> None:
    found = {
        way: _answer(program("clock", "due", *CLOCK, "--within", "24h", "--counting", way, "--json"))["due_at"]
        for way in ("open_hours", "working_days", "elapsed")
    }
    assert found == {
        "open_hours": "2025-03-12T13:15:00-04:00",
        "working_days": "2025-03-10T16:15:00-04:00",
        "elapsed": "2025-03-08T16:15:00-05:00",
    }


def test_worked_counts_open_hours_or_elapsed_time(program: Program) -> None:
    span = (*CLOCK, "--end", "2025-03-10T11:15:00-04:00")
    assert program("clock", "worked", *span).stdout == b"PT4H of office between the two.\n"
    elapsed = program("clock", "worked", *span, "--counting", "elapsed", "--working").stdout
    assert elapsed == b"PT66H of office, by elapsed time, between the two.\nFri 16:15 to Mon 11:15, 66 h.\n"
    nothing = program("clock", "worked", *CLOCK, "--end", CLOCK[-1], "--working").stdout
    assert nothing == b"PT0S of office between the two.\nNo time.\n"


def test_an_unknown_counting_and_an_end_before_the_start_are_refused(program: Program) -> None:
    done = program("clock", "due", *CLOCK, "--within", "4h", "--counting", "working_day")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--counting: no counting is called 'working_day'. Did you mean 'working_days'?" in done.stderr
    done = program("clock", "worked", *CLOCK, "--end", "2025-03-01T11:15:00-05:00")
    assert (done.returncode, b"--end: the end is before the start" in done.stderr) == (2, True)


def test_a_text_is_read(program: Program) -> None:
    found = _answer(program("read", *PACK, "--json", "-", input=b"I want a refund of 612.40 USD."))
    assert list(found) == ["triggers", "facts"]
    (fact,) = found["facts"]
    assert (fact["value"], fact["quote"]) == ("612.40 USD", "refund of 612.40 USD")
    assert program("read", *PACK, "-", input=b"Hello.").stdout == b""


def test_the_shipped_policy_is_listed_and_sound(program: Program) -> None:
    packs = _answer(program("policy", "list", "--json"))["packs"]
    assert "support-desk" in [pack["id"] for pack in packs]
    assert all(list(pack) == ["id", "version", "title", "owner", "next_review"] for pack in packs)
    found = _answer(program("policy", "check", "support-desk", "--json"))
    assert found["findings"] == []
    assert {"id", "question", "value", "default"} == set(found["parameters"][0])


def test_a_faulty_policy_ends_with_1_and_every_fault_in_its_place(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "pack.yaml").write_text(
        "pack: {id: acme, title: A, version: '1'}\nclockz: []\nfactz: []\n", encoding="utf-8"
    )
    found = _answer(program("policy", "check", str(folder), "--json"), code=1)
    assert found["version"] is None
    assert [(one["file"], one["line"], one["severity"]) for one in found["findings"]] == [
        ("pack.yaml", 2, "error"),
        ("pack.yaml", 3, "error"),
    ]
    said = program("policy", "check", str(folder))
    assert said.returncode == 1
    assert b"pack.yaml:2" in said.stdout


def test_a_list_of_holidays_that_has_run_out_is_noted_and_no_fault(program: Program, tmp_path: Path) -> None:
    folder = tmp_path / "acme"
    folder.mkdir()
    (folder / "days.ics").write_bytes(
        b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART;VALUE=DATE:20201225\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    )
    (folder / "pack.yaml").write_text(
        "pack: {id: acme, title: A, version: '1'}\n"
        "calendars: [{id: office, hours: {mon: ['09:00-17:00']}, holidays: [{ical: days.ics, name: Closing days}]}]\n",
        encoding="utf-8",
    )
    (note,) = _answer(program("policy", "check", str(folder), "--json"))["findings"]
    assert (note["severity"], note["rule"], note["elements"]) == ("note", "holidays-end", ["office"])
    assert (note["file"], note["line"]) == ("pack.yaml", 2)
    said = program("policy", "check", str(folder))
    assert said.returncode == 0
    assert b"note pack.yaml:2:13 The last holiday of the list Closing days (sha256:" in said.stdout
    assert b"was 2020-12-25: every later one counts as a working day. Add the holidays" in said.stdout
    asked = ("--pack", str(folder), "--calendar", "office", "--start", "2020-12-24T16:00+00:00", "--within", "1h")
    assert _answer(program("clock", "due", *asked, "--json"))["due_at"] == "2020-12-28T10:00:00+00:00"
