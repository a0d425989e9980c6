"""A policy with a fault never goes live: the last good version stays in force, and the desk says so."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from importlib.resources import as_file, files
from pathlib import Path

import pytest

from tests.acceptance.visitor import visiting
from tests.harness.desk import Desk, StartDesk
from tests.harness.environment import child_environment

SIGNAL = {
    "at": "2025-03-11T10:00:00-04:00",
    "signal": {"id": "s1", "text": "The invoice list shows another company's invoices.", "conversation": "one"},
}

WRONG = {  # file: what stands in it, and the fault put in its place
    "routes.yaml": ("to: security, channel: email", "to: securty, channel: email"),
    "clocks.yaml": ("calendar: legal", "calendar: leagl"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy of one's own, which begins as a copy of the shipped one."""
    with as_file(files("stepladder") / "packs" / "support-desk") as shipped:
        return Path(shutil.copytree(shipped, tmp_path / "support-desk"))


def change(folder: Path, file: str, old: str, new: str) -> int:
    """Replace the first occurrence. Answers the number of its line."""
    before, found, after = (folder / file).read_text(encoding="utf-8").partition(old)
    assert found, f"{file} holds no {old!r}"
    (folder / file).write_text(before + new + after, encoding="utf-8")
    return before.count("\n") + 1


def version_that_decides(desk: Desk) -> str:
    decision = desk.post("/api/v1/decide", json=SIGNAL)
    assert decision.status_code == 200, decision.text
    return str(decision.json()["version"])


def test_a_fault_keeps_the_last_good_version_in_force_until_it_is_mended(desk: StartDesk, folder: Path) -> None:
    own = {"STEPLADDER_PACK": str(folder)}
    first = desk(clock="2025-03-11T10:00:00-04:00", demo=True, environment=own)
    good = version_that_decides(first)
    case = first.post("/api/v1/signals", json=SIGNAL).json()["case"]
    first.stop()

    lines = {file: change(folder, file, *words) for file, words in WRONG.items()}
    second = desk(data=first.data, clock="2025-03-11T11:00:00-04:00", demo=True, environment=own)
    assert version_that_decides(second) == good
    signal = {"signal": {"id": "s2", "text": "There is a charge on my card that I never made.", "conversation": "two"}}
    taken = second.post("/api/v1/signals", json=signal)
    assert taken.status_code == 201
    assert taken.json()["decision"]["version"] == good
    with visiting(second) as visitor:
        for page in ("/", "/policy/"):
            words = visitor.words(page)
            assert "The last policy was refused" in words, page
            assert "ast good version stays in force" in words, page
        assert good in words
        for file, line in lines.items():
            assert f"{file}:{line}:" in words
        assert "Did you mean 'security'?" in words
    assert "was not published, the version before it stays in force" in second.log()
    checked = second.run("policy", "check", str(folder), "--json", status=1)
    found = {(one["file"], one["line"]) for one in json.loads(checked.stdout)["findings"]}
    assert set(lines.items()) <= found
    second.stop()

    for file, (old, new) in WRONG.items():
        change(folder, file, new, old)
    change(folder, "clocks.yaml", "within: 30m", "within: 20m")
    third = desk(data=first.data, clock="2025-03-11T12:00:00-04:00", demo=True, environment=own)
    assert version_that_decides(third) != good
    with visiting(third) as visitor:
        assert "The last policy was refused" not in visitor.words("/policy/")
    decided = third.post("/api/v1/decide", json=SIGNAL).json()
    assert {one["within"] for one in decided["clocks"] if one["kind"] == "first_response"} == {"PT20M"}
    # What was promised stays promised: a case keeps the policy it was opened under.
    kept = third.get(f"/api/v1/cases/{case}").json()
    assert kept["version"] == good
    assert {one["within"] for one in kept["clocks"] if one["slot"] == "first_response"} == {"PT30M"}


def test_a_desk_whose_first_policy_has_a_fault_does_not_start(desk: StartDesk, folder: Path) -> None:
    line = change(folder, "routes.yaml", *WRONG["routes.yaml"])
    one = desk(environment={"STEPLADDER_PACK": str(folder)}, ready=False)
    assert one.ended_within(30)
    assert one.stop() == 2
    assert f"routes.yaml:{line}" in one.log()
    assert "Did you mean 'security'?" in one.log()
    assert "Traceback" not in one.log()


def test_the_program_knows_no_policy_with_a_fault(tmp_path: Path, folder: Path) -> None:
    change(folder, "routes.yaml", *WRONG["routes.yaml"])
    said = run(tmp_path, "decide", "--pack", str(folder), "--json", "-")
    assert (said.returncode, said.stdout) == (2, "")
    assert "securty" in said.stderr
    empty = folder.parent / "empty"
    empty.mkdir()
    said = run(tmp_path, "policy", "check", str(empty), "--json")
    assert (said.returncode, "no .yaml file" in said.stderr) == (2, True)


def run(place: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """A command that needs no desk; it is given a request."""
    command = [sys.executable, "-m", "stepladder", *words]
    return subprocess.run(
        command, env=child_environment(place), input=json.dumps(SIGNAL), capture_output=True, text=True, timeout=60
    )
