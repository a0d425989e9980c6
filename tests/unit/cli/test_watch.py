"""A policy that is watched: told once, then what is new and what is gone whenever a file changes."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from stepladder.cli.watch import watch
from tests.harness.environment import child_environment

HEADER = """\
pack: {id: own, title: A, version: '1', owner: lead, next_review: 2090-01}
directory: [{id: lead, title: L, calendar: always, source: [HB-1]}]
"""
Step = Callable[[Path], None]


def slip(file: Path) -> None:
    file.write_text(HEADER + "flagz: []\n", encoding="utf-8")


def mend(file: Path) -> None:
    file.write_text(HEADER, encoding="utf-8")


def touch(file: Path) -> None:
    os.utime(file, ns=(1, 1))


def leave(file: Path) -> None:
    pass


def lose(file: Path) -> None:
    file.unlink()


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    found = tmp_path / "own" / "pack.yaml"
    found.parent.mkdir()
    mend(found)
    return found


def said_while(file: Path, capsys: pytest.CaptureFixture[str], *steps: Step) -> list[str]:
    """What is said after each step that somebody takes between two looks, until they stop the program."""
    heard: list[str] = []
    left: Iterator[Step] = iter(steps)

    def wait() -> None:
        heard.append("".join(capsys.readouterr()))
        step = next(left, None)
        if step is None:
            raise KeyboardInterrupt
        step(file)

    assert watch(["own"], year=False, wait=wait) == 0
    return heard[1:]


def test_after_a_change_it_says_what_is_new_and_after_the_next_what_is_gone(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    slipped, mended = said_while(file, capsys, slip, mend)
    assert "own cannot be loaded: 1 new" in slipped
    assert "  own/pack.yaml:3:1 no key is called 'flagz' here (unknown-key)" in slipped
    assert "gone: own/pack.yaml:3:1 no key is called 'flagz' here (unknown-key)" in mended
    assert "It can go live." in mended


def test_nothing_is_said_while_nothing_changes(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    nothing, same = said_while(file, capsys, leave, touch)
    assert nothing == ""
    assert "found as before." in same


def test_a_policy_that_goes_away_may_come_back(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    lost, waiting, back = said_while(file, capsys, lose, leave, mend)
    assert "holds no .yaml file" in lost
    assert waiting == ""
    assert "found as before." in back


def test_ctrl_c_ends_the_program_with_0(file: Path) -> None:
    command = [sys.executable, "-m", "stepladder", "policy", "check", "own", "--watch"]
    # Whatever runs the tests in the background may ignore the signal, and a child would inherit that.
    with subprocess.Popen(
        command,
        cwd=file.parent.parent,
        env=child_environment(file.parent),
        stdout=-1,
        stderr=-1,
        text=True,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    ) as program:
        assert program.stdout is not None
        assert program.stderr is not None
        assert program.stdout.readline().startswith("own 1+")
        assert program.stderr.readline().startswith("Watching.")
        slip(file)
        assert any("cannot be loaded: 1 new" in line for line in program.stdout)
        program.send_signal(signal.SIGINT)
        try:
            assert program.wait(timeout=60) == 0
        finally:
            program.kill()
