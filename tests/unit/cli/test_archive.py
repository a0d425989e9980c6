"""Closed cases of a desk go into files and come back, by the program alone."""

from __future__ import annotations

import gzip
import json
import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from stepladder.core.values import DeskError
from stepladder.service.rows import WorkspaceRow
from tests.contract.archiving import closed, let_years_pass
from tests.unit.cli.conftest import Program

Run = Callable[..., subprocess.CompletedProcess[bytes]]


@pytest.fixture
def cases(sqlite_database: str) -> list[str]:
    """Two closed cases of long ago, on a desk in the folder `home`."""
    from tests.contract.place import START, new_place

    place = new_place()
    place.clock.at = START - timedelta(days=600)
    found = sorted(closed(place, key, customer={"id": f"of-{key}"}) for key in ("k1", "k2"))
    let_years_pass(place)
    return found


@pytest.fixture
def run(program: Program) -> Run:
    def one(*words: str) -> subprocess.CompletedProcess[bytes]:
        return program("archive", *words, STEPLADDER_CHAIN_KEY=settings.CHAIN_KEY)

    return one


def answered(done: subprocess.CompletedProcess[bytes], status: int = 0) -> Any:
    assert done.returncode == status, done.stderr
    return json.loads(done.stdout)


def test_cases_go_into_a_file_are_looked_at_there_and_come_back(
    run: Run, program: Program, cases: list[str], tmp_path: Path
) -> None:
    first, second = cases
    would = answered(run("make", str(tmp_path), "--closed-before", "2025-01-01", "--dry-run", "--json"))
    (found,) = would["workspaces"]
    assert (found["cases"], found["file"], found["stays"]) == (2, None, {})
    made = run("make", str(tmp_path), "--closed-before", "2025-01-01")
    assert made.returncode == 0, made.stderr
    (file,) = tmp_path.glob("*.ndjson.gz")
    assert made.stdout.decode().startswith(f"main: 2 cases with {found['events']} events moved into {file}, ")
    assert f"{file} is written and read back" in made.stderr.decode()
    assert b"customers' words" in made.stderr
    (listed,) = answered(run("list", "--json"))["files"]
    assert (listed["file"], listed["cases"], listed["events"]) == (file.name, 2, found["events"])
    proved = program("audit", "verify", "--json", STEPLADDER_CHAIN_KEY=settings.CHAIN_KEY)
    assert (answered(proved)["broken"], answered(proved)["archived"]) == ([], found["events"])
    assert b"more went into archives" in proved.stderr

    (looked,) = answered(run("check", str(file), "--json"))["files"]
    assert looked == {"file": str(file), "cases": 2, "wrong": 0, "notes": []}
    told = program("archive", "show", str(file), first, home=tmp_path / "elsewhere")
    assert told.returncode == 0, told.stderr
    assert "The customer reports." in told.stdout.decode()
    assert "| They call from the yard." in told.stdout.decode()
    shown = answered(program("archive", "show", str(file), first, "--json", home=tmp_path / "elsewhere"))
    assert (shown["case"]["id"], shown["case"]["stage"]) == (first, "closed")
    assert [one["version"] for one in shown["events"]] == list(range(1, shown["case"]["case_version"] + 1))
    assert {"They call from the yard.", "We look into it."} <= {one["body"] for one in shown["texts"]}
    assert "sent" in {one["state"] for one in shown["deliveries"]}

    back = run("restore", str(file), second, first)
    assert [line.partition(":")[0] for line in back.stdout.decode().splitlines()] == [second, first]
    assert run("list").stderr == b"No case is archived.\n"


