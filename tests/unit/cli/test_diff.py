"""`stepladder policy diff`: what a person reads, what a program reads, and policies that are not there."""

from __future__ import annotations

import json

from tests.unit.cli.conftest import Program


def test_a_difference_is_told_in_plain_words_where_no_terminal_is(command: Program) -> None:
    done = command("policy", "diff", "starter", "risk-tiers")
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert text.startswith("From starter ")
    assert "\nWho is told\n" in text
    assert "\x1b" not in text


def test_a_difference_is_one_document_for_programs(command: Program) -> None:
    done = command("policy", "diff", "starter", "starter", "--json")
    found = json.loads(done.stdout)
    assert done.returncode == 0, done.stderr
    assert found["from"] == found["to"]
    assert [found[name] for name in ("clocks", "routes", "rules", "duties", "permissions", "other")] == [[]] * 6


def test_a_policy_that_is_not_there_is_named(command: Program) -> None:
    done = command("policy", "diff", "starter", "nowhere")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"nowhere" in done.stderr
