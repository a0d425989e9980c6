"""Before anything starts: settings that cannot be read and folders without a desk are refused, and nothing is made."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from stepladder.cli.main import run_program
from stepladder.core.values import DeskError
from stepladder.worker.ports import held
from tests.harness.desk import free_port
from tests.harness.environment import HOME, child_environment
from tests.harness.loud import cannot_run

STARTING = {
    "serve": ("serve", "--port"),
    "web": ("web", "--port"),
    "worker": ("worker",),
    "prepare": ("prepare",),
    "doctor": ("doctor",),
    "lookout": ("lookout", "--url", "https://desk.company.example/heartbeat"),
}
READING = {
    "audit verify": ("audit", "verify"),
    "audit head": ("audit", "head"),
    "token new": ("token", "new", "--name", "a", "--scope", "admin"),
    "token list": ("token", "list"),
    "token revoke": ("token", "revoke", "--name", "a"),
    "import": ("import", "-"),
    "backup": ("backup", "desk.backup"),
}


@pytest.mark.parametrize("name", STARTING)
def test_settings_that_cannot_be_read_are_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str
) -> None:
    words = (*STARTING[name], str(free_port())) if STARTING[name][-1] == "--port" else STARTING[name]
    wrong = ("STEPLADDER_LOOKOUT_TO", "LOOKOUT_FROM") if name == "lookout" else ("STEPLADDER_RATES", "HEARTBEAT_EVERY")
    monkeypatch.setenv(HOME, str(tmp_path / "desk"))
    monkeypatch.setenv(wrong[0], "abc")
    monkeypatch.setenv(f"STEPLADDER_{wrong[1]}", "abc")
    assert run_program(words) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert said.err.startswith("the settings: 2 of them cannot be read\n")
    assert all(one in said.err for one in wrong)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", READING)
@pytest.mark.parametrize("url", ["", "postgresql://127.0.0.1:1/desk"], ids=["sqlite", "postgresql"])
def test_where_no_desk_lives_what_only_reads_makes_none(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, url: str
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv(HOME, "elsewhere")
    monkeypatch.setenv("STEPLADDER_DATABASE_URL", url)
    assert run_program((*READING[name], "--data", "typo")) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'typo'}: no desk lives here. Name the folder")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_read_is_all_that_the_program_itself_tells(tmp_path: Path) -> None:
    wrong = _program("doctor", "--data", str(tmp_path / "desk"), STEPLADDER_HTTPS="maybe")
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr.splitlines()[0] == "the settings: 1 of them cannot be read"
    assert wrong.stderr.splitlines()[-1] == "Mend each line, then try again."
    nowhere = _program("doctor", "--data", str(tmp_path / "desk"))
    assert (nowhere.returncode, nowhere.stderr) == (1, "")


def test_what_a_command_wrote_stands_in_the_database_when_it_has_ended(tmp_path: Path) -> None:
    assert _program("prepare", "--data", str(tmp_path)).returncode == 0
    assert [one.name for one in tmp_path.glob("desk.sqlite3*")] == ["desk.sqlite3"], "SQLite's log is left behind"


def _program(*words: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = child_environment(Path.cwd() / "nowhere", **settings)
    command = [sys.executable, "-m", "stepladder", *words]
    return subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)


def test_a_backup_makes_no_folder_in_which_nobody_would_look_for_it(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "desk").mkdir()
    (tmp_path / "desk" / "desk.sqlite3").touch()
    assert run_program(("backup", str(tmp_path / "bakups" / "b"), "--data", str(tmp_path / "desk"))) == 2
    assert capsys.readouterr().err.startswith(f"{tmp_path / 'bakups'}: there is no such folder. Make it first")
    assert [one.name for one in tmp_path.iterdir()] == ["desk"]


@pytest.mark.parametrize("url", ["htp://desk/heartbeat", "https://", "desk.example/heartbeat", "http://desk:port/"])
def test_a_lookout_looks_at_no_nonsense(capsys: pytest.CaptureFixture[str], url: str) -> None:
    assert run_program(("lookout", "--url", url)) == 2
    assert capsys.readouterr().err.startswith("--url: ")


@pytest.mark.parametrize("command", ["serve", "web"])
def test_of_two_that_start_in_one_moment_on_one_port_the_second_is_refused_before_anybody_listens(
    tmp_path: Path, command: str
) -> None:
    if sys.platform != "linux":
        cannot_run("this system has no names beside its ports", "Run this test on Linux.")
    port = free_port()
    words = [sys.executable, "-m", "stepladder", command, "--port", str(port), "--data", str(tmp_path / "desk")]
    with held("localhost", port) as address:
        there = ["--host", address]
        done = subprocess.run([*words, *there], env=child_environment(tmp_path), capture_output=True, timeout=60)
    said = f"{address}:{port}: the port is taken by another desk. Choose another with --port, or end that desk.\n"
    assert (done.returncode, done.stderr.decode()) == (2, said)
    assert list(tmp_path.iterdir()) == []
    with held("localhost", port):
        pass  # It is free again as soon as the first one ends.


def test_a_host_that_is_none_is_refused() -> None:
    with pytest.raises(DeskError, match="there is no such host"), held("x" * 200, free_port()):
        raise AssertionError("it is held")


def test_what_is_typed_wrong_is_said_where_the_port_is_taken_too(capsys: pytest.CaptureFixture[str]) -> None:
    with held("127.0.0.1", port := free_port()):
        assert run_program(("serve", "--port", str(port), "--clock", "now")) == 2
    assert capsys.readouterr().err.startswith("--clock: 'now' is not an instant.")
