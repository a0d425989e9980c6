"""`stepladder guard`: words for people, one document for programs, and 1 where a draft is held back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.unit.cli.conftest import Program

PACK = ("--pack", "support-desk")
HELD = "Dear Ann, 😀 it is on our roadmap."


@pytest.mark.parametrize(
    ("draft", "verdict", "code"),
    [("Thank you.", "fine", 0), ("We are very busy.", "warn", 0), (HELD, "block", 1), ("", "fine", 0)],
)
def test_it_ends_with_1_only_where_a_draft_is_held_back(command: Program, draft: str, verdict: str, code: int) -> None:
    done = command("guard", *PACK, "--json", "-", input=draft.encode())
    assert (done.returncode, json.loads(done.stdout)["verdict"]) == (code, verdict)


def test_the_document_quotes_the_draft_by_its_code_points(command: Program, tmp_path: Path) -> None:
    (tmp_path / "draft.txt").write_text(HELD, encoding="utf-8")
    answer = json.loads(command("guard", *PACK, "--json", "draft.txt").stdout)
    (one,) = answer["findings"]
    assert list(answer) == ["verdict", "findings"]
    assert list(one) == ["rule", "mode", "start", "end", "quote", "because", "better", "source"]
    assert (one["rule"], one["mode"], one["source"]) == ("no-unannounced", "block", ["SD-244"])
    assert HELD[one["start"] : one["end"]] == one["quote"] == "is on our roadmap"


def test_words_name_the_quote_the_rule_the_reason_and_the_better_line(command: Program) -> None:
    done = command("guard", *PACK, "-", input=HELD.encode())
    assert done.returncode == 1
    assert done.stdout.decode().splitlines() == [
        '"is on our roadmap" - no-unannounced blocks [SD-244]',
        "  What was said too early cannot be unsaid, and others hold us to it.",
        "  Better: I have noted your wish for the product team. What comes next stands in our announcements.",
        "",
        "It is not sent like this.",
    ]


def test_a_fine_draft_leaves_standard_output_empty(command: Program) -> None:
    done = command("guard", *PACK, "-", input=b"Thank you.")
    assert (done.returncode, done.stdout) == (0, b"")
    assert done.stderr == b"No guard finds anything in this draft.\n"


@pytest.mark.parametrize(("role", "code"), [("press", 0), ("agent", 1)])
def test_the_writers_role_may_lift_a_guard(command: Program, role: str, code: int) -> None:
    assert command("guard", *PACK, "--role", role, "-", input=HELD.encode()).returncode == code


@pytest.mark.parametrize(
    ("words", "said"),
    [(("guard", "-"), b"--pack"), (("guard", *PACK, "none.txt"), b"none.txt"), (("guard", "--pack", "x", "-"), b"'x'")],
)
def test_wrong_usage_ends_with_2(command: Program, words: tuple[str, ...], said: bytes) -> None:
    done = command(*words, input=b"Hello.")
    assert done.returncode == 2
    assert said in done.stderr
