"""A piece of work in a process of its own: what it is told, what it says, and how it ends."""

from __future__ import annotations

import errno
import io
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from stepladder.worker.forked import Forked

pytestmark = pytest.mark.filterwarnings("ignore:.*multi-threaded:DeprecationWarning")


def ended(work: Callable[[], int], name: str = "test") -> int:
    return Forked(name, work).wait(20)


def exits(code: object) -> int:
    sys.exit(code)  # type: ignore[arg-type]  # What a library might do.


ENDS: dict[str, tuple[Callable[[], int], int]] = {
    "its answer is the code": (lambda: 7, 7),
    "a library that ends the program": (lambda: exits(5), 5),
    "one that ends it well": (lambda: exits(None), 0),
    "one that ends it with words": (lambda: exits("words"), 1),
}


@pytest.mark.parametrize(("work", "code"), ENDS.values(), ids=ENDS)
def test_how_it_ended_is_told(work: Callable[[], int], code: int) -> None:
    assert ended(work) == code


def test_a_fault_is_said_with_its_place_and_ends_with_1() -> None:
    said = program("print(Forked('test', lambda: 1 // 0).wait())")
    assert said.stdout == "1\n"
    assert said.stderr.startswith("Traceback")
    assert said.stderr.endswith("ZeroDivisionError: integer division or modulo by zero\n")


def test_what_waits_to_be_written_is_written_once_and_words_of_an_end_are_said() -> None:
    said = program("""
print("by the parent")
print(Forked("test", lambda: print("by the child") or sys.exit("why")).wait())
""")
    assert said.stdout == "by the parent\nby the child\n1\n"
    assert said.stderr == "why\n"


def test_nothing_that_is_typed_reaches_it_and_nothing_but_its_streams_is_open() -> None:
    said = program("""
import os
lock = open(os.devnull)
def look():
    print(repr(sys.stdin.read()), sorted(map(int, os.listdir("/proc/self/fd")))[:-1])
    return 0
print(Forked("test", look).wait())
print(sys.stdin.read())
""")
    assert said.stdout == "'' [0, 1, 2]\n0\ntyped\n"


def program(lines: str) -> subprocess.CompletedProcess[str]:
    """In a program of its own, with the streams that a program has."""
    words = [sys.executable, "-c", f"import sys\nfrom stepladder.worker.forked import Forked\n{lines}"]
    # With streams that keep what is written for a while, as they are where nobody says otherwise.
    buffered = {name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"}
    return subprocess.run(words, env=buffered, input="typed", capture_output=True, text=True, timeout=60, check=True)


class Full(io.StringIO):
    """A stream on a disk without room."""

    def flush(self) -> None:
        raise OSError(errno.ENOSPC, "no room")


def test_where_nothing_can_be_written_it_works_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdout", Full())
    assert ended(lambda: 4) == 4


def test_it_shows_under_its_own_name(tmp_path: Path) -> None:
    file = tmp_path / "name"
    assert ended(lambda: file.write_text(Path("/proc/self/comm").read_text()) * 0, "stepladder-worker") == 0
    assert file.read_text() == "stepladder-work\n"


def test_it_ends_though_threads_of_its_own_go_on() -> None:
    assert ended(_with_a_thread_that_waits) == 0


def _with_a_thread_that_waits() -> int:
    threading.Thread(target=threading.Event().wait).start()
    return 0


def test_nothing_that_its_parent_has_begun_is_ended_by_it(tmp_path: Path) -> None:
    file = tmp_path / "ends"
    try:
        assert ended(lambda: 0) == 0
    finally:
        with file.open("a") as ends:
            ends.write(f"{os.getpid()} ")
    assert file.read_text() == f"{os.getpid()} "