def test_what_was_moved_is_told_though_the_next_workspace_cannot_be_archived(
    cases: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from stepladder.cli import archive
    from stepladder.store import archives
    from tests.contract.place import new_place

    place, make = new_place(), archives.make
    place.store.save_workspace(WorkspaceRow(id="second", name="Second", zone="UTC", pack="support-desk"))

    def full(desk: Any, workspace: WorkspaceRow, *more: Any, **named: Any) -> Any:
        if workspace.id == "second":
            raise DeskError("the file cannot be written (no space left)", where="second", mend="Make room.")
        return make(desk, workspace, *more, **named)

    monkeypatch.setattr(archives, "make", full)
    monkeypatch.setattr(archive, "_desk", lambda data: place.desk)
    with pytest.raises(DeskError, match="no space left"):
        archive.make(tmp_path, closed_before="2025-01-01", json=True)
    (told,) = json.loads(capsys.readouterr().out)["workspaces"]
    assert (told["workspace"], told["cases"]) == ("main", len(cases))


def test_a_file_that_was_changed_is_told_by_1_and_does_not_come_back(
    run: Run, cases: list[str], tmp_path: Path
) -> None:
    assert run("make", str(tmp_path), "--closed-before", "2025-01-01").returncode == 0
    (file,) = tmp_path.glob("*.ndjson.gz")
    words = gzip.decompress(file.read_bytes())
    file.write_bytes(gzip.compress(words.replace(b"from the yard", b"from the shop", 1)))
    checked = run("check", str(file))
    assert checked.returncode == 1
    said = f"the events of case {cases[0]} are as written, and something beside them is not, or is laid out otherwise"
    assert said in checked.stdout.decode()
    refused = run("restore", str(file), cases[0])
    assert refused.returncode == 2
    assert b"Nothing was put back" in refused.stderr


def test_of_several_files_each_is_looked_at_though_one_cannot_be_read(
    run: Run, cases: list[str], tmp_path: Path
) -> None:
    assert run("make", str(tmp_path), "--closed-before", "2025-01-01").returncode == 0
    (file,) = tmp_path.glob("*.ndjson.gz")
    head, first, second = gzip.decompress(file.read_bytes()).splitlines()
    parts = [tmp_path / "a.gz", tmp_path / "b.gz"]
    for part, line in zip(parts, (first, second), strict=True):
        part.write_bytes(gzip.compress(head + b"\n" + line + b"\n"))
    assert run("check", *map(str, parts)).stdout.decode().splitlines() == [
        f"{part}: 1 case; all are as they were written." for part in parts
    ]
    alone = run("check", str(parts[0]))
    assert alone.returncode == 1
    said = f"case {cases[1]} should be in {file.name}, and is in no file that was looked at (missing)"
    assert alone.stdout.decode().splitlines() == [f"{parts[0]}: {said}", f"{parts[0]}: 1 case; 1 missing."]
    file.write_bytes(b"")
    both = run("check", str(file), *map(str, parts))
    assert both.returncode == 2
    assert f"{file}: it is no archive" in both.stderr.decode()
    assert len(both.stdout.splitlines()) == 2
    as_json = run("check", str(file), str(parts[0]), "--json")
    told = answered(as_json, 2)["files"]
    assert f"{file}: it is no archive" in as_json.stderr.decode(), "what cannot be read is said there, whatever else is"
    assert [(one["cases"], one["wrong"], "fault" in one) for one in told] == [(0, 0, True), (1, 1, False)]


WRONG = {
    "no day": (["make", ".", "--closed-before", "yesterday"], "'yesterday' is no day"),
    "a day without hyphens": (["make", ".", "--closed-before", "20250301"], "'20250301' is no day"),
    "a day of a week": (["make", ".", "--closed-before", "2025-W10-1"], "'2025-W10-1' is no day"),
    "a year of another age": (["make", ".", "--closed-before", "0001-01-01"], "'0001-01-01' is no day"),
    "too late": (["make", ".", "--closed-before", "2999-01-01"], "cases of the last 30 days are never archived"),
    "no workspace": (["make", ".", "--closed-before", "2025-01-01", "--workspace", "x"], "no workspace is called 'x'"),
    "no file": (["show", "none.gz", "c-1"], "there is no such file"),
}


@pytest.mark.parametrize(("words", "said"), WRONG.values(), ids=WRONG)
def test_what_cannot_be_done_is_told_with_2(sqlite_database: str, run: Run, words: list[str], said: str) -> None:
    from tests.contract.place import new_place

    new_place()
    done = run(*words)
    assert done.returncode == 2
    assert said in done.stderr.decode()


def test_where_no_desk_lives_none_is_made(program: Program, tmp_path: Path) -> None:
    done = program("archive", "list", home=tmp_path / "nowhere")
    assert done.returncode == 2
    assert b"no desk lives here" in done.stderr


def test_a_case_whose_rows_were_changed_is_not_told_and_raises_nothing(
    run: Run, program: Program, cases: list[str], tmp_path: Path
) -> None:
    assert run("make", str(tmp_path), "--closed-before", "2025-01-01").returncode == 0
    (file,) = tmp_path.glob("*.ndjson.gz")
    header, *lines = gzip.decompress(file.read_bytes()).splitlines()
    changed = [json.loads(line) for line in lines]
    for rows in changed:
        del rows["events"][0]["at"]
    spoilt = tmp_path / "spoilt.gz"
    spoilt.write_bytes(gzip.compress(b"\n".join([header, *(json.dumps(rows).encode() for rows in changed)])))
    for form in ((), ("--json",)):
        done = program("archive", "show", str(spoilt), cases[0], *form)
        assert (done.returncode, done.stdout) == (2, b"")
        assert b"its rows cannot be read" in done.stderr
        assert b"Traceback" not in done.stderr
