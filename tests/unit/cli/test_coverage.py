"""`stepladder policy coverage`: every requirement with its state, and exit 1 where one is below what it owes."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

from stepladder.core.lint.coverage.proof import Proof
from stepladder.proving import Files, prove
from tests.unit.cli.conftest import Program
from tests.unit.packs.written import PACKS, requirements


def test_the_requirements_of_policies_are_listed_and_meet_what_they_owe(command: Program) -> None:
    done = command("policy", "coverage", "contract-care", "risk-tiers", "--json")
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    theirs = [row for row in requirements() if row["pack"] in ("contract-care", "risk-tiers")]
    assert found["total"] == len(found["rows"]) == len(theirs)
    assert list(found["by_state"]) == ["stated", "lived", "measured", "connected"]
    assert sum(found["by_state"].values()) == found["total"]
    row = next(one for one in found["rows"] if one["id"] == "RT-022")
    assert row["elements"] == ["risk-tiers: templates/empathy-starter/slots/what"]
    assert (row["state"], row["owes"], row["in_the_end"], row["proved"]) == ("lived", "lived", "lived", None)


def test_stories_that_lie_with_a_policy_show_what_was_lived(command: Program) -> None:
    found = json.loads(command("policy", "coverage", "field-poc", "--json").stdout)
    assert found["by_state"]["lived"] > 0
    assert {one["pack"] for one in found["rows"]} == {"field-poc"}


def test_stories_of_another_folder_are_played_besides(command: Program, tmp_path: Path) -> None:
    own, stories = tmp_path / "own", tmp_path / "stories"
    shutil.copytree(PACKS / "risk-tiers", own, ignore=shutil.ignore_patterns("rehearsals"))
    shutil.copytree(PACKS / "risk-tiers" / "rehearsals", stories)
    alone = json.loads(command("policy", "coverage", str(own), "--json").stdout)
    besides = json.loads(command("policy", "coverage", str(own), "--rehearsals", str(stories), "--json").stdout)
    assert alone["by_state"]["lived"] == 0 < besides["by_state"]["lived"]


def test_a_folder_of_stories_that_is_not_there_is_told(command: Program) -> None:
    done = command("policy", "coverage", "field-poc", "--rehearsals", "nowhere")
    assert done.returncode == 2
    assert b"nowhere: there is no such folder" in done.stderr


def test_it_is_told_in_words(command: Program) -> None:
    done = command("policy", "coverage", "risk-tiers")
    assert done.returncode == 0
    assert done.stdout.startswith(b"Coverage of the requirements\n")
    assert b"\x1b" not in done.stdout


def test_proofs_are_made_and_told(command: Program) -> None:
    done = command("policy", "coverage", "--prove", "risk-tiers", "--processes", "2")
    assert done.returncode == 0, done.stderr
    assert re.search(rb"\d+ of 67 are proved", done.stdout)
    assert b"RT-001 (risk-tiers, metadata)" in done.stdout


def test_a_requirement_that_nothing_names_any_more_is_below_what_it_owes(command: Program, tmp_path: Path) -> None:
    shutil.copytree(PACKS / "risk-tiers", tmp_path / "own")
    for path in (tmp_path / "own").glob("*.yaml"):
        path.write_text(path.read_text(encoding="utf-8").replace("RT-041", "RT-999"), encoding="utf-8")
    done = command("policy", "coverage", "./own")
    assert done.returncode == 1
    assert b"Below what they owe" in done.stdout
    assert b"It is missing and owes lived." in done.stdout


def test_proofs_are_kept_and_hang_on_the_policy(tmp_path: Path) -> None:
    own = tmp_path / "own"
    shutil.copytree(PACKS / "risk-tiers", own)
    first = Files((str(own),), kept=tmp_path / "kept")
    made = prove(first, lambda row: row.id == "RT-003")
    (kept,) = (tmp_path / "kept").iterdir()
    kept.write_bytes(json.dumps({"RT-003": {"row": "RT-003", "proved": True, "tests": ["kept"]}}).encode())
    assert prove(first, lambda row: row.id == "RT-003") == {"RT-003": Proof(row="RT-003", proved=True, tests=("kept",))}
    with (own / "pack.yaml").open("a", encoding="utf-8") as file:
        file.write("\n# A word more.\n")
    again = prove(Files((str(own),), kept=tmp_path / "kept"), lambda row: row.id == "RT-003")
    assert again["RT-003"].tests == tuple(name.replace("kept", "") for name in made["RT-003"].tests) != ("kept",)


def test_a_spoilt_proof_is_made_anew(tmp_path: Path) -> None:
    files = Files(("risk-tiers",), kept=tmp_path)
    made = prove(files, lambda row: row.id == "RT-003")
    (kept,) = tmp_path.iterdir()
    kept.write_bytes(b"{")
    assert prove(files, lambda row: row.id == "RT-003") == made
