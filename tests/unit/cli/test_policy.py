"""`stepladder policy`: what one reads, and what programs read."""

from __future__ import annotations

import json
from pathlib import Path

from stepladder import packfiles
from tests.unit.cli.conftest import Program


def test_every_shipped_policy_is_listed(command: Program) -> None:
    done = command("policy", "list", "--json")
    assert done.returncode == 0, done.stderr
    packs = json.loads(done.stdout)["packs"]
    assert [one["id"] for one in packs] == list(packfiles.shipped())
    assert set(packs[0]) == {"id", "version", "title", "owner", "next_review"}


def test_a_policy_is_shown_in_plain_words_where_no_terminal_is(command: Program) -> None:
    done = command("policy", "show", "support-desk")
    text = done.stdout.decode()
    assert done.returncode == 0, done.stderr
    assert text.startswith("Support desk 2.3+")
    assert "\x1b" not in text
    assert "Security by email [SD-017]" in text


def test_a_policy_can_be_searched(command: Program) -> None:
    done = command("policy", "show", "support-desk", "--find", "refund limit")
    assert done.returncode == 0, done.stderr
    assert "Refund above the limit (triggers/refund-limit) [SD-029]" in done.stdout.decode()


def test_what_is_looked_for_is_not_left_unsaid_in_json(command: Program) -> None:
    done = command("policy", "show", "--json", "--find", "zzzz", "starter")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"--find: it does not go with --json" in done.stderr


def test_a_policy_is_one_document_for_programs(command: Program) -> None:
    done = command("policy", "show", "support-desk", "--json")
    found = json.loads(done.stdout)
    assert found["pack"]["id"] == "support-desk"
    assert found["clocks"][0]["within"] == 1_800
    assert found["clocks"][0]["place"].startswith("clocks.yaml:")


def test_a_policy_with_faults_is_not_shown(command: Program, tmp_path: Path) -> None:
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "pack.yaml").write_text("pack: {id: own}", encoding="utf-8")
    done = command("policy", "show", "./own")
    assert (done.returncode, done.stdout) == (2, b"")
    assert b"pack.yaml:1:7 'title' is missing" in done.stderr


def test_the_schema_is_one_document(command: Program) -> None:
    found = json.loads(command("policy", "schema").stdout)
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert found["properties"]["gates"]["items"]["required"] == ["id", "because"]


def test_a_new_policy_is_sound_and_a_second_one_in_its_place_is_refused(command: Program, tmp_path: Path) -> None:
    first = command("policy", "new", "our-desk", "--title", "Our desk", "--like", "support-desk")
    assert first.returncode == 0, first.stderr
    assert b"our-desk" in first.stdout
    assert command("policy", "check", "./our-desk").returncode == 0
    again = command("policy", "new", "our-desk", "--like", "support-desk")
    assert again.returncode == 2
    assert b"something stands there already" in again.stderr


def test_what_was_checked_is_kept_in_the_cache(command: Program, tmp_path: Path) -> None:
    command("policy", "list", STEPLADDER_CACHE=str(tmp_path / "cache"))
    assert list((tmp_path / "cache").rglob("*.pack"))
