"""Where words cannot be told or bytes not be written, the answer is still the right one, and no trace of our inside."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from stepladder.cli import lookout
from stepladder.lookout import News
from tests.harness.environment import child_environment
from tests.harness.loud import cannot_run

FULL = Path("/dev/full")


@pytest.fixture(autouse=True)
def a_file_that_is_full() -> None:
    if not FULL.exists():
        cannot_run("this system has no file that is always full", "Run these tests on Linux.")


def ran(
    home: Path, *words: str, shell: str = "", room: int | None = None, **more: Any
) -> subprocess.CompletedProcess[bytes]:
    """A program of its own. Takes: shell - where its streams go; room - the bytes a file may have at most."""
    line = f'exec "$0" -m stepladder "$@" {shell}'
    limits = None if room is None else lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (room, room))
    command = ["sh", "-c", line, sys.executable, *words]
    return subprocess.run(
        command, capture_output=True, timeout=60, env=child_environment(home), preexec_fn=limits, **more
    )


@pytest.mark.parametrize("shell", ["2>&-", "2>/dev/full", ""], ids=["closed", "full", "heard"])
def test_what_cannot_be_told_aside_changes_no_answer(tmp_path: Path, shell: str) -> None:
    assert ran(tmp_path, "prepare", "--data", "desk", cwd=tmp_path, shell=shell).returncode == 0
    done = ran(tmp_path, "audit", "verify", "--json", "--data", "desk", cwd=tmp_path, shell=shell)
    assert (done.returncode, done.stdout[:1]) == (0, b"{")


def test_an_answer_that_cannot_be_written_is_no_answer(tmp_path: Path) -> None:
    done = ran(tmp_path, "decide", "--pack", "starter", "-", shell=">/dev/full", input=b'{"signal": {"text": "a"}}')
    said = b"standard output or a file: it cannot be read or written (No space left on device). Look at"
    assert (done.returncode, done.stderr[: len(said)]) == (2, said)
    assert b"Traceback" not in done.stderr


def test_an_answer_that_nobody_wants_is_given_to_nobody(tmp_path: Path) -> None:
    done = ran(tmp_path, "decide", "--pack", "starter", "-", shell=">&-", input=b'{"signal": {"text": "a"}}')
    assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")


def test_a_folder_that_is_gone_is_called_so(tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    line = 'cd "$1" && rmdir "$1" && exec "$0" -m stepladder prepare --data desk'
    left = subprocess.run(
        ["sh", "-c", line, sys.executable, str(gone)], capture_output=True, timeout=60, env=child_environment(tmp_path)
    )
    assert (left.returncode, left.stderr) == (2, b"the folder you are in is gone. Change to another one.\n")


def test_a_disk_that_is_full_is_no_damaged_backup(tmp_path: Path) -> None:
    assert ran(tmp_path, "prepare", "--data", "desk", cwd=tmp_path).returncode == 0
    assert ran(tmp_path, "backup", "file", "--data", "desk", cwd=tmp_path).returncode == 0
    back = ran(tmp_path, "restore", "file", "--data", "again", cwd=tmp_path, room=200_000)
    assert back.returncode == 2
    assert b"it cannot be unpacked (File too large). Make room" in back.stderr
    more = ran(tmp_path, "backup", "another", "--data", "desk", cwd=tmp_path, room=200_000)
    assert more.returncode == 2
    assert b"the database cannot be copied (" in more.stderr
    assert not (tmp_path / "another").exists()


def test_a_desk_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    done = ran(tmp_path, "prepare", "--data", "desk", cwd=tmp_path, room=100_000)
    assert done.returncode == 2
    assert done.stderr.startswith(b"database: it cannot be written (")
    assert b"Traceback" not in done.stderr


def test_what_the_log_did_not_hear_was_told_to_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    news = News("The desk stands still", "Since noon.")
    ways = lookout._ways()
    assert lookout._tell(ways, news)
    with monkeypatch.context() as patch:
        patch.setattr(sys.stderr, "write", broken)
        assert not lookout._tell(ways, news)
    assert lookout._tell([("log", broken), ("mail", lambda news: None)], news)


def broken(words: object) -> None:
    raise OSError("it is full")


def test_letters_that_the_output_does_not_have_are_told_by_their_number(tmp_path: Path) -> None:
    given = '{"signal": {"text": "Schade \u2013 another company\u2019s invoices"}, "at": "2026-03-09T13:00Z"}'.encode()
    command = [sys.executable, "-m", "stepladder", "decide", "--pack", "support-desk", "-"]
    environment = child_environment(tmp_path, PYTHONIOENCODING="ascii")
    done = subprocess.run(command, input=given, capture_output=True, timeout=60, env=environment)
    assert (done.returncode, done.stderr) == (0, b"")
    assert b"company\\u2019s" in done.stdout
